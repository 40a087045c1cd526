"""Staff who hold no office add what they were told of: they say where it was done, or leave it open."""

from dataclasses import replace

import pytest

from bot.cards import card
from bot.desk import Desk
from bot.events.giving import FROM_COMMAND, PracticeTold, ProposalConfirmed
from bot.forms import Submitted
from bot.messages.curation import DraftToReview
from bot.messages.giving import ProposalSent, ProposalShown
from bot.refusal import Refusal
from matching.domain import PracticeRecord
from store import provenance, records
from tests.bot.staffed import LATER, TESS, official, reasons
from tests.bot.stage import ANA, PRIVATE, STRANGER, Stage, only

TOLD = "Leaves blocked the drains. We cleaned the gutters in 2019. It cost $40,000 a year."


def desk(stage: Stage) -> Desk:
    return Desk(stage.engine, lambda: LATER)


def proposed(stage: Stage) -> int:
    told = PracticeTold(TESS, PRIVATE, TOLD, FROM_COMMAND)
    return only(ProposalShown, stage.do(told, LATER)).proposal_id


def drafted(stage: Stage, proposal_id: int) -> PracticeRecord:
    with stage.engine.connect() as connection:
        draft = records.drafted(connection, stage.network_id, f"told-{proposal_id}")
    assert draft
    return draft


def test_they_name_place_and_office_among_its_parts(staffed: Stage):
    proposal_id = proposed(staffed)
    form = desk(staffed).open(TESS, "change_proposal", (proposal_id,))
    elm = desk(staffed).suggest(TESS, "change_proposal", "Elm")[0].value
    values = {each.name: each.values for each in form.fields} | {"place": (elm,), "office": ("Parks",)}
    submitted = Submitted(TESS, PRIVATE, form.name, form.ids, values)

    assert desk(staffed).check(submitted) == {}
    assert only(ProposalSent, staffed.do(desk(staffed).event(submitted), LATER))

    draft = drafted(staffed, proposal_id)
    assert draft.office
    assert (draft.place, draft.office.name, draft.source_title) == ("Elm", "Parks", "Parks, Elm, 2026-03-03")
    with staffed.engine.connect() as connection:
        said = provenance.of_record(connection, draft.id)
    assert {(each.said_by, each.role) for each in said} == {(official(staffed, TESS).id, "staff")}


def test_what_they_send_as_it_is_comes_from_nowhere_yet(staffed: Stage):
    proposal_id = proposed(staffed)

    pressed = ProposalConfirmed(TESS, replace(PRIVATE, message="1.1"), proposal_id)
    assert only(ProposalSent, staffed.do(pressed, LATER))

    draft = drafted(staffed, proposal_id)
    assert (draft.place, draft.office, draft.source_title) == ("", None, "")


def test_others_without_an_office_are_told_what_to_do(staffed: Stage):
    told = PracticeTold(STRANGER, PRIVATE, TOLD, FROM_COMMAND)

    assert reasons(staffed.do(told, LATER)) == ["author_without_office"]
    with pytest.raises(Refusal, match="author_without_office"):
        desk(staffed).open(STRANGER, "give_back")


def test_authors_with_an_office_are_not_asked_where_they_work(staffed: Stage):
    told = PracticeTold(ANA, PRIVATE, TOLD, FROM_COMMAND)
    proposal_id = only(ProposalShown, staffed.do(told, LATER)).proposal_id

    form = desk(staffed).open(ANA, "change_proposal", (proposal_id,))

    assert not {"place", "office"} & {each.name for each in form.fields}


def test_the_card_of_a_draft_from_nowhere_has_no_empty_line(staffed: Stage):
    pressed = ProposalConfirmed(TESS, replace(PRIVATE, message="1.1"), proposed(staffed))

    shown = card(only(DraftToReview, staffed.do(pressed, LATER)), "en")

    assert shown.paragraphs
    assert all(each.strip() for each in shown.paragraphs)
