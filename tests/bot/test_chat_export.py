"""`/practice export`: a file for one person of staff alone, which an import takes back, and its trail."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs

from bot.cards import card
from bot.commands import usage
from bot.events import from_json, to_json
from bot.events.file import ExportWanted
from bot.introductions.replacing import instead
from bot.messages import Failed, Refused
from bot.messages.files import CountsShown, ExportNotSent, RecordsExported
from bot.messenger import Address, Undelivered
from bot.outgoing import Outgoing
from bot.phrases import words
from bot.records.exporting import Format
from bot.records.file_reading import MOST_ROWS
from bot.records.record_files import NO_LONGER_STAFF, NOT_IN_THIS_FORMAT, NOT_MADE, file_name, files_of
from store import audit_reading, record_changes, staff, tables
from store.engine import open_engine
from tests.bot.sharing_files import previewed
from tests.bot.staffed import SAM, official, reasons
from tests.bot.stage import ANA, CHANNEL, PRIVATE, Stage, only
from tests.engines import quickly_opened
from tests.factories import NOW

MESSAGE = RecordsExported(1, 0, "main", "csv", "2026-03-07", 2, importable=True)


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    """SQLite alone: what is read and written here is tested on both databases elsewhere."""
    opened = quickly_opened(sqlite_url)
    yield opened
    opened.dispose()


def exported(stage: Stage, wanted: str = "csv") -> RecordsExported:
    return only(RecordsExported, stage.do(ExportWanted(SAM, PRIVATE, wanted)))


def content(stage: Stage, message: RecordsExported) -> bytes:
    """What the file holds that comes with the message."""
    with files_of(lambda: stage.engine, message) as [file]:
        return file.path.read_bytes()


def trail(stage: Stage) -> list[tuple[str, str, str, dict[str, Any]]]:
    with stage.engine.connect() as connection:
        entries = audit_reading.entries(connection, stage.network_id)
        return [(each.actor, each.action, each.subject, json.loads(each.after)) for each in entries]


def test_the_file_comes_to_staff_alone_wherever_they_typed(staffed: Stage):
    for spot in (PRIVATE, CHANNEL):
        [said] = staffed.do(ExportWanted(SAM, spot, "xlsx"))

        assert said.address == Address(SAM.workspace, "direct", people=(SAM.chat_id,))


def test_the_message_says_how_many_records_of_what_they_are_for_and_for_whom(staffed: Stage):
    said = card(exported(staffed), "en")

    assert said.paragraphs == (
        "Here are 2 records of Harbour network as a file. Change it and send it to me with the word "
        "“import”; I show what would change, and ask.",
    )
    assert said.notes[0].startswith("It holds every published record, also those that only members or ")


def test_of_more_records_than_are_imported_in_a_chat_it_says_who_imports_them():
    said = card(replace(MESSAGE, count=MOST_ROWS + 1, importable=False), "en")

    assert "1,001 records" in said.paragraphs[0]
    assert "“counterpart import”" in said.paragraphs[0]
    assert "send it to me" not in said.paragraphs[0]


@pytest.mark.parametrize("wanted", Format)
def test_what_was_exported_and_is_sent_back_changes_nothing(staffed: Stage, wanted: Format):
    message = exported(staffed, wanted.value)

    shown = previewed(staffed, content(staffed, message), file_name(message))

    assert shown.counts == CountsShown(new=0, changed=0, unchanged=2, rejected=0)
    assert shown.file_id == 0


def test_the_file_holds_the_records_as_they_are_when_it_is_made_and_no_formula(staffed: Stage):
    message = exported(staffed)
    with staffed.engine.begin() as connection:
        connection.execute(tables.record.update().filter_by(key="oak-drains").values(title="=HYPERLINK(1)"))
        record_changes.withdraw(connection, staffed.network_id, staffed.unjoined.id, NOW)

    text = content(staffed, message).decode()

    assert "fir-lamps" not in text
    assert ",'=HYPERLINK(1)," in text


def test_who_is_staff_no_more_when_the_file_is_made_gets_none_and_reads_why(staffed: Stage):
    [waits] = staffed.do(ExportWanted(SAM, PRIVATE, "csv"))
    with staffed.engine.begin() as connection:
        for each in staff.every(connection, staffed.network_id):
            staff.remove(connection, staffed.workspace_id, each.chat_id, each.source)

    with pytest.raises(Undelivered, match=NO_LONGER_STAFF):
        content(staffed, only(RecordsExported, [waits]))
    with staffed.engine.connect() as connection:
        [said] = instead(connection, staffed.network_id, waits, NO_LONGER_STAFF, NOW)

    assert said == replace(waits, message=Refused("staff_only"))


def test_nothing_is_left_of_the_file_where_it_was_made(staffed: Stage):
    with files_of(lambda: staffed.engine, exported(staffed)) as [file]:
        assert file.path.exists()

    assert not file.path.parent.exists()


def test_others_than_staff_are_refused_and_read_nothing(staffed: Stage):
    assert reasons(staffed.do(ExportWanted(ANA, PRIVATE, "csv"))) == ["staff_only"]
    assert [action for _, action, *_ in trail(staffed)] == ["staff.refused"]


def test_an_empty_network_says_so_and_sends_no_file(staffed: Stage):
    with staffed.engine.begin() as connection:
        for each in (staffed.record, staffed.unjoined):
            record_changes.withdraw(connection, staffed.network_id, each.id, NOW)

    refused = only(Refused, staffed.do(ExportWanted(SAM, PRIVATE, "csv")))

    assert refused.reason == "nothing_to_export"
    assert trail(staffed) == []


def test_the_trail_keeps_who_took_how_many_records_along(staffed: Stage):
    exported(staffed, "jsonl")

    sam, network = f"official:{official(staffed, SAM).id}", f"network:{staffed.network_id}"
    assert trail(staffed) == [(sam, "record.export", network, {"format": "jsonl", "records": 2})]


def test_the_event_is_kept_and_read_again():
    event = ExportWanted(SAM, PRIVATE, "csv")

    assert from_json(to_json(event)) == event


@pytest.mark.parametrize(
    ("network", "name"),
    [
        ("main", "counterpart-main-2026-03-07.csv"),
        ("../../etc/passwd", "counterpart-etc-passwd-2026-03-07.csv"),
        ("Städte: Süd\u202e\n*", "counterpart-Städte-Süd-2026-03-07.csv"),
        ("हिन्दी", "counterpart-हिन्दी-2026-03-07.csv"),
        ("/ ? %", "counterpart-network-2026-03-07.csv"),
        ("x" * 300, f"counterpart-{'x' * 40}-2026-03-07.csv"),
    ],
)
def test_the_name_of_the_file_is_harmless_whatever_the_network_is_called(network: str, name: str):
    assert file_name(replace(MESSAGE, network=network)) == name


def test_a_text_that_does_not_fit_into_a_cell_is_no_file(staffed: Stage):
    with staffed.engine.begin() as connection:
        connection.execute(tables.record.update().values(problem="x" * 40_000))

    with pytest.raises(Undelivered, match=NOT_IN_THIS_FORMAT):
        content(staffed, exported(staffed, "xlsx"))
    assert content(staffed, exported(staffed, "csv"))


def test_whatever_goes_wrong_while_it_is_made_ends_the_waiting(staffed: Stage, tmp_path: Path):
    nothing_there = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")

    with (
        capture_logs() as logs,
        pytest.raises(Undelivered, match=NOT_MADE),
        files_of(lambda: nothing_there, MESSAGE),
    ):
        pass

    nothing_there.dispose()
    [line] = logs
    assert (line["log_level"], len(line["reference"])) == ("error", 8)


def test_other_messages_come_without_a_file(staffed: Stage):
    with files_of(lambda: staffed.engine, Failed("1")) as files:
        assert files == ()


def test_who_waits_for_a_file_that_never_comes_reads_a_number_and_what_to_do(staffed: Stage):
    refused = Outgoing(Address(SAM.workspace, "direct", people=(SAM.chat_id,)), MESSAGE, "en")

    with staffed.engine.connect() as connection:
        [said] = instead(connection, staffed.network_id, refused, "storage_limit_reached", NOW)
        assert instead(connection, staffed.network_id, refused, "token_revoked", NOW) == []

    assert said.address == refused.address
    assert isinstance(said.message, ExportNotSent)
    sentence = card(said.message, "en").paragraphs[0]
    assert said.message.reference in sentence
    assert "counterpart export" in sentence


def test_the_help_of_the_command_names_it():
    assert "/practice export" in usage("/practice", words("en").gettext)
