"""Staff share a file in their chat: a preview, one confirmation, and exactly what it said is imported."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from sqlalchemy import Engine, select

from bot.events.file import FileDropped, FileShared
from bot.events.member import NetworkLeft
from bot.importing.limits import MIB
from bot.messages import Refused
from bot.messages.files import (
    ChangeShown,
    CountsShown,
    FileImported,
    FilePreviewed,
    FileThrownAway,
    RowTurnedDown,
)
from bot.records.file_reading import MOST_BYTES, MOST_ROWS, MOST_UNPACKED
from bot.records.shared_import import KEPT, MOST_NAMED
from matching.domain import SharedFileId
from store import audit_reading, shared_files, tables
from tests.bot.contributions import json_lines, row
from tests.bot.sharing_files import CARD, Folder, confirm, previewed, share, shared
from tests.bot.staffed import SAM, TESS, official, reasons
from tests.bot.stage import BEN, PRIVATE, Stage, of_kind, only
from tests.bot.test_durable import running
from tests.engines import quickly_opened
from tests.factories import NOW


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    """SQLite alone: the table itself is tested on both databases in tests/store/test_shared_files.py."""
    opened = quickly_opened(sqlite_url)
    yield opened
    opened.dispose()


def why(stage: Stage, content: bytes, name: str, encoding: str = "") -> str:
    """The reason for which the file as a whole is turned down."""
    refused = only(Refused, shared(stage, content, name, encoding=encoding))
    return dict(refused.details)["why"]


def titles(stage: Stage) -> dict[str, str]:
    """The published records by their ids in the file."""
    query = select(tables.record.c.key, tables.record.c.title).filter_by(state="published")
    with stage.engine.connect() as connection:
        return {each.key: each.title for each in connection.execute(query)}


def kept(stage: Stage, file_id: int) -> tuple[str, bytes]:
    with stage.engine.connect() as connection:
        found = shared_files.by_id(connection, stage.network_id, SharedFileId(file_id))
    assert found
    return found.state, found.shared.data


def test_a_file_is_shown_first_and_imported_when_its_owner_agrees(staffed: Stage):
    shown = previewed(staffed, json_lines(row(id="a"), row(id="b")))

    assert shown.counts == CountsShown(new=2, changed=0, unchanged=0, rejected=0)
    assert "a" not in titles(staffed)

    done = only(FileImported, staffed.do(confirm(shown)))

    assert (done.name, done.counts) == ("ours.jsonl", shown.counts)
    assert done.new_topics == ("finance", "water")
    assert {"a", "b"} <= titles(staffed).keys()
    assert kept(staffed, shown.file_id) == ("imported", b"")


def test_the_import_stands_in_the_audit_trail_under_who_confirmed_it(staffed: Stage):
    shown = previewed(staffed, json_lines(row(id="a")))

    staffed.do(confirm(shown))

    with staffed.engine.connect() as connection:
        entries = audit_reading.entries(connection, staffed.network_id)
        made = {(each.actor, each.action) for each in entries}
    assert made == {(f"official:{official(staffed, SAM).id}", "record.import")}


def test_a_changed_record_is_named_with_its_line_and_the_columns_that_change_it(staffed: Stage):
    staffed.do(confirm(previewed(staffed, json_lines(row(id="a"), row(id="b")))))

    shown = previewed(staffed, json_lines(row(id="a"), row(id="b", outcome="Less.", year_start=2020)))

    assert shown.counts == CountsShown(new=0, changed=1, unchanged=1, rejected=0)
    assert shown.changes == (ChangeShown(2, "Stormwater fee by paved area", ("outcome", "year_start")),)


def test_rejected_rows_are_named_with_their_reasons_up_to_a_number_and_left_out(staffed: Stage):
    bad = [row(id=f"bad-{number}", title="") for number in range(MOST_NAMED + 2)]

    shown = previewed(staffed, json_lines(row(id="good"), *bad))

    assert shown.counts == CountsShown(new=1, changed=0, unchanged=0, rejected=MOST_NAMED + 2)
    assert len(shown.rows) == MOST_NAMED
    assert shown.rows[0] == RowTurnedDown(2, "title: it is empty, and no record can do without")
    only(FileImported, staffed.do(confirm(shown)))
    assert "good" in titles(staffed)
    assert "bad-0" not in titles(staffed)


def test_a_file_that_would_change_nothing_is_not_kept_and_asks_nothing(staffed: Stage):
    staffed.do(confirm(previewed(staffed, json_lines(row(id="a")))))

    shown = previewed(staffed, json_lines(row(id="a"), row(id="b", title="")))

    assert (shown.file_id, shown.counts) == (0, CountsShown(new=0, changed=0, unchanged=1, rejected=1))
    with staffed.engine.connect() as connection:
        assert len(connection.execute(select(tables.shared_file.c.id)).all()) == 1


def test_pressing_twice_imports_once(staffed: Stage):
    shown = previewed(staffed, json_lines(row(id="a")))
    staffed.do(confirm(shown))

    assert reasons(staffed.do(confirm(shown))) == ["file_imported"]


def test_what_a_colleague_wrote_after_the_preview_is_not_overwritten_unseen(staffed: Stage):
    staffed.do(confirm(previewed(staffed, json_lines(row(id="a")))))
    shown = previewed(staffed, json_lines(row(id="a", title="Mine")))
    theirs = previewed(staffed, json_lines(row(id="a", title="Theirs")), by=TESS)
    staffed.do(confirm(theirs, TESS))

    again = only(type(shown), staffed.do(confirm(shown)))

    assert again.again
    assert again.counts == shown.counts  # one changes, as before, and yet something else
    assert titles(staffed)["a"] == "Theirs"
    only(FileImported, staffed.do(confirm(again)))
    assert titles(staffed)["a"] == "Mine"


def test_of_two_staff_with_the_same_file_the_second_hears_that_nothing_is_left(staffed: Stage):
    mine = previewed(staffed, json_lines(row(id="a")))
    staffed.do(confirm(previewed(staffed, json_lines(row(id="a")), by=TESS), TESS))

    again = only(type(mine), staffed.do(confirm(mine)))

    assert (again.again, again.file_id) == (True, 0)
    assert again.counts == CountsShown(new=0, changed=0, unchanged=1, rejected=0)
    assert kept(staffed, mine.file_id) == ("dropped", b"")


def test_the_preview_of_one_is_nobody_elses(staffed: Stage):
    shown = previewed(staffed, json_lines(row(id="a")))

    assert reasons(staffed.do(confirm(shown, TESS))) == ["file_gone"]
    assert reasons(staffed.do(FileDropped(TESS, CARD, shown.file_id))) == ["file_gone"]
    assert kept(staffed, shown.file_id)[0] == "shown"


def test_a_file_that_is_thrown_away_is_forgotten(staffed: Stage):
    shown = previewed(staffed, json_lines(row(id="a")))

    only(FileThrownAway, staffed.do(FileDropped(SAM, CARD, shown.file_id)))

    assert kept(staffed, shown.file_id) == ("dropped", b"")
    assert reasons(staffed.do(confirm(shown))) == ["file_gone"]


def test_a_file_that_nobody_decides_about_is_forgotten_after_a_day(staffed: Stage):
    shown = previewed(staffed, json_lines(row(id="a")))

    staffed.wait_until(NOW + KEPT - timedelta(seconds=1))
    assert kept(staffed, shown.file_id)[0] == "shown"
    staffed.wait_until(NOW + KEPT)

    assert timedelta(hours=24) == KEPT
    assert kept(staffed, shown.file_id) == ("expired", b"")


def test_who_leaves_the_network_leaves_no_file_behind(staffed: Stage):
    with staffed.engine.begin() as connection:
        staffed.join(connection, SAM, "Sam Sorrel", staffed.offices["Fir"])
    shown = previewed(staffed, json_lines(row(id="a")))

    staffed.do(NetworkLeft(SAM, PRIVATE))

    assert kept(staffed, shown.file_id) == ("dropped", b"")


def test_others_than_staff_are_refused_and_their_file_is_not_even_fetched(staffed: Stage):
    event = FileShared(BEN, PRIVATE, "ours.csv", 10, "files/ours.csv")

    said, asked = share(staffed, event, {"files/ours.csv": b"id,title\n1,2\n"})

    assert (reasons(said), asked) == (["staff_only"], [])


def test_who_is_staff_no_longer_cannot_confirm(staffed: Stage):
    shown = previewed(staffed, json_lines(row(id="a")))
    with staffed.engine.begin() as connection:
        connection.execute(tables.staff.delete().where(tables.staff.c.chat_id == SAM.chat_id))

    assert reasons(staffed.do(confirm(shown))) == ["staff_only"]
    assert "a" not in titles(staffed)


def test_a_file_that_is_too_large_is_not_fetched_whatever_the_chat_said_of_its_size(staffed: Stage):
    said, asked = share(staffed, FileShared(SAM, PRIVATE, "big.csv", MOST_BYTES + 1, "x"), {"x": b""})
    lied, _ = share(staffed, FileShared(SAM, PRIVATE, "big.csv", 1, "x"), {"x": b"x" * (MOST_BYTES + 1)})

    assert (reasons(said), asked, reasons(lied)) == (["file_too_large"], [], ["file_too_large"])


@pytest.mark.parametrize("name", ["big.xlsx", "big.csv"])
def test_fifty_megabytes_are_refused_before_they_are_fetched(staffed: Stage, name: str):
    event = FileShared(SAM, PRIVATE, name, 50_000_000, "files/big")

    said, asked = share(staffed, event, {"files/big": b""})

    assert (reasons(said), asked) == (["file_too_large"], [])


def test_a_file_of_too_many_rows_goes_to_the_operator(staffed: Stage):
    many = "id,title\n" + "".join(f"{number},A title\n" for number in range(MOST_ROWS + 1))

    assert reasons(shared(staffed, many, "many.csv")) == ["file_too_long"]
    rows = json_lines(*(row(id=str(number)) for number in range(MOST_ROWS + 1)))
    assert reasons(shared(staffed, rows)) == ["file_too_long"]
    assert reasons(shared(staffed, "," * 1_000 + "\nx", "wide.csv")) == ["file_unusable"]


def test_a_file_that_the_chat_does_not_give_is_said_to_be_missing(staffed: Stage):
    said, _ = share(staffed, FileShared(SAM, PRIVATE, "ours.csv", 10, ""), {})

    assert reasons(said) == ["file_not_fetched"]


def test_a_csv_file_with_semicolons_in_cp1252_is_read_when_its_encoding_is_named(staffed: Stage):
    content = "id;title;place\nlyon;Péage à Lyon;Lyon\n".encode("cp1252")

    assert of_kind(Refused, shared(staffed, content, "lyon.csv"))[0].reason == "file_encoding"
    assert "--encoding cp1252" in why(staffed, content, "lyon.csv")

    (said,) = shared(staffed, content, "lyon.csv", encoding="cp1252")
    staffed.do(confirm(only(FilePreviewed, [said])))

    assert titles(staffed)["lyon"] == "Péage à Lyon"


def test_a_formula_is_imported_as_the_text_that_it_is(staffed: Stage):
    shown = previewed(staffed, 'id,title\nx,"=HYPERLINK(""https://evil.example"",""Report"")"\n', "x.csv")

    staffed.do(confirm(shown))

    assert titles(staffed)["x"] == '=HYPERLINK("https://evil.example","Report")'


def test_merged_cells_and_what_is_no_table_are_turned_down_with_what_to_do(staffed: Stage, tmp_path):
    book = Workbook()
    for cells in (["id", "title"], ["a", "Fees"], ["b", "Bonds"]):
        book.active.append(cells)
    book.active.merge_cells("B2:B3")
    book.save(tmp_path / "merged.xlsx")

    assert "merged cells (B2:B3)" in why(staffed, (tmp_path / "merged.xlsx").read_bytes(), "merged.xlsx")
    assert why(staffed, b"%PDF-1.7", "report.pdf") == "report.pdf is a PDF, not a table."
    assert why(staffed, b"\x89PNG\r\n", "photo.xlsx").startswith("photo.xlsx is named like a spreadsheet")


def test_a_spreadsheet_that_unpacks_to_far_more_than_was_sent_is_not_unpacked(staffed: Stage):
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (MOST_UNPACKED + MIB))

    assert len(packed.getvalue()) < 100_000
    assert "takes 33 MiB when unpacked, and 32 MiB are the most" in why(staffed, packed.getvalue(), "x.xlsx")


def test_a_preview_survives_a_restart(staffed: Stage, sqlite_url: str):
    shown = previewed(staffed, json.dumps(row(id="a")))
    staffed.engine.dispose()
    staffed.engine = quickly_opened(sqlite_url)

    only(FileImported, staffed.do(confirm(shown)))

    staffed.engine.dispose()
    assert "a" in titles(staffed)


def test_the_runner_fetches_the_file_after_it_stored_the_event_and_shows_what_it_holds(staffed: Stage):
    chat = Folder({"files/ours.csv": b"id,title\na,Fees\n"})
    here = FileShared(SAM, PRIVATE, "ours.csv", 16, "files/ours.csv")
    elsewhere = replace(PRIVATE, conversation="D-tess")
    gone = FileShared(TESS, elsewhere, "gone.csv", 16, "files/gone.csv")

    with running(staffed, chat) as runner:
        for key, event in (("slack:T1:1", here), ("slack:T1:1", here), ("slack:T1:2", gone)):
            runner.accept(key, event).get_result()
        [shown] = (message for _, message in chat.posts if isinstance(message, FilePreviewed))
        runner.accept("slack:T1:3", confirm(shown)).get_result()

    assert chat.said == ["file_previewed", "refused", "file_imported"]
    assert chat.asked == ["files/ours.csv", "files/gone.csv"]
    assert titles(staffed)["a"] == "Fees"
