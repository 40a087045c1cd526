"""Who may read a record: in answers, searches, links and shared answers nobody else sees it."""

from dataclasses import replace

import pytest

from bot.events import IntroductionWanted
from bot.events.practice import PracticeSearched, PracticeWanted, WholeWanted
from bot.messages import Refused
from bot.messages.practice import PracticesFound, PracticeShown, WholeShown
from matching.domain import Audience, Visibility
from store import record_changes, record_readers, staff
from store.record_values import draft_of
from tests.bot.stage import ANA, BEN, CHANNEL, PRIVATE, QUESTION, Stage, of_kind, only
from tests.factories import NOW


@pytest.fixture
def seen_as(stage: Stage):
    """Gives the stage's record a visibility."""

    def change(visibility: Visibility) -> None:
        with stage.engine.begin() as connection:
            draft = replace(draft_of(stage.record), visibility=visibility)
            record_changes.save(connection, stage.network_id, draft, NOW)

    return change


def read_by_ana(stage: Stage) -> None:
    with stage.engine.begin() as connection:
        place = stage.official(ANA).jurisdiction
        record_readers.set_readers(connection, stage.network_id, stage.record.id, [place.id])


def matches(stage: Stage, spot=CHANNEL) -> list[int]:
    return [each.record_id for each in stage.ask(spot=spot).matches]


def test_a_record_for_named_peers_answers_nobody_else(stage: Stage, seen_as):
    seen_as(Visibility.NAMED)

    assert matches(stage, PRIVATE) == []
    assert only(PracticesFound, stage.do(PracticeSearched(ANA, PRIVATE, QUESTION))).found == ()
    refused = only(Refused, stage.do(PracticeWanted(ANA, PRIVATE, stage.record.id)))
    assert refused.reason == "unknown_practice"


def test_a_named_peer_finds_it_in_private_and_not_where_others_read(stage: Stage, seen_as):
    seen_as(Visibility.NAMED)
    read_by_ana(stage)

    assert matches(stage, PRIVATE) == [stage.record.id]
    assert matches(stage, CHANNEL) == []
    assert only(PracticeShown, stage.do(PracticeWanted(ANA, PRIVATE, stage.record.id)))


def test_a_named_peer_does_not_find_it_in_a_private_channel_where_others_read_too(stage: Stage, seen_as):
    seen_as(Visibility.NAMED)
    read_by_ana(stage)

    assert matches(stage, replace(CHANNEL, audience=Audience.PRIVATE)) == []


def test_what_only_named_peers_read_says_so_to_whatever_makes_its_link(stage: Stage, seen_as):
    before = stage.ask(spot=PRIVATE).matches[0]
    seen_as(Visibility.NAMED)
    read_by_ana(stage)

    answered = stage.ask(spot=PRIVATE).matches[0]
    shown = only(PracticeShown, stage.do(PracticeWanted(ANA, PRIVATE, stage.record.id))).record

    assert [each.for_named for each in (before, answered, shown)] == [False, True, True]


def test_a_record_without_attribution_tells_what_was_done_and_not_where(stage: Stage, seen_as):
    seen_as(Visibility.UNATTRIBUTED)

    shown = stage.ask().matches[0]

    assert (shown.action, shown.office, shown.source_url) == (stage.record.action, "", "")
    assert "Oak" not in str(replace(shown, title="", action="", outcome=""))
    assert not shown.can_introduce
    assert not shown.can_seek


def test_nobody_is_introduced_to_who_is_not_named(stage: Stage, seen_as):
    answer = stage.ask()
    seen_as(Visibility.UNATTRIBUTED)

    wanted = IntroductionWanted(ANA, CHANNEL, answer.question_id, stage.record.id)

    assert only(Refused, stage.do(wanted)).reason == "nobody_to_ask"


def test_the_whole_of_a_record_without_attribution_names_its_sources_to_staff_alone(stage: Stage, seen_as):
    seen_as(Visibility.UNATTRIBUTED)
    with stage.engine.begin() as connection:
        staff.add(connection, stage.workspace_id, BEN.chat_id, "command")

    for_ana, for_ben = (
        {
            field: text
            for page in of_kind(WholeShown, stage.do(WholeWanted(each, PRIVATE, stage.record.id)))
            for field, text in page.parts
        }
        for each in (ANA, BEN)
    )

    assert "sources" not in for_ana
    assert stage.record.source_url not in str(for_ana)
    assert stage.record.source_url in for_ben["sources"]


def test_why_a_record_without_attribution_fits_says_nothing_of_its_place(stage: Stage, seen_as):
    assert {"same_country", "same_kind"} <= {each.code for each in stage.ask().matches[0].reasons}
    seen_as(Visibility.UNATTRIBUTED)

    for spot in (CHANNEL, PRIVATE):
        assert stage.ask(spot=spot).matches[0].reasons == ()
