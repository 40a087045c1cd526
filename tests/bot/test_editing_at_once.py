"""What two change of one record at once is never lost: its readers, its place, and who said its parts."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from bot.cards import card
from bot.events.practice import HistoryWanted
from bot.forms.record import NAMES
from bot.messages.editing import EditMet, HistoryShown, PartShown, RecordSaved
from bot.slack.render import render
from matching.domain import JurisdictionId
from store import provenance, record_changes, record_readers, revisions, tables
from store.record_values import draft_of
from tests.block_limits import broken_limits
from tests.bot.staffed import SAM, TESS
from tests.bot.stage import PRIVATE, Stage, only
from tests.bot.test_record_editing import LATER, edited, now_said, opened, sent


def readers(stage: Stage) -> list[str]:
    """The names of the places that are named as readers of the record."""
    names = {JurisdictionId(each.jurisdiction.id): name for name, each in stage.offices.items()}
    with stage.engine.connect() as connection:
        return [names[each] for each in record_readers.readers(connection, stage.record.id)]


def keep_no_readers(stage: Stage, number: int) -> None:
    """Let a revision be as those were that were kept before revisions kept readers."""
    with stage.engine.begin() as connection:
        kept = revisions.at(connection, stage.network_id, stage.record.id, number)
        assert kept
        older = {name: value for name, value in kept.content.items() if name != "readers"}
        of_record = update(tables.record_revision).filter_by(record_id=stage.record.id, number=number)
        connection.execute(of_record.values(content=older))


LONG = "We charge by paved area. " * 40


def versions(before: str, theirs: str, mine: str) -> list[str]:
    part = PartShown("action", (before,), (theirs,), (mine,))
    return list(card(EditMet(1, 2, "A fee", "Sam", "", (part,)), "en").paragraphs)[2:]


def test_both_versions_begin_where_they_differ_however_late_that_is():
    said = versions(f"{LONG}It cost much.", f"{LONG}It cost two million.", f"{LONG}It cost little.")

    assert said == [
        "It said: …area. It cost much.",
        "Now it says: …area. It cost two million.",
        "You wrote: …area. It cost little.",
    ]


def test_where_two_changed_far_apart_what_it_said_stands_before_both():
    said = versions(f"One. {LONG}Two.", f"First. {LONG}Two.", f"One. {LONG}Second.")

    assert [each.split(":")[0] for each in said] == ["It said", "Now it says", "It said", "You wrote"]
    assert said[0].startswith("It said: One. We")
    assert said[2:] == ["It said: …by paved area. Two.", "You wrote: …by paved area. Second."]


def test_what_both_changed_is_shown_first_and_whole_the_rest_is_named(staffed: Stage):
    theirs: dict[str, Any] = {"visibility": "named", "readers": "Elm", "office": "Parks"}
    mine = {"visibility": "unattributed", "readers": "Ash", "office": "Roads"}
    both: dict[str, Any] = {name: "Begin early." for name in ("outcome", "figures", "cost", "staffing")}
    form = opened(staffed, "edit_record", staffed.record.id, TESS)
    edited(staffed, **theirs, **both, lessons="Begin late.")

    met = only(
        EditMet,
        sent(staffed, form, TESS, **mine, **dict.fromkeys(both, "Begin late."), title="A", problem="B"),
    )

    assert [each.field for each in met.parts] == [*both, *mine]
    assert met.rest == ("title", "problem", "lessons")
    said = card(met, "en")
    assert said.closing == ("3 more fields differ.", "Title, Problem, Lessons")


def test_what_both_changed_alike_needs_no_decision(staffed: Stage):
    form = opened(staffed, "edit_record", staffed.record.id, TESS)
    edited(staffed, cost="Little", lessons="Begin late.")

    met = only(EditMet, sent(staffed, form, TESS, cost="Little", lessons="Begin early."))

    assert [each.field for each in met.parts] == ["lessons", "cost"]


@pytest.mark.parametrize("locale", ["en", "ar", "ja"])
def test_a_message_takes_every_field_that_both_changed(locale):
    texts = (f"{LONG * 3}Once.", f"First. {LONG * 3}", f"{LONG * 3}Twice.")
    parts = tuple(PartShown(name, *((text,) for text in texts)) for name in NAMES)
    met = EditMet(1, 2, "A fee", "Sam", "withdrawn", parts)

    drawn = render(met, locale)

    assert broken_limits({"text": drawn.text, "blocks": drawn.blocks}) == []
    assert len(card(met, locale).paragraphs) > 4 * len(NAMES)


def test_readers_that_another_named_meanwhile_are_not_lost(staffed: Stage):
    edited(staffed, visibility="named", readers="Elm")
    form = opened(staffed, "edit_record", staffed.record.id, TESS)
    edited(staffed, readers="Ash")

    met = only(EditMet, sent(staffed, form, TESS, title="Another title"))

    assert [each.field for each in met.parts] == ["title", "readers"]
    assert readers(staffed) == ["Ash"]
    again = opened(staffed, "edit_again", met.edit_id, TESS)
    assert only(RecordSaved, sent(staffed, again, TESS)).fields == ("title",)
    assert (readers(staffed), now_said(staffed).title) == (["Ash"], "Another title")


def test_two_who_name_different_readers_read_of_each_other(staffed: Stage):
    edited(staffed, visibility="named", readers="Elm")
    form = opened(staffed, "edit_record", staffed.record.id, TESS)
    edited(staffed, readers="Ash")

    met = only(EditMet, sent(staffed, form, TESS, readers="Elm\nFir"))

    (part,) = met.parts
    assert [["Elm" in each, "Ash" in each, "Fir" in each] for each in map(str, (part.theirs, part.mine))] == [
        [False, True, False],
        [True, False, True],
    ]
    assert readers(staffed) == ["Ash"]


def test_the_history_names_the_readers_among_what_changed(staffed: Stage):
    edited(staffed, visibility="named", readers="Elm")
    edited(staffed, readers="Ash", cost="Little")

    shown = only(HistoryShown, staffed.do(HistoryWanted(TESS, PRIVATE, staffed.record.id), LATER))

    assert [each.fields for each in shown.revisions] == [("cost", "readers"), ("visibility", "readers"), ()]


def test_on_top_of_the_latest_revision_an_edit_is_saved_also_if_it_keeps_no_readers(staffed: Stage):
    edited(staffed, visibility="named", readers="Elm")
    keep_no_readers(staffed, 2)
    form = opened(staffed, "edit_record", staffed.record.id, TESS)

    assert only(RecordSaved, sent(staffed, form, TESS, cost="Little")).fields == ("cost",)
    assert readers(staffed) == ["Elm"]


def test_on_top_of_an_earlier_one_that_keeps_no_readers_both_versions_are_shown(staffed: Stage):
    edited(staffed, visibility="named", readers="Elm")
    keep_no_readers(staffed, 2)
    form = opened(staffed, "edit_record", staffed.record.id, TESS)
    edited(staffed, readers="Ash")

    assert only(EditMet, sent(staffed, form, TESS, cost="Little"))
    assert readers(staffed) == ["Ash"]


def test_a_place_that_an_import_puts_right_while_a_form_is_open_stays(staffed: Stage):
    form = opened(staffed, "edit_record", staffed.record.id, TESS)
    elm = staffed.offices["Elm"]
    with staffed.engine.begin() as connection:
        right = replace(draft_of(staffed.record), place="Elm", country="CA", office_id=elm.id)
        record_changes.save(connection, staffed.network_id, right, LATER)

    met = only(EditMet, sent(staffed, form, TESS, cost="Little"))

    assert [each.field for each in met.parts] == ["cost", "place", "office"]
    assert only(RecordSaved, sent(staffed, opened(staffed, "edit_again", met.edit_id, TESS), TESS))
    record = now_said(staffed)
    assert (record.place, record.country, record.office) == ("Elm", "CA", elm)
    assert record.details.cost == "Little"


def test_a_part_that_says_nothing_any_more_is_said_by_nobody(staffed: Stage):
    edited(staffed, cost="Little", figures="Ten drains")

    edited(staffed, SAM, cost="")

    with staffed.engine.connect() as connection:
        assert [each.part for each in provenance.of_record(connection, staffed.record.id)] == ["figures"]
