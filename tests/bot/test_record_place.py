"""Staff put right whose a record is: its place by the search that members use, and its office by name."""

from dataclasses import replace

import pytest

from bot.cards import card
from bot.messages.curation import DraftToReview
from bot.messages.editing import EditMet, RecordSaved
from store import record_changes
from store.record_values import draft_of
from tests.bot.curating import approve, draft
from tests.bot.staffed import SAM, TESS
from tests.bot.stage import Stage, only
from tests.bot.test_record_editing import LATER, desk, edited, filled_in, now_said, opened, sent


def unknown_office(stage: Stage) -> None:
    """Let the record come from a place that only its source names."""
    with stage.engine.begin() as connection:
        nowhere = replace(draft_of(stage.record), place="Old Harbour", country="", office_id=None)
        record_changes.save(connection, stage.network_id, nowhere, LATER)


def chosen(stage: Stage, typed: str) -> str:
    """The first place that the form finds for what was typed."""
    return desk(stage).suggest(TESS, "edit_record", typed)[0].value


def test_a_place_is_found_by_its_name_and_its_office_named(staffed: Stage):
    saved = only(RecordSaved, edited(staffed, place=chosen(staffed, "Elm"), office="Parks"))

    assert saved.fields == ("place", "office")
    record = now_said(staffed)
    assert record.office
    assert (record.place, record.country) == ("Elm", "US")
    assert (record.office.name, record.office.jurisdiction.name) == ("Parks", "Elm")


def test_an_office_that_the_place_has_is_that_one(staffed: Stage):
    edited(staffed, place=chosen(staffed, "Elm"), office="city MANAGER")

    assert now_said(staffed).office == staffed.offices["Elm"]


def test_a_record_from_nowhere_known_gets_a_city_of_the_gazetteer(staffed: Stage):
    unknown_office(staffed)
    form = opened(staffed, "edit_record", staffed.record.id)
    (there,) = (each for each in form.fields if each.name == "place")
    assert [each.label for each in there.options] == ["Old Harbour"]

    edited(staffed, place=chosen(staffed, "Copenhagen"), office="Mobility department")

    record = now_said(staffed)
    assert record.office
    assert (record.place, record.country, record.office.name) == ("Copenhagen", "DK", "Mobility department")


def test_without_an_office_the_place_alone_stays(staffed: Stage):
    edited(staffed, office="")

    record = now_said(staffed)
    assert (record.place, record.office) == (staffed.record.place, None)


def test_a_draft_whose_place_or_office_changed_while_it_was_read_says_so(staffed: Stage):
    _, shown = draft(staffed)
    form = opened(staffed, "edit_record", shown.record_id, TESS)
    sent(staffed, form, TESS, place=chosen(staffed, "Ash"), office="City manager")

    anew = only(DraftToReview, approve(staffed, shown))

    assert anew.changed == ("place", "office")
    assert "Changed since it was read last: Place · Office" in card(anew, "en").closing[0]


@pytest.mark.parametrize("typed", [{"place": "Nowhere at all"}, {"office": "Parks"}, {"place": ""}])
def test_a_place_that_nobody_finds_is_a_mistake_of_its_field(staffed: Stage, typed: dict[str, str]):
    unknown_office(staffed)
    form = opened(staffed, "edit_record", staffed.record.id)

    assert list(desk(staffed).check(filled_in(form, SAM, **typed))) == ["place"]


def test_a_place_that_met_another_edit_is_shown_by_its_name_and_saved_later(staffed: Stage):
    form = opened(staffed, "edit_record", staffed.record.id, TESS)
    edited(staffed, cost="Little")

    met = only(EditMet, sent(staffed, form, TESS, place=chosen(staffed, "Elm"), office="Parks"))

    assert [each.mine for each in met.parts if each.field != "cost"] == [
        ("Elm (United States)",),
        ("Parks",),
    ]
    again = opened(staffed, "edit_again", met.edit_id, TESS)
    assert only(RecordSaved, sent(staffed, again, TESS)).fields == ("place", "office")
    record = now_said(staffed)
    assert record.office
    assert (record.place, record.office.name, record.details.cost) == ("Elm", "Parks", "Little")
