"""What happens to a draft that staff merge into another record: its author hears of it, and its tasks end."""

from dataclasses import replace

import pytest

from bot.cards import card
from bot.messages.curation import DraftToReview
from bot.messages.merging import DraftMerged, RecordNamed
from matching.domain import Visibility
from store import record_changes, task_queue
from store.record_values import draft_of
from tests.bot.curating import draft
from tests.bot.staffed import said_to
from tests.bot.stage import ANA, Stage, of_kind, only
from tests.bot.test_merging import checked, merge, opened, twin, unmerge
from tests.factories import NOW


def waiting(stage: Stage) -> dict[str, int]:
    with stage.engine.connect() as connection:
        return task_queue.counts(connection, stage.network_id)


def test_its_author_hears_that_their_words_are_part_of_another_record(staffed: Stage):
    _, shown = draft(staffed)

    said = merge(staffed, shown.record_id, staffed.record.id, lessons="both")

    [told] = said_to(said, ANA)
    into = RecordNamed(staffed.record.id, staffed.record.title)
    assert (told.message, told.address.way) == (DraftMerged(shown.title, into), "direct")
    assert card(told.message, "en").paragraphs == (
        f"Thank you. Your words of “{shown.title}” are now part of “{into.title}” (record {into.id}).",
    )
    assert waiting(staffed) == {}


def test_of_a_draft_of_which_no_text_stays_the_author_does_not_hear_that_one_does(staffed: Stage):
    _, shown = draft(staffed)

    [told] = said_to(merge(staffed, shown.record_id, staffed.record.id), ANA)

    assert card(told.message, "en").paragraphs == (
        f"Thank you. What your draft “{shown.title}” says, “{staffed.record.title}” (record "
        f"{staffed.record.id}) says already.",
    )


def test_the_title_of_a_record_that_its_author_may_not_read_is_told_neither_then_nor_later(staffed: Stage):
    _, shown = draft(staffed)
    name_readers(staffed)

    said = merge(staffed, shown.record_id, staffed.record.id, lessons="both")
    said += unmerge(staffed, shown.record_id)

    then, later = (each.message for each in said_to(said, ANA))
    assert staffed.record.title not in str((then, later))
    assert card(then, "en").paragraphs == (
        f"Thank you. Your words of “{shown.title}” are now part of another record.",
    )


def name_readers(stage: Stage) -> None:
    """Let the stage's record be read by its own place alone."""
    with stage.engine.begin() as connection:
        named = replace(draft_of(stage.record), visibility=Visibility.NAMED)
        record_changes.save(connection, stage.network_id, named, NOW)


def test_after_unmerging_the_author_hears_it_and_staff_get_the_card_again(staffed: Stage):
    _, shown = draft(staffed)
    merge(staffed, shown.record_id, staffed.record.id)

    said = unmerge(staffed, shown.record_id)

    [told] = said_to(said, ANA)
    assert isinstance(told.message, DraftMerged)
    assert told.message.undone
    anew = only(DraftToReview, said)
    assert (anew.record_id, anew.decided) == (shown.record_id, False)
    assert waiting(staffed) == {"draft": 1}


def test_of_a_published_record_nobody_is_told(staffed: Stage):
    other = twin(staffed)

    assert of_kind(DraftMerged, merge(staffed, staffed.record.id, other.id)) == []


@pytest.mark.parametrize("length", [1_400, 9_000])
def test_texts_as_long_as_records_have_them_are_joined(staffed: Stage, length: int):
    other = twin(staffed, action="A year of work. " * (length // 16))
    form = opened(staffed, staffed.record.id, other.id)
    chosen = {each.name: each.values[0] for each in form.fields} | {"action": "both"}

    assert checked(staffed, form.ids, **chosen) == {}
