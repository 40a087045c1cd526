"""The app is taken out of a workspace, or an account is closed: nobody is asked there until they are back."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from bot import network, posting
from bot.digest import sending as digests
from bot.events import HelpWanted, IntroductionWanted
from bot.introductions import out_of_reach, replacing
from bot.messages import AnswerShown, ConsentAsked, IntroductionNotMade, IntroductionRequested
from bot.messages.introductions import IntroductionProgress, NobodyFree
from bot.messenger import TryLater
from bot.outgoing import Outgoing, directly
from bot.speaker import Speaker
from store import digests as kept_digests
from store import introductions, loads, networks, tables, tasks
from store.digests import DigestSetting, Rhythm
from store.introductions import Introduction
from store.loads import Load
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, QUESTION, Stage, only
from tests.bot.test_posting import Chat, failure, post
from tests.factories import NOW

ELSEWHERE = "T2"  # Ben's workspace, in the network of everybody else's
GONE = "app_not_installed"
RETRY = datetime(2026, 3, 4, 9, tzinfo=UTC)  # two working days after a Monday


@pytest.fixture
def apart(stage: Stage) -> Stage:
    """The stage with Ben in a workspace of his own."""
    with stage.engine.begin() as connection:
        there = networks.ensure_workspace(connection, stage.network_id, "slack", ELSEWHERE)
        ben = update(tables.identity).filter_by(chat_id=BEN.chat_id)
        connection.execute(ben.values(workspace_id=there))
    return stage


@pytest.fixture
def crowded(apart: Stage) -> Stage:
    """The same with three more peers whose records answer the question."""
    apart.add_peers("Gil", "Hal", "Ina")
    return apart


def leave(stage: Stage) -> None:
    with stage.engine.begin() as connection:
        out_of_reach.app_left(connection, "slack", [ELSEWHERE], NOW)


def come_back(stage: Stage) -> None:
    with stage.engine.begin() as connection:
        out_of_reach.app_returned(connection, "slack", [ELSEWHERE], NOW)


def want_oak(
    stage: Stage, answer: AnswerShown, speaker: Speaker = ANA, now: datetime = NOW
) -> list[Outgoing]:
    return stage.do(IntroductionWanted(speaker, CHANNEL, answer.question_id, stage.record.id), now)


def asked_people(said: list[Outgoing]) -> list[str]:
    return [each.address.people[0] for each in said if isinstance(each.message, ConsentAsked)]


def told(said: list[Outgoing]) -> list[object]:
    return [each.message for each in said if ANA.chat_id in each.address.people]


def load_of_ben(stage: Stage) -> Load:
    with stage.engine.connect() as connection:
        ben = connection.execute(select(tables.identity.c.official_id).filter_by(chat_id=BEN.chat_id))
        return loads.of(connection, ben.scalar_one(), loads.EVER)


def task_kinds(stage: Stage) -> list[str]:
    with stage.engine.connect() as connection:
        return [each.kind for each in tasks.every_open(connection, stage.network_id)]


def refuse(stage: Stage, request: Outgoing, reason: str) -> list[Outgoing]:
    """Let the chat refuse the request to a peer for good."""
    with stage.engine.begin() as connection:
        return replacing.instead(connection, stage.network_id, request, reason, NOW)


def request_in(said: list[Outgoing]) -> Outgoing:
    [request] = [each for each in said if isinstance(each.message, ConsentAsked)]
    return request


def the_first(stage: Stage, answer: AnswerShown) -> Introduction:
    return stage.legs(answer)[0]


# The app was taken out


def test_who_reads_where_the_app_was_taken_out_is_neither_asked_nor_written_to(crowded: Stage):
    answer = crowded.ask()
    leave(crowded)

    said = want_oak(crowded, answer)

    assert asked_people(said)
    assert BEN.chat_id not in asked_people(said)
    assert only(IntroductionRequested, said).instead


def test_after_an_installation_they_are_asked_again(crowded: Stage):
    answer = crowded.ask()
    leave(crowded)
    come_back(crowded)

    assert asked_people(want_oak(crowded, answer)) == [BEN.chat_id]


def test_what_they_were_asked_goes_to_the_next_peer_at_once_without_blame_and_without_a_task(crowded: Stage):
    answer = crowded.ask()
    assert asked_people(want_oak(crowded, answer)) == [BEN.chat_id]

    leave(crowded)
    said = crowded.wait_until(NOW)

    assert len(asked_people(said)) == 1
    assert told(said) == [IntroductionProgress(1, 0, question=QUESTION)]
    assert [each.state for each in crowded.legs(answer)] == ["handed_over", "asked"]
    assert task_kinds(crowded) == []
    assert load_of_ben(crowded) == Load()


def test_without_anybody_else_the_asker_reads_on_which_day_it_is_tried_again(apart: Stage):
    answer = apart.ask()
    want_oak(apart, answer)

    leave(apart)
    said = apart.wait_until(NOW)

    assert told(said) == [NobodyFree("2026-03-04")]
    assert [(each.state, each.waits_for) for each in apart.legs(answer)][1:] == [("proposed", "peer")]
    assert task_kinds(apart) == []


def test_who_is_back_by_the_second_try_is_asked_then(apart: Stage):
    answer = apart.ask()
    want_oak(apart, answer)
    leave(apart)
    apart.wait_until(NOW)
    come_back(apart)

    said = apart.wait_until(RETRY)

    assert asked_people(said) == [BEN.chat_id]
    # The first one's own reminder asks the next peer too: whichever of the two comes first asks, and once.
    assert [each.state for each in apart.legs(answer) if each.state != "expired"] == ["handed_over", "asked"]


def test_a_chat_that_does_not_bring_the_second_request_either_ends_it(apart: Stage):
    answer = apart.ask()
    refuse(apart, request_in(want_oak(apart, answer)), GONE)
    again = request_in(apart.wait_until(RETRY))

    with apart.engine.begin() as connection:
        said = replacing.instead(connection, apart.network_id, again, GONE, RETRY)

    assert [type(each) for each in told(said)] == [IntroductionNotMade]


def test_what_nobody_got_is_no_reason_to_refuse_the_same_wish(apart: Stage):
    answer = apart.ask()
    refuse(apart, request_in(want_oak(apart, answer)), GONE)
    leave(apart)
    apart.wait_until(RETRY)
    come_back(apart)

    assert asked_people(want_oak(apart, answer, now=RETRY + timedelta(days=1))) == [BEN.chat_id]


def test_an_app_that_is_back_before_the_request_was_passed_on_leaves_it_where_it_is(apart: Stage):
    answer = apart.ask()
    want_oak(apart, answer)

    leave(apart)
    come_back(apart)

    assert apart.wait_until(NOW) == []
    assert the_first(apart, answer).state == "asked"


def test_another_workspace_of_the_network_notices_nothing(crowded: Stage):
    answer = crowded.ask()
    with crowded.engine.begin() as connection:
        out_of_reach.app_left(connection, "slack", ["T9"], NOW)

    assert asked_people(want_oak(crowded, answer)) == [BEN.chat_id]


def test_what_an_asker_there_waits_for_is_not_told_in_the_channel_instead(stage: Stage):
    with stage.engine.begin() as connection:
        out_of_reach.app_left(connection, "slack", ["T1"], NOW)
        ana = stage.official(ANA)

        assert directly(connection, ana) is None
        waiting = directly(connection, ana, unreachable_too=True)

    assert waiting
    assert (waiting.way, waiting.people) == ("direct", (ANA.chat_id,))


def summaries(stage: Stage, conversation: str) -> DigestSetting:
    with stage.engine.begin() as connection:
        there = networks.ensure_workspace(connection, stage.network_id, "slack", ELSEWHERE)
        of = kept_digests.save(connection, stage.network_id, (there, conversation), Rhythm())
        digests.plan(connection, of, NOW)
    return of


def setting_now(stage: Stage, of: DigestSetting) -> DigestSetting:
    with stage.engine.connect() as connection:
        found = kept_digests.setting(connection, stage.network_id, of.id)
    assert found
    return found


def test_summaries_pause_while_the_app_is_away_and_go_on_when_it_is_back(apart: Stage):
    of = summaries(apart, "C-news")

    leave(apart)
    assert (setting_now(apart, of).state, setting_now(apart, of).paused_why) == ("paused", GONE)
    apart.wait_until(NOW + timedelta(days=14))
    come_back(apart)

    assert setting_now(apart, of) == of
    with apart.engine.connect() as connection:
        assert kept_digests.waiting(connection, of.id)


def test_summaries_that_staff_paused_stay_so(apart: Stage):
    of = summaries(apart, "C-news")
    with apart.engine.begin() as connection:
        kept_digests.pause(connection, of.id)

    leave(apart)
    come_back(apart)

    assert setting_now(apart, of).state == "paused"


# The chat refuses a request


@pytest.mark.parametrize("reason", ["token_revoked", "team_access_not_granted", GONE, "no_answer"])
def test_a_request_that_the_app_could_not_bring_is_passed_on_without_a_task(crowded: Stage, reason: str):
    answer = crowded.ask()

    said = refuse(crowded, request_in(want_oak(crowded, answer)), reason)

    assert len(asked_people(said)) == 1
    assert BEN.chat_id not in asked_people(said)
    assert task_kinds(crowded) == []
    assert load_of_ben(crowded) == Load()


def test_whose_account_is_closed_counts_as_having_left_and_says_nothing_of_how_they_answer(crowded: Stage):
    answer = crowded.ask()

    said = refuse(crowded, request_in(want_oak(crowded, answer)), "user_disabled")

    assert len(asked_people(said)) == 1
    assert task_kinds(crowded) == ["successor"]
    assert load_of_ben(crowded) == Load()


def test_the_second_asker_never_reads_that_somebody_with_a_closed_account_is_asked(crowded: Stage):
    refuse(crowded, request_in(want_oak(crowded, crowded.ask())), "user_disabled")

    said = want_oak(crowded, crowded.ask(CHLOE), CHLOE)

    assert only(IntroductionRequested, said).place.name != "Oak"
    assert BEN.chat_id not in asked_people(said)


def test_other_open_requests_to_a_closed_account_are_passed_on_too(crowded: Stage):
    hers = crowded.ask(CHLOE)
    with crowded.engine.begin() as connection:
        connection.execute(update(tables.membership).values(capacity=9))
    assert asked_people(want_oak(crowded, hers, CHLOE)) == [BEN.chat_id]
    with crowded.engine.begin() as connection:
        out_of_reach.account_closed(connection, "slack", ELSEWHERE, BEN.chat_id, NOW)

    said = crowded.wait_until(NOW)

    assert len(asked_people(said)) == 1
    assert the_first(crowded, hers).state == "handed_over"


def test_whoever_does_something_again_can_be_asked_again(stage: Stage):
    with stage.engine.begin() as connection:
        out_of_reach.account_closed(connection, "slack", "T1", BEN.chat_id, NOW)
        assert network.brings_news(network.look(connection, BEN, NOW), BEN)

    stage.do(HelpWanted(BEN, PRIVATE))

    with stage.engine.connect() as connection:
        assert not network.brings_news(network.look(connection, BEN, NOW), BEN)
        assert directly(connection, stage.official(BEN))


def test_a_request_that_waited_is_not_posted_once_it_was_passed_on(apart: Stage):
    request = request_in(want_oak(apart, apart.ask()))
    with apart.engine.begin() as connection:
        [kept] = posting.keep(connection, apart.network_id, "asked", [request], NOW)
    chat = Chat(TryLater(reason=GONE))
    post(apart.engine, chat, kept)

    leave(apart)
    apart.wait_until(NOW)
    post(apart.engine, chat, kept, NOW + timedelta(hours=1))

    assert (chat.keys, failure(apart.engine, kept)) == ([], ("failed", "outdated"))


def test_a_message_that_waits_for_the_app_warns_once(apart: Stage):
    request = request_in(want_oak(apart, apart.ask()))
    with apart.engine.begin() as connection:
        [kept] = posting.keep(connection, apart.network_id, "asked", [request], NOW)
    chat = Chat(*(TryLater(reason=GONE) for _ in range(4)))

    with capture_logs() as logs:
        for hours in range(4):
            post(apart.engine, chat, kept, NOW + timedelta(hours=hours))

    assert (len(chat.does), [each["event"] for each in logs]) == (0, ["message not posted yet"])


def test_a_request_that_was_answered_meanwhile_is_not_passed_on(apart: Stage):
    answer = apart.ask()
    want_oak(apart, answer)
    leave(apart)
    first = the_first(apart, answer)
    with apart.engine.begin() as connection:
        introductions.move(connection, first.id, "asked", "declined", first.peer_id, NOW)

    assert apart.wait_until(NOW) == []
    assert not the_first(apart, answer).unreached
