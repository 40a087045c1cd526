"""A summary holds what the readers of its channel may read, in figures that are right, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from bot.digest import TopicFigures, from_json, rest_of, to_json
from bot.digest import sending as rhythm
from bot.events import Asked, FollowedUp, Rated, Snoozed
from bot.events.digest import CanHelp, DigestPreviewed, OfferDecided
from bot.messages import AnswerShown
from bot.messages.digests import DigestMoreShown, DigestShown
from bot.slack.render import render
from matching.domain import Audience, Band, QuestionId, Visibility
from store import (
    introductions,
    memberships,
    networks,
    officials,
    questions,
    quoted_answers,
    record_changes,
    records,
    tables,
)
from store.memberships import MembershipDraft
from store.record_changes import Edit
from store.revisions import Change
from tests.block_limits import broken_limits
from tests.bot.digested import ROOM, TUESDAY, add_question, setting, settle
from tests.bot.digested import summed as summed
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, QUESTION, Stage, only
from tests.factories import (
    NOW,
    add_network,
    add_office,
    add_official,
    add_record,
    make_draft,
    make_introduction_draft,
    there,
)

DAY = timedelta(days=1)
FIRST = TUESDAY - timedelta(days=7) + timedelta(hours=1)


def told(stage: Stage, until=TUESDAY, spot=ROOM):
    """What the channel's summary holds at that moment."""
    with stage.engine.connect() as connection:
        return rhythm.contents(connection, setting(stage, spot), until)


def texts(stage: Stage, until=TUESDAY, spot=ROOM) -> list[str]:
    return [each.text for each in told(stage, until, spot).open_questions]


def introduce(stage: Stage, question_id: QuestionId, record=None, *states: str, now=TUESDAY - DAY):
    """An introduction of the question's asker to Ben that went through these states."""
    with stage.engine.begin() as connection:
        question = there(questions.by_id(connection, stage.network_id, question_id))
        draft = make_introduction_draft(question, record or stage.record, stage.official(BEN))
        made, _ = introductions.request(connection, stage.network_id, draft, now)
        state = made.state
        for each in states:
            introductions.move(connection, made.id, state, each, None, now)
            state = each
    return made


def test_an_open_question_is_told_with_its_askers_kind_of_place(summed: Stage):
    add_question(summed, "How do you sweep leaves?", TUESDAY - DAY)

    [line] = told(summed).open_questions

    assert (line.text, line.asker.name, line.asker.population) == ("How do you sweep leaves?", "", 60_000)


@pytest.mark.parametrize("audience", [Audience.PRIVATE, Audience.ANONYMOUS])
def test_what_was_asked_in_private_or_without_a_name_is_never_told(summed: Stage, audience):
    add_question(summed, "How do we dismiss the treasurer?", TUESDAY - DAY, audience=audience)

    digest = told(summed)

    assert (digest.counts.asked, digest.counts.open_questions, digest.topics) == (0, 0, ())


def test_what_was_asked_in_another_workspace_is_not_told(summed: Stage):
    with summed.engine.begin() as connection:
        other = networks.ensure_workspace(connection, summed.network_id, "slack", "T2")
    add_question(summed, "How do you sweep leaves?", TUESDAY - DAY, workspace_id=other)

    assert told(summed).counts.asked == 0


def test_where_people_from_outside_read_no_question_is_told(summed: Stage):
    shared = replace(ROOM, conversation="C-shared")
    settle(summed, shared, outsiders=True)
    add_question(summed, "How do you sweep leaves?", TUESDAY - DAY)

    digest = told(summed, spot=shared)

    assert (digest.open_questions, digest.counts.asked, digest.topics) == ((), 0, ())


def test_another_networks_week_is_not_told(summed: Stage):
    with summed.engine.begin() as connection:
        other = add_network(connection, "Valley network")
        office = add_office(connection, other, place="Quince")
        record_changes.save(connection, other, make_draft("quince", office), TUESDAY - DAY)
        far = add_official(connection, other, "Quin", office)
        officials.mark_verified(connection, far.id, TUESDAY - DAY)
        memberships.save(connection, other, far.id, MembershipDraft(), TUESDAY - DAY)

    assert told(summed).is_empty


def test_an_answered_question_is_told_with_how_and_is_not_open(summed: Stage):
    by_record = add_question(summed, "How do you pay for drains?", NOW - 5 * DAY)
    by_peer = add_question(summed, "How do you dim lamps?", NOW - 5 * DAY)
    introduction = introduce(summed, by_peer, None, "accepted", now=TUESDAY - 2 * DAY)
    with summed.engine.begin() as connection:
        network_id, record_id = summed.network_id, summed.record.id
        questions.note_answer(connection, network_id, by_record, record_id, None, TUESDAY - DAY)
        questions.note_answer(connection, network_id, by_peer, record_id, introduction.id, TUESDAY - 2 * DAY)

    digest = told(summed)

    assert [(each.question_id, each.how, each.record_id, each.title) for each in digest.answered] == [
        (by_record, "record", summed.record.id, summed.record.title),
        (by_peer, "conversation", 0, ""),
    ]
    assert (digest.counts.answered, digest.counts.open_questions) == (2, 0)


def test_a_peer_who_agreed_has_answered_also_without_a_record(summed: Stage):
    question_id = add_question(summed, "How do you sweep leaves?", NOW - 5 * DAY)
    summed.do(CanHelp(BEN, ROOM, question_id), TUESDAY - DAY)
    helper = summed.official(BEN).id
    summed.do(OfferDecided(ANA, PRIVATE, question_id, helper, accepted=True), TUESDAY - DAY)

    digest = told(summed)

    assert [(each.question_id, each.how, each.place) for each in digest.answered] == [
        (question_id, "conversation", None)
    ]
    assert (digest.counts.answered, digest.counts.open_questions) == (1, 0)


@pytest.mark.parametrize("said", ["named", "nameless"])
def test_a_reply_that_was_kept_as_answer_is_one_from_its_authors_yes_on(summed: Stage, said):
    question_id = add_question(summed, "How do you sweep leaves?", TUESDAY - 3 * DAY)
    with summed.engine.begin() as connection:
        people = (summed.official(BEN).id, summed.official(CHLOE).id)
        quote = quoted_answers.ask(
            connection, summed.network_id, question_id, people, "By night.", TUESDAY - 2 * DAY
        )
    assert texts(summed) == ["How do you sweep leaves?"]
    with summed.engine.begin() as connection:
        quoted_answers.decide(connection, quote.id, said, TUESDAY - DAY)

    digest = told(summed)

    assert [(each.question_id, each.how, each.title) for each in digest.answered] == [
        (question_id, "writing", "")
    ]
    assert (digest.counts.open_questions, digest.topics) == (0, (TopicFigures("", 1, 1, 1),))


def test_a_reply_whose_author_refused_leaves_the_question_open(summed: Stage):
    question_id = add_question(summed, "How do you sweep leaves?", TUESDAY - 3 * DAY)
    with summed.engine.begin() as connection:
        people = (summed.official(BEN).id, summed.official(CHLOE).id)
        quote = quoted_answers.ask(
            connection, summed.network_id, question_id, people, "By night.", TUESDAY - 2 * DAY
        )
        quoted_answers.decide(connection, quote.id, "refused", TUESDAY - DAY)

    assert texts(summed) == ["How do you sweep leaves?"]
    assert told(summed).counts.answered == 0


def test_a_good_answer_that_did_not_help_looks_for_a_peer(summed: Stage):
    unhelped = add_question(summed, "How do you sweep leaves?", TUESDAY - DAY, band=Band.GOOD)
    add_question(summed, "How do you pay for drains?", TUESDAY - DAY, band=Band.GOOD)
    with summed.engine.begin() as connection:
        questions.rate(connection, unhelped, summed.official(ANA).id, helpful=False)

    assert texts(summed) == ["How do you sweep leaves?"]


def asks(stage: Stage, *texts: str) -> list[AnswerShown]:
    """What Ana is answered, one after the other in one thread."""
    return [only(AnswerShown, stage.do(Asked(ANA, CHANNEL, text), TUESDAY - DAY)) for text in texts]


def test_a_follow_up_that_narrows_a_question_is_none_of_its_own(summed: Stage):
    first, *_ = asks(summed, QUESTION, "more", "only in Spain")
    summed.do(Rated(ANA, CHANNEL, first.question_id, helpful=True), TUESDAY - DAY)

    digest = told(summed)

    counts = digest.counts
    assert (counts.asked, counts.answered, counts.open_questions, digest.open_questions) == (1, 1, 0, ())
    assert [(each.topic, each.asked, each.answered) for each in digest.topics] == [("stormwater", 1, 1)]


def test_a_narrowed_answer_that_helped_answers_the_question_that_was_narrowed(summed: Stage):
    first, _, last = asks(summed, QUESTION, "in smaller cities", "in smaller towns")
    summed.do(Rated(ANA, CHANNEL, first.question_id, helpful=False), TUESDAY - DAY)
    assert texts(summed) == [QUESTION]
    summed.do(Rated(ANA, CHANNEL, last.question_id, helpful=True), TUESDAY - DAY)

    digest = told(summed)

    assert [(each.question_id, each.how) for each in digest.answered] == [(first.question_id, "record")]
    assert (digest.counts.answered, digest.counts.open_questions) == (1, 0)


def test_a_peer_whom_a_narrowed_answer_led_to_answers_the_question_that_was_narrowed(summed: Stage):
    first, second = asks(summed, QUESTION, "in smaller cities")
    summed.do(Rated(ANA, CHANNEL, first.question_id, helpful=False), TUESDAY - DAY)
    introduce(summed, QuestionId(second.question_id), None, "accepted")

    digest = told(summed)

    assert [(each.question_id, each.how) for each in digest.answered] == [(first.question_id, "conversation")]
    assert (digest.counts.answered, digest.counts.open_questions) == (1, 0)


def test_an_answer_is_told_once(summed: Stage):
    question_id = add_question(summed, "How do you pay for drains?", NOW - 5 * DAY)
    with summed.engine.begin() as connection:
        network_id, record_id = summed.network_id, summed.record.id
        questions.note_answer(connection, network_id, question_id, record_id, None, FIRST - DAY)
    [first, second] = [each.message.digest.counts.answered for each in summed.wait_until(TUESDAY)]
    with summed.engine.begin() as connection:  # another record answers it, too
        questions.note_answer(connection, network_id, question_id, summed.unjoined.id, None, TUESDAY + DAY)

    assert (first, second) == (1, 0)
    assert told(summed, TUESDAY + 2 * DAY).counts.answered == 0


def test_topics_are_counted_with_their_answered_share(summed: Stage):
    for number in range(3):
        question_id = add_question(summed, f"How do you pay for drain {number}?", TUESDAY - DAY)
        with summed.engine.begin() as connection:
            questions.add_further(connection, summed.network_id, question_id, [(summed.record.id, 0.9)], 0)
            if not number:
                questions.note_answer(
                    connection, summed.network_id, question_id, summed.record.id, None, TUESDAY - DAY
                )
    add_question(summed, "How do you sweep leaves?", TUESDAY - DAY)

    assert told(summed).topics == (TopicFigures("stormwater", 3, 1, 1), TopicFigures("", 1, 0, 1))


def test_new_and_confirmed_records_are_told_once_each(summed: Stage):
    with summed.engine.begin() as connection:
        summed_office = summed.offices["Elm"]
        record_changes.save(
            connection, summed.network_id, make_draft("elm", summed_office, title="Elm mends"), FIRST - DAY
        )
        record_changes.confirm(connection, summed.network_id, summed.record.id, FIRST)
    first, second = (each.message.digest for each in summed.wait_until(TUESDAY))

    assert "Elm mends" in {each.title for each in first.new_records}
    assert second.new_records == ()
    assert [each.record_id for each in second.verified_records] == [summed.record.id]
    assert first.verified_records == ()


def test_a_draft_is_new_in_the_week_in_which_it_is_published_and_not_before(summed: Stage):
    with summed.engine.begin() as connection:
        written = make_draft("leaf", summed.offices["Elm"], title="Leaves")
        drafted = there(record_changes.draft(connection, summed.network_id, written, FIRST - 30 * DAY))
    before = told(summed, FIRST)
    with summed.engine.begin() as connection:
        read = Edit(drafted, 1, Change("published", summed.official(BEN).id))
        assert record_changes.move(connection, summed.network_id, read, "published", TUESDAY - DAY)

    assert "Leaves" not in {each.title for each in before.new_records}
    assert [each.title for each in told(summed).new_records][:1] == ["Leaves"]


def test_a_withdrawn_record_is_not_told(summed: Stage):
    with summed.engine.begin() as connection:
        made = add_record(connection, summed.network_id, "leaf", summed.offices["Elm"], title="Leaves")
        record_changes.withdraw(connection, summed.network_id, made.id, NOW)

    assert "Leaves" not in {each.title for each in told(summed, FIRST).new_records}


def test_introductions_are_figures_and_their_help_goes_from_a_place_to_a_country(summed: Stage):
    question_id = add_question(summed, "How do you pay for drains?", TUESDAY - 2 * DAY)
    introduce(summed, question_id, None, "accepted", "introduced", "met", "useful", "adopted")

    digest = told(summed)

    figures = digest.introductions
    assert (figures.asked, figures.agreed, figures.met, figures.useful, figures.adopted) == (1, 1, 1, 1, 1)
    [link] = digest.helped
    assert (link.helper.name, link.helper.country, link.count) == ("Oak", "US", 1)
    assert (link.helped.name, link.helped.country) == ("", "US")


def test_one_click_that_says_met_and_useful_counts_as_both(summed: Stage):
    request = summed.ask_peer()
    summed.decide(request, accepted=True)
    asked_at = NOW + 8 * DAY
    summed.wait_until(asked_at)

    summed.do(FollowedUp(ANA, PRIVATE, request.introduction_id, "useful"), asked_at)

    figures = told(summed, TUESDAY + 7 * DAY).introductions
    assert (figures.met, figures.useful) == (1, 1)


def test_help_goes_to_the_country_where_the_asker_works_now(summed: Stage):
    question_id = add_question(summed, "How do you pay for drains?", TUESDAY - 2 * DAY)
    with summed.engine.begin() as connection:
        asker = summed.official(ANA)
        there = add_office(connection, summed.network_id, "Mayor", "Graz", country="AT")
        officials.hold(connection, asker.id, there.id, (NOW - 900 * DAY).date())
        officials.leave(connection, asker.id, there.id, (NOW - 500 * DAY).date())
    introduce(summed, question_id, None, "accepted", "useful")

    assert [each.helped.country for each in told(summed).helped] == ["US"]


def newcomer(stage: Stage, place: str, now):
    """An official of a place that nobody joined for, verified as a member."""
    with stage.engine.begin() as connection:
        office = add_office(connection, stage.network_id, "Mayor", place)
        official = stage.employ(connection, replace(ANA, chat_id=f"U-{place}"), place, office)
        memberships.save(connection, stage.network_id, official.id, MembershipDraft(), now)
        officials.mark_verified(connection, official.id, now)
    return official, office


def test_a_place_is_welcomed_once_though_its_member_joins_again(summed: Stage):
    official, _ = newcomer(summed, "Rowan", NOW - 9 * DAY)
    with summed.engine.begin() as connection:
        memberships.leave(connection, official.id, NOW - 5 * DAY)
        officials.mark_unverified(connection, official.id)
        memberships.save(connection, summed.network_id, official.id, MembershipDraft(), TUESDAY - DAY)
        officials.mark_verified(connection, official.id, TUESDAY - DAY)

    assert told(summed).welcomed == ()


def test_a_place_that_its_member_has_left_is_not_welcomed(summed: Stage):
    left, office = newcomer(summed, "Rowan", TUESDAY - 2 * DAY)
    gone, _ = newcomer(summed, "Sorrel", TUESDAY - 2 * DAY)
    with summed.engine.begin() as connection:
        officials.leave(connection, left.id, office.id, (TUESDAY - DAY).date())
        memberships.leave(connection, gone.id, TUESDAY - DAY)

    assert told(summed).welcomed == ()


def test_places_that_joined_are_welcomed_once_staff_know_them(summed: Stage):
    newcomer, hidden, unverified = (replace(ANA, chat_id=f"U-{name}") for name in ("new", "hid", "un"))
    with summed.engine.begin() as connection:
        for speaker, place, seen_by in (
            (newcomer, "Rowan", "members"),
            (hidden, "Sorrel", "staff"),
            (unverified, "Thorn", "members"),
        ):
            office = add_office(connection, summed.network_id, "Mayor", place)
            official = summed.employ(connection, speaker, place, office)
            memberships.save(
                connection, summed.network_id, official.id, MembershipDraft(visibility=seen_by), TUESDAY - DAY
            )
            if speaker is not unverified:
                officials.mark_verified(connection, official.id, TUESDAY - DAY)

    digest = told(summed)

    assert [each.name for each in digest.welcomed] == ["Rowan"]
    assert digest.counts.welcomed == 1


def test_a_request_that_was_put_off_is_asked_for_once(summed: Stage):
    request = summed.ask_peer()  # at NOW, in the first week
    pressed = replace(PRIVATE, message="300.1")
    summed.do(Snoozed(BEN, pressed, request.introduction_id), NOW + timedelta(hours=1))

    asked, again = (
        each.message.digest.introductions.asked
        for each in summed.wait_until(TUESDAY + DAY)
        if isinstance(each.message, DigestShown)
    )

    assert (asked, again) == (1, 0)


def test_a_record_that_helped_is_worth_re_reading_and_not_again_for_half_a_year(summed: Stage):
    question_id = add_question(summed, "How do you pay for drains?", NOW - 5 * DAY)
    introduce(summed, question_id, None, "accepted", "useful", now=NOW)

    first, second = (each.message.digest.re_read for each in summed.wait_until(TUESDAY))

    assert (first.record.record_id, first.why, first.count) == (summed.record.id, "helped", 1)
    assert (second.record.record_id, second.why) == (summed.unjoined.id, "unread")


def test_where_nothing_helped_and_nothing_was_confirmed_the_oldest_record_that_nobody_saw_is_told(
    summed: Stage,
):
    asked = add_question(summed, "How do you pay for drains?", NOW)
    with summed.engine.begin() as connection:
        questions.add_further(connection, summed.network_id, asked, [(summed.unjoined.id, 0.1)], 0)
        shown = update(tables.question_match).filter_by(record_id=summed.unjoined.id)
        connection.execute(shown.values(shown=True))

    weeks = [summed.wait_until(FIRST + timedelta(weeks=week)) for week in range(17)]
    told_of = [said.message.digest.re_read for (said,) in weeks]

    first, then = summed.record.id, summed.unjoined.id
    ids = [each.record.record_id if each else None for each in told_of]
    assert ids == [None, first, then, *[None] * 12, first, then]  # a quarter later they come again
    assert {each.why for each in told_of if each} == {"unread"}


def test_where_nothing_helped_the_record_that_was_verified_last_is_worth_re_reading(summed: Stage):
    with summed.engine.begin() as connection:
        for record, days in ((summed.record, 40), (summed.unjoined, 50)):
            record_changes.confirm(connection, summed.network_id, record.id, NOW - days * DAY)

    first, second = (each.message.digest.re_read for each in summed.wait_until(TUESDAY))

    assert (first.record.record_id, first.why) == (summed.record.id, "verified")
    assert (second.record.record_id, second.why) == (summed.unjoined.id, "verified")


def test_a_record_of_this_week_is_not_worth_re_reading_yet(summed: Stage):
    publish(summed, "fresh", Visibility.MEMBERS, TUESDAY - DAY)

    assert told(summed).re_read.record.title != "fresh"


def test_how_many_governments_asked_about_a_topic_is_counted(summed: Stage):
    for number, speaker in enumerate((ANA, ANA, BEN)):
        asked = add_question(summed, f"How do you pay for drain {number}?", TUESDAY - DAY, speaker)
        with summed.engine.begin() as connection:
            questions.add_further(connection, summed.network_id, asked, [(summed.record.id, 0.9)], 0)

    assert told(summed).topics == (TopicFigures("stormwater", 3, 0, 2),)


def test_a_week_of_five_thousand_questions_is_one_message_within_slacks_limits(summed: Stage):
    asker, many = summed.official(ANA), 5_000
    asked = {
        "network_id": summed.network_id,
        "asker_id": asker.id,
        "workspace_id": summed.workspace_id,
        "conversation": "C-help",
        "audience": "channel",
        "language": "en",
        "band": "none",
        "asked_at": TUESDAY - DAY,
    }
    rows = [asked | {"text": f"How do you <mend> road {number} & pay for it? " * 7} for number in range(many)]
    with summed.engine.begin() as connection:
        connection.execute(insert(tables.question), rows)
        ids = connection.execute(select(tables.question.c.id).limit(2_000)).scalars().all()
        answer = {
            "network_id": summed.network_id,
            "record_id": summed.record.id,
            "answered_at": TUESDAY - DAY,
        }
        connection.execute(insert(tables.question_answer), [answer | {"question_id": each} for each in ids])

    digest = told(summed)

    counts = digest.counts
    assert (counts.asked, counts.answered, counts.open_questions) == (5_000, 2_000, 3_000)
    for message in (DigestShown(1, digest), DigestMoreShown(rest_of(digest))):
        said = render(message, "en")
        assert broken_limits({"text": said.text, "blocks": said.blocks}) == []


def test_a_question_that_says_it_was_helpful_is_not_looking_for_a_peer(summed: Stage):
    question_id = add_question(summed, "How do you sweep leaves?", TUESDAY - DAY, band=Band.MAYBE)
    with summed.engine.begin() as connection:
        questions.rate(connection, question_id, summed.official(ANA).id, helpful=True)

    assert texts(summed) == []


def test_a_question_of_last_month_looks_for_a_peer_no_more(summed: Stage):
    add_question(summed, "How do you sweep leaves?", TUESDAY - 29 * DAY)

    assert texts(summed) == []


def test_a_week_of_many_questions_reads_in_a_minute_and_lists_a_few(summed: Stage):
    for number in range(60):
        add_question(
            summed, f"How do you mend road number {number}, " + "and pay for it " * 20, TUESDAY - DAY
        )
    with summed.engine.begin() as connection:
        for number in range(15):
            record_changes.save(
                connection,
                summed.network_id,
                make_draft(f"r{number}", summed.offices["Elm"], title="Roads " * 30),
                TUESDAY - DAY,
            )
    shown = only(DigestShown, summed.do(DigestPreviewed(BEN, ROOM), TUESDAY))

    said = render(shown, "en")
    paragraphs = said.blocks[0]["elements"]
    assert len(paragraphs) <= 12
    assert len(shown.digest.open_questions) == 20
    assert shown.digest.counts.open_questions == 60
    assert len(said.blocks) < 50


def test_topics_in_other_scripts_stay_as_they_are(summed: Stage):
    with summed.engine.begin() as connection:
        topic = "النقل العام"
        made = record_changes.save(
            connection,
            summed.network_id,
            make_draft("bus", summed.offices["Elm"], topics=(topic,)),
            TUESDAY - DAY,
        )
        bus = records.by_key(connection, summed.network_id, "bus")
    question_id = add_question(summed, "كيف تدفعون للحافلات؟", TUESDAY - DAY)
    with summed.engine.begin() as connection:
        questions.add_further(connection, summed.network_id, question_id, [(bus.id, 0.9)], 0)

    digest = told(summed)

    assert made
    assert digest.topics == (TopicFigures(topic, 1, 0, 1),)
    more = render(DigestMoreShown(rest_of(digest)), "en")
    assert f"Answered, by topic: \u2068{topic}\u2069 0 of 1" in more.text
    assert from_json(to_json(digest)) == digest


def test_no_name_of_a_person_stands_anywhere_in_what_is_kept(summed: Stage):
    question_id = add_question(summed, "How do you pay for drains?", TUESDAY - 2 * DAY)
    add_question(summed, "How do you sweep leaves?", TUESDAY - DAY, CHLOE)
    introduce(summed, question_id, None, "accepted", "introduced", "met", "useful")

    kept = to_json(told(summed))

    for person in ("Ana", "Alder", "Ben", "Birch", "Chloe", "U-ana", "U-ben", "U-chloe"):
        assert person not in kept


def publish(stage: Stage, key: str, visibility: Visibility, now=TUESDAY - DAY, **fields):
    with stage.engine.begin() as connection:
        draft = make_draft(key, stage.offices["Elm"], title=key, visibility=visibility, **fields)
        record_changes.save(connection, stage.network_id, draft, now)
        return records.by_key(connection, stage.network_id, key)


def test_a_record_for_named_peers_is_in_no_channels_summary(summed: Stage):
    named = publish(summed, "secret", Visibility.NAMED)
    question_id = add_question(summed, "How do you pay for drains?", NOW - 5 * DAY)
    introduce(summed, question_id, named, "accepted", "useful")
    with summed.engine.begin() as connection:
        record_changes.confirm(connection, summed.network_id, named.id, TUESDAY - DAY)
        questions.note_answer(connection, summed.network_id, question_id, named.id, None, TUESDAY - DAY)

    digest = told(summed)

    assert (digest.counts.new_records, digest.counts.verified_records) == (0, 0)
    assert [(each.record_id, each.title, each.place) for each in digest.answered] == [(0, "", None)]
    assert digest.helped[0].helper.name == ""
    assert "secret" not in to_json(digest)


def test_a_record_without_attribution_names_no_place(summed: Stage):
    hidden = publish(summed, "hushed", Visibility.UNATTRIBUTED)
    question_id = add_question(summed, "How do you pay for drains?", NOW - 5 * DAY)
    introduce(summed, question_id, hidden, "accepted", "useful")

    digest = told(summed)

    assert [(each.title, each.place.name) for each in digest.new_records] == [("hushed", "")]
    assert "Elm" not in to_json(digest)
    assert "a city of about 60,000 people" in render(DigestShown(1, digest), "en").text


def test_people_from_outside_read_public_records_alone(summed: Stage):
    shared = replace(ROOM, conversation="C-shared")
    settle(summed, shared, outsiders=True)
    for visibility in Visibility:
        publish(summed, visibility.value, visibility)

    assert [each.title for each in told(summed, spot=shared).new_records] == ["public"]


def test_a_record_that_was_changed_is_not_new_again(summed: Stage):
    publish(summed, "drains", Visibility.MEMBERS, NOW)
    summed.wait_until(FIRST)
    publish(summed, "drains", Visibility.MEMBERS, lessons="Ask the neighbours first.")

    assert told(summed).counts.new_records == 0
