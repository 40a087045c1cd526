"""Looking through the records: search by words, and one record whole."""

from dataclasses import replace

import pytest

from bot import commands
from bot.cards import card
from bot.commands import UsageWanted
from bot.events import from_json, to_json
from bot.events.file import ExportWanted
from bot.events.practice import PracticeSearched, PracticeWanted, WholeWanted
from bot.messages import Message, Refused
from bot.messages.practice import PracticesFound, PracticeShown, WholeShown
from bot.screening import screened
from bot.slack.render import render
from matching.domain import PracticeRecord
from store import personal, record_changes
from tests.block_limits import broken_limits, texts
from tests.bot.curating import draft
from tests.bot.staffed import SAM, reasons
from tests.bot.stage import ANA, BEN, CHANNEL, PRIVATE, Stage, of_kind, only
from tests.factories import NOW, add_network, add_office, add_record


def search(stage: Stage, text: str) -> PracticesFound:
    return only(PracticesFound, stage.do(PracticeSearched(ANA, PRIVATE, text)))


def show(stage: Stage, record_id: int) -> list:
    return stage.do(PracticeWanted(ANA, PRIVATE, record_id))


def test_a_search_finds_the_record_and_keeps_no_question(stage: Stage):
    found = search(stage, "pay for storm drains")

    assert [each.record_id for each in found.found] == [stage.record.id]
    said = card(found, "en")
    assert said.paragraphs[0].startswith(f"{stage.record.id}. A fee to pay for storm drains\nOak")
    assert said.notes == (f"To read one whole, type for example /practice show {stage.record.id}",)
    with stage.engine.connect() as connection:
        _, asked = personal.questions_of(connection, stage.workspace_id, stage.official(ANA).id, 5)
    assert asked == 0


def test_a_search_shows_five_records_at_most(stage: Stage):
    stage.add_peers("Dan", "Eve", "Flo", "Gil", "Hal", "Ida")

    assert len(search(stage, "pay for storm drains").found) == 5


def test_a_search_that_finds_nothing_says_so(stage: Stage):
    assert "no record that fits" in card(search(stage, "purple zebras"), "en").paragraphs[0]


def test_a_record_is_shown_with_all_its_parts_and_its_source(stage: Stage):
    shown = only(PracticeShown, show(stage, stage.record.id))

    said = str(card(replace(shown, lessons="Bill early."), "en"))
    for part in (stage.record.title, stage.record.problem, stage.record.action, stage.record.source_url):
        assert part in said
    assert "What they learned: Bill early." in said
    assert "not yet verified" in said


def test_a_record_of_long_parts_is_shown_whole_as_long_as_one_message_takes_it(stage: Stage):
    said = shown_in_slack(only(PracticeShown, show(stage, long_record(stage, 4_000, 4_000).id)))

    assert said.count("ditch") == 1_600
    assert "read_whole" not in said


def test_of_a_longer_record_short_parts_are_whole_and_the_rest_is_a_press_away(stage: Stage):
    record = long_record(stage, 20_000, 20_000)
    drawn = card(only(PracticeShown, show(stage, record.id)), "en")

    assert drawn.closing == ("Parts that end in “…” are longer than they stand here.",)
    assert [each.action for each in drawn.buttons] == ["read_whole"]
    assert any("Public works" in each for each in drawn.paragraphs)

    said = stage.do(WholeWanted(ANA, CHANNEL, record.id))

    assert {each.address.people for each in said} == {(ANA.chat_id,)}
    assert "".join(map(shown_in_slack, of_kind(WholeShown, said))).count("ditch") == 8_000
    assert [each.number for each in of_kind(WholeShown, said)] == [1, 2, 3, 4, 5]


def test_a_draft_is_read_whole_by_staff_alone(staffed: Stage):
    _, shown = draft(staffed)

    assert reasons(staffed.do(WholeWanted(BEN, PRIVATE, shown.record_id))) == ["unknown_practice"]
    assert only(WholeShown, staffed.do(WholeWanted(SAM, PRIVATE, shown.record_id))).title == shown.title


def long_record(stage: Stage, action: int, outcome: int) -> PracticeRecord:
    """A record of which these parts have so many characters."""
    texts = {"action": "ditch" * (action // 5), "outcome": "ditch" * (outcome // 5)}
    with stage.engine.begin() as connection:
        return add_record(connection, stage.network_id, "long", stage.offices["Oak"], title="Long", **texts)


def shown_in_slack(message: Message) -> str:
    """All the words of the message, which Slack takes."""
    rendered = render(message, "en")
    assert broken_limits({"text": rendered.text, "blocks": rendered.blocks}) == []
    return "".join(texts(rendered.blocks))


def test_a_withdrawn_record_and_one_of_another_network_are_not_shown(stage: Stage):
    with stage.engine.begin() as connection:
        other = add_network(connection, "Another network")
        office = add_office(connection, other, "Drains", "Yew")
        theirs = add_record(connection, other, "yew-drains", office, title="A fee to pay for storm drains")
        record_changes.withdraw(connection, stage.network_id, stage.unjoined.id, NOW)

    for record_id in (theirs.id, stage.unjoined.id, 999):
        assert only(Refused, show(stage, record_id)).reason == "unknown_practice"
    assert theirs.id not in {each.record_id for each in search(stage, "pay for storm drains").found}


def test_in_a_channel_only_who_searched_sees_the_answer(stage: Stage):
    [said] = stage.do(PracticeSearched(ANA, CHANNEL, "pay for storm drains"))

    assert (said.address.way, said.address.people) == ("only_to", ("U-ana",))


@pytest.mark.parametrize(
    ("typed", "wish"),
    [
        ("search  Storm drains", PracticeSearched(ANA, PRIVATE, "Storm drains")),
        ("SHOW #12", PracticeWanted(ANA, PRIVATE, 12)),
        ("show 12", PracticeWanted(ANA, PRIVATE, 12)),
        ("help", UsageWanted("/practice")),
        ("", UsageWanted("/practice")),
        ("search", UsageWanted("/practice")),
        ("show me", UsageWanted("/practice")),
        ("export", ExportWanted(ANA, PRIVATE, "xlsx")),
        ("Export CSV", ExportWanted(ANA, PRIVATE, "csv")),
        ("export jsonl", ExportWanted(ANA, PRIVATE, "jsonl")),
        ("export xlsx", ExportWanted(ANA, PRIVATE, "xlsx")),
        ("export pdf", UsageWanted("/practice")),
        ("export csv please", UsageWanted("/practice")),
        ("show " + "9" * 20, UsageWanted("/practice")),
    ],
)
def test_what_is_typed_after_practice(typed, wish):
    assert commands.wish("/practice", typed, ANA, PRIVATE) == wish


def test_a_search_with_private_data_is_not_stored():
    kept = from_json(to_json(screened(PracticeSearched(ANA, PRIVATE, "mail to ana@example.org"))))

    assert "example.org" not in str(kept)


def test_slack_takes_a_record_of_any_length(stage: Stage):
    shown = only(PracticeShown, show(stage, stage.record.id))
    wild = "<!channel> & Ω " * 900
    record = replace(shown.record, title=wild, action=wild, outcome=wild, source_title=wild, office=wild)

    for message in (PracticeShown(record, wild, wild), PracticesFound(wild, (record,) * 5)):
        rendered = render(message, "en")
        assert broken_limits({"text": rendered.text, "blocks": rendered.blocks}) == []
