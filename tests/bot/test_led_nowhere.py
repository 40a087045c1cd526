"""What led to no meeting is told truly: a third yes, an answer in writing, a wish that waits, a search."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.cards import card
from bot.events import AnsweredInWriting, ConsentDecided, IntroductionWanted
from bot.events.member import TaskTaken
from bot.messages import AnswerShown, ConsentAsked, Refused
from bot.messages.staff import OfficeNotFound, OfficeToFind
from bot.outgoing import Outgoing
from bot.phrases import words
from bot.speaker import Speaker
from store import memberships, officials
from store.introductions import Introduction
from store.memberships import MembershipDraft
from tests.bot.staffed import CARD, SAM, said_to, sought
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, QUESTION, STRANGER, Stage, of_kind, only
from tests.bot.test_home import page, under
from tests.factories import NOW, there

PRESSED = replace(PRIVATE, message="300.1")
WITH_THREE_ASKED = datetime(2026, 3, 6, 9, tzinfo=UTC)
OTHER_WORDS = "Who pays for storm drains?"
WANTED, AS_PEER = "Introductions you asked for", "Peers who asked for you"


def write(stage: Stage, request: ConsentAsked, *, attributable: bool) -> list[Outgoing]:
    return stage.do(AnsweredInWriting(BEN, PRESSED, request.introduction_id, "A fee.", attributable))


def reason(said: list[Outgoing]) -> str:
    return only(Refused, said).reason


def want_oak(stage: Stage, answer: AnswerShown) -> list[Outgoing]:
    return stage.do(IntroductionWanted(ANA, CHANNEL, answer.question_id, stage.record.id))


def say_yes(stage: Stage, leg: Introduction) -> Speaker:
    """Let the peer of the introduction say yes, and return who that is."""
    with stage.engine.connect() as connection:
        [identity] = officials.identities(connection, there(leg.peer_id))
    peer = Speaker(ANA.workspace, identity.chat_id)
    stage.do(ConsentDecided(peer, PRESSED, leg.id, accepted=True), WITH_THREE_ASKED)
    return peer


def three_yes(stage: Stage) -> tuple[AnswerShown, list[Speaker]]:
    """Ask three peers about one question, Ben last to say yes; return them in that order."""
    stage.add_peers("Gil", "Hal", "Ina")
    answer = stage.ask()
    want_oak(stage, answer)
    stage.wait_until(WITH_THREE_ASKED)
    ben, *others = stage.legs(answer)
    return answer, [say_yes(stage, each) for each in (*others, ben)]


# A third yes


def test_a_third_yes_is_no_answer_in_writing_on_anybodys_page(stage: Stage):
    _, (*_met, third) = three_yes(stage)

    mine, theirs = under(page(stage, ANA), WANTED), under(page(stage, third), AS_PEER)

    assert [line.count("I introduced you to") for line in mine.paragraphs] == [1, 1]
    assert theirs.paragraphs == (
        f"“{QUESTION}” Thank you for saying yes. The asker has enough help by now, so I do not take up your "
        "time. Your name was not given.",
    )


def test_who_said_the_third_yes_was_not_introduced_and_the_asker_is_not_told_so(stage: Stage):
    answer, _ = three_yes(stage)

    assert reason(want_oak(stage, answer)) != "already_introduced"


# Answers in writing


def heard_of_oak(stage: Stage) -> list[tuple[str, ...]]:
    """What Ana reads when she wants to meet Ben of Oak about another question."""
    said = said_to(want_oak(stage, stage.ask(text=OTHER_WORDS)), ANA)
    return [card(each.message, "en").paragraphs for each in said]


def test_who_wrote_without_their_name_looks_like_who_cannot_take_requests_now(stage: Stage):
    write(stage, stage.ask_peer(), attributable=False)
    wrote = heard_of_oak(stage)
    with stage.engine.begin() as connection:
        full = MembershipDraft(capacity=0)
        memberships.save(connection, stage.network_id, stage.official(BEN).id, full, NOW)

    other = stage.ask(CHLOE, OTHER_WORDS)
    busy = stage.do(IntroductionWanted(CHLOE, CHANNEL, other.question_id, stage.record.id))

    assert wrote == [card(each.message, "en").paragraphs for each in said_to(busy, CHLOE)] != []


def test_about_the_same_question_they_look_like_who_declined(stage: Stage):
    stage.add_peers("Gil")
    answer = stage.ask()
    write(stage, only(ConsentAsked, want_oak(stage, answer)), attributable=False)

    assert reason(want_oak(stage, answer)) == "asked_recently"


def test_who_wrote_by_name_has_answered_in_writing(stage: Stage):
    answer = stage.ask()
    write(stage, only(ConsentAsked, want_oak(stage, answer)), attributable=True)

    assert reason(want_oak(stage, answer)) == "answered_in_writing"


def test_who_answered_in_writing_is_told_that_they_have(stage: Stage):
    request = stage.ask_peer()
    write(stage, request, attributable=True)

    assert reason(stage.decide(request, accepted=True)) == "already_written"
    assert "already answered this in writing" in words("en").refusal("already_written", {})


# Whom else to ask


def test_once_all_matches_were_asked_other_words_help_and_no_other_match(stage: Stage):
    answer = stage.ask()
    want_oak(stage, answer)
    later = NOW.replace(day=9)
    stage.wait_until(later)

    assert reason(stage.want(answer, now=later)) == "asked_about_all"
    assert words("en").refusal("asked_about_all", {}).startswith("I have asked about all of these.")


# A wish that waits


PAGE = {
    "place": "I have asked nobody yet: first tell me which government you work for.",
    "verification": "Staff verify first that you work for your government; then I go on by myself.",
}


@pytest.mark.parametrize("missing", PAGE)
def test_a_page_says_why_nobody_was_asked_yet(stage: Stage, missing: str):
    speaker = STRANGER if missing == "place" else ANA
    with stage.engine.begin() as connection:
        officials.mark_unverified(connection, stage.official(ANA).id)
    answer = stage.ask(speaker)
    stage.want(answer, speaker)

    (line,) = under(page(stage, speaker), WANTED).paragraphs
    assert PAGE[missing] in line
    assert "asking peers" not in line


def test_a_page_says_that_staff_look_for_an_office(staffed: Stage):
    sought(staffed)

    (line,) = under(page(staffed, ANA), WANTED).paragraphs
    assert "Staff are looking for this office." in line


def test_a_page_says_the_same_of_who_thinks_and_of_who_declined(stage: Stage):
    request = stage.ask_peer()
    before = under(page(stage, ANA), WANTED).paragraphs
    stage.decide(request, accepted=False)

    assert under(page(stage, ANA), WANTED).paragraphs == before
    assert "I am asking peers" in before[0]


# A search that found nobody


def test_every_asker_hears_once_that_staff_found_nobody(staffed: Stage):
    posted = only(OfficeToFind, sought(staffed))
    sought(staffed)
    sought(staffed, CHLOE)
    close = card(posted, "en").buttons[-1]

    said = staffed.do(TaskTaken(SAM, CARD, posted.task.id))

    assert (close.label, close.action) == ("Close without a contact", "take_task")
    assert [each.address.people for each in said if isinstance(each.message, OfficeNotFound)] == [
        (ANA.chat_id,),
        (CHLOE.chat_id,),
    ]
    assert card(of_kind(OfficeNotFound, said)[0], "en").paragraphs == (
        "Staff found nobody at Water board, Fir (United States).",
    )
    lines = under(page(staffed, ANA), WANTED).paragraphs
    assert lines
    assert all("No introduction came about." in line for line in lines)
