"""What a summary said on its day is not read for ever: its rest shows what holds when it is opened."""

from dataclasses import replace
from datetime import timedelta

from bot import due
from bot.digest import OPEN_FIRST, WELCOMED_FIRST, Digest
from bot.digest import channels as digest_channels
from bot.events.digest import DigestMoreWanted
from bot.messages import Refused
from bot.messages.digests import DigestMoreShown, DigestShown
from bot.slack.render import render
from matching.domain import Audience, RecordId, Visibility
from store import memberships, questions, record_changes, record_readers, records
from tests.bot.digested import ROOM, TUESDAY, add_question, settle
from tests.bot.digested import summed as summed
from tests.bot.stage import BEN, CHLOE, Stage, only
from tests.bot.test_digest_contents import newcomer
from tests.factories import make_draft

DAY = timedelta(days=1)
FIRST = TUESDAY - timedelta(days=7)


def add_records(stage: Stage, *titles: str, now=FIRST - DAY):
    """Records of Elm, the first one the latest; returns their ids."""
    ids: list[RecordId] = []
    with stage.engine.begin() as connection:
        for number, title in enumerate(reversed(titles)):
            draft = make_draft(title, stage.offices["Elm"], title=title)
            record_changes.save(connection, stage.network_id, draft, now + timedelta(minutes=number))
            ids.insert(0, records.by_key(connection, stage.network_id, title).id)
    return ids


def sent(stage: Stage) -> DigestShown:
    """The first summary of the channel, as it was sent."""
    (said,) = stage.wait_until(FIRST + timedelta(hours=1))
    return only(DigestShown, [said])


def rest(stage: Stage, shown: DigestShown, now=TUESDAY, speaker=CHLOE) -> Digest:
    """What More of the summary shows."""
    return only(DigestMoreShown, stage.do(DigestMoreWanted(speaker, ROOM, shown.digest_id), now)).digest


def titles(digest: Digest) -> list[str]:
    return [each.title for each in digest.new_records]


def test_a_record_that_was_withdrawn_or_kept_for_few_since_is_not_shown_any_more(summed: Stage):
    added = add_records(summed, "a", "b", "Withdrawn", "Named", "Still there")
    shown = sent(summed)
    with summed.engine.begin() as connection:
        record_changes.withdraw(connection, summed.network_id, added[2], FIRST + DAY)
        named = make_draft("Named", summed.offices["Elm"], title="Named", visibility=Visibility.NAMED)
        record_changes.save(connection, summed.network_id, named, FIRST + DAY)
        assert record_readers.readers(connection, added[3]) == ()

    assert "Withdrawn" in titles(shown.digest)
    assert titles(rest(summed, shown))[:1] == ["Still there"]
    assert {"Withdrawn", "Named"}.isdisjoint(titles(rest(summed, shown)))


def test_a_record_is_shown_in_the_words_that_it_has_by_now(summed: Stage):
    add_records(summed, "a", "b", "c")
    shown = sent(summed)
    with summed.engine.begin() as connection:
        corrected = make_draft("c", summed.offices["Elm"], title="Without a name")
        record_changes.save(connection, summed.network_id, corrected, FIRST + DAY)

    assert titles(rest(summed, shown))[:1] == ["Without a name"]


def test_more_is_there_for_one_long_list_alone(summed: Stage):
    add_records(summed, "a", "b", "c")

    assert "More of this summary" in str(render(sent(summed), "en").blocks)


def test_a_question_that_was_answered_since_takes_no_offer_there(summed: Stage):
    ids = [
        add_question(summed, f"How do you mend road {number}?", FIRST - timedelta(hours=number))
        for number in range(OPEN_FIRST + 2)
    ]
    shown = sent(summed)
    with summed.engine.begin() as connection:
        questions.note_answer(connection, summed.network_id, ids[-2], summed.record.id, None, FIRST + DAY)

    assert [each.question_id for each in rest(summed, shown).open_questions] == ids[-1:]


def test_where_people_from_outside_read_by_now_no_question_is_shown(summed: Stage):
    for number in range(OPEN_FIRST + 2):
        add_question(summed, f"How do you mend road {number}?", FIRST - DAY)
    shown = sent(summed)
    settle(summed, outsiders=True)

    later = rest(summed, shown)

    assert (later.open_questions, later.answered, later.topics) == ((), (), ())


def test_the_rest_of_a_preview_is_for_staff(summed: Stage):
    preview = replace(sent(summed), digest_id=0)
    add_records(summed, "a", "b", "c", now=TUESDAY - 2 * DAY)

    assert only(Refused, summed.do(DigestMoreWanted(CHLOE, ROOM, 0), TUESDAY - DAY)).reason == "staff_only"
    assert titles(rest(summed, preview, TUESDAY - DAY, BEN)) == ["c"]


def test_a_place_whose_member_has_left_since_is_not_welcomed_there(summed: Stage):
    for place in ("Rose", "Rowan", "Rue", "Sorrel"):
        newcomer(summed, place, FIRST - DAY)
    left, _ = newcomer(summed, "Thorn", FIRST - DAY)
    shown = sent(summed)
    with summed.engine.begin() as connection:
        memberships.leave(connection, left.id, FIRST + DAY)

    joined = [each.name for each in shown.digest.welcomed]
    assert joined[-2:] == ["Sorrel", "Thorn"]
    assert [each.name for each in rest(summed, shown).welcomed] == joined[WELCOMED_FIRST:-1] != []


def audience(conversation: str) -> Audience:
    """Everybody opens all channels but one."""
    return Audience.PRIVATE if conversation == "C-closed" else Audience.CHANNEL


def test_what_was_asked_in_a_channel_that_is_private_by_now_is_not_told(summed: Stage):
    add_question(summed, "How do you sweep leaves?", FIRST - DAY)
    add_question(summed, "How do we dismiss the treasurer?", FIRST - DAY, conversation="C-closed")
    answered = add_question(summed, "Who audits us?", FIRST - 8 * DAY, conversation="C-closed")
    with summed.engine.begin() as connection:
        questions.note_answer(connection, summed.network_id, answered, summed.record.id, None, FIRST - DAY)
    with summed.engine.connect() as connection:
        [waiting] = due.ready(connection, FIRST + timedelta(hours=1))
        prepared = due.prepare(connection, waiting, waiting.due_at)
    assert isinstance(prepared, Digest)

    told = digest_channels.only_open(prepared, audience)
    with summed.engine.begin() as connection:
        [said] = due.happen(connection, waiting, waiting.due_at, told)

    assert [each.text for each in said.message.digest.open_questions] == ["How do you sweep leaves?"]
    assert said.message.digest.answered == ()
    counts = said.message.digest.counts
    assert (counts.open_questions, counts.answered, counts.asked) == (1, 0, 2)
