"""Exports: an import takes them back without a change, and no spreadsheet finds a formula in them."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import Connection

from bot.importing.cells import neutral, taken_back, topics_in_a_cell, topics_of_a_cell
from bot.importing.mapping import FIELDS
from bot.importing.words import cleaned_line
from bot.records import contribute, exporting, merging
from bot.records.contribute import FileUnusable, Imported
from bot.records.exporting import Format
from matching.domain import Details, Kind, NetworkId, Result, Source, Visibility
from store import changes, networks, record_changes, records, tables
from store.engine import open_engine
from store.merges import Merging
from store.places import JurisdictionDraft, ensure_jurisdiction, ensure_office
from store.record_values import RecordDraft
from tests.bot.contributions import file_of, json_lines, reading, row
from tests.factories import NOW, add_network

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    "\uff1d1",
    " =1",
    "'=1",
    "''-1",
    "=cmd|' /C calc'!A0",
]
WILD = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60),
    st.text(alphabet="=+-@'\"\t\r\n ;,|x_0[]{}\\", max_size=12),
    st.sampled_from(
        [
            *FORMULAS,
            "_x000D_",
            "_x005F_x000D_",
            "a\uffffb\ufffe",
            "#N/A",
            "\u202eשלום עולם\u202c, مرحبا",
            "👩🏽‍🚒🏙️ — ﬁ",
            "two  spaces\r\nand two lines ",
            "🏙" * 20_000,
            "TRUE",
            "007",
            "1e5",
            "45443",
        ]
    ),
)
TOPICS = st.lists(
    WILD.map(lambda text: cleaned_line(text[:50]).lower()).filter(bool), max_size=4, unique=True
)


@pytest.fixture(scope="module")
def sqlite_engine(sqlite_template, tmp_path_factory):
    """One database for all examples, each of which makes a network of its own."""
    path = tmp_path_factory.mktemp("exporting") / "counterpart.db"
    path.write_bytes(sqlite_template.read_bytes())
    opened = open_engine(f"sqlite:///{path}", durable=False)
    yield opened
    opened.dispose()


def exported(connection: Connection, network_id: NetworkId, wanted: Format) -> bytes:
    """The network's records in this format."""
    file = io.BytesIO()
    exporting.write(file, wanted, exporting.rows(connection, network_id))
    return file.getvalue()


@st.composite
def drafts(draw):
    """A record as it may stand in the database, and the office it names or none."""
    line = WILD.map(lambda text: text[:300])
    return RecordDraft(
        key=draw(line.map(cleaned_line).filter(bool)),
        title=draw(line.filter(cleaned_line)),
        **{name: draw(WILD) for name in ("problem", "action", "outcome", "lessons")},
        result=draw(st.sampled_from(Result)),
        topics=tuple(draw(TOPICS)),
        place=draw(line.map(cleaned_line)),
        country=draw(st.sampled_from(["", "NA", "DE"])),
        office_id=None,
        year_start=draw(st.none() | st.integers(1800, 1950)),
        status=draw(st.sampled_from(["", "ongoing", "unknown"])),
        source_title=draw(line),
        source_url=draw(st.sampled_from(["", "https://example.org/=1?a=b,c;d"])),
        source_lang=draw(st.sampled_from(["", "en"])),
        verified_on=draw(st.none() | st.dates()),
        details=Details(
            **{name: draw(WILD) for name in ("figures", "cost", "staffing", "conditions")},
            year_end=draw(st.none() | st.integers(1950, 2100)),
            sdg_targets=tuple(draw(st.lists(st.sampled_from(["1.1", "11.b", "17.19"]), unique=True))),
            sources=tuple(
                Source(title, url, lang)
                for title in draw(st.lists(line, max_size=2))
                for url, lang in [draw(st.sampled_from([("", ""), ("https://example.org/a", "en")]))]
            ),
        ),
        visibility=draw(st.sampled_from(Visibility)),
    )


NAMES = count(1)


@pytest.mark.parametrize("wanted", Format)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.lists(drafts(), min_size=1, max_size=3, unique_by=lambda each: each.key), office=WILD)
def test_what_was_exported_is_imported_without_a_change(sqlite_engine, tmp_path, wanted, written, office):
    with sqlite_engine.begin() as connection:
        network_id = networks.ensure(connection, f"{wanted}-{next(NAMES)}")
        _save(connection, network_id, written, cleaned_line(office[:300]))
        before = changes.latest(connection, network_id)
        path = file_of(tmp_path, exported(connection, network_id, wanted), f"export.{wanted}")

        found = reading(path)
        done = contribute.import_records(connection, network_id, found.good, NOW)

        assert (found.bad, done) == ((), Imported(0, 0, len(written), ()))
        assert changes.latest(connection, network_id) == before


def _save(connection, network_id, written, office):
    """Save the records; those of a place are an office's."""
    networks.ensure_topics(connection, network_id, [topic for each in written for topic in each.topics])
    for each in written:
        office_id = None
        if office and each.place:
            place = JurisdictionDraft(each.place, Kind.CITY, each.country or None, "-1")
            jurisdiction = ensure_jurisdiction(connection, network_id, place)
            office_id = ensure_office(connection, network_id, jurisdiction, office).id
        record_changes.save(connection, network_id, replace(each, office_id=office_id), NOW)


Network = tuple[Connection, NetworkId]


@pytest.fixture
def network(engine, tmp_path) -> Iterator[Network]:
    """A network with two records, one of which begins as formulas do."""
    rows = (
        row(id="oak", topics=["a, b", "c"]),
        row(id="elm", title="=HYPERLINK(1)", action="- first\n- second"),
    )
    with engine.begin() as connection:
        network_id = add_network(connection)
        found = reading(file_of(tmp_path, json_lines(*rows)))
        contribute.import_records(connection, network_id, found.good, NOW)
    with engine.connect() as connection:
        yield connection, network_id


def test_an_export_has_every_field_in_the_order_of_the_documentation(network: Network):
    lines = exported(*network, Format.JSON_LINES).decode().splitlines()

    assert [list(json.loads(line)) for line in lines] == [list(FIELDS)] * 2
    assert [json.loads(line)["id"] for line in lines] == ["oak", "elm"]


def test_an_export_says_which_revision_each_record_has(network, engine):
    connection, network_id = network
    record = records.by_key(connection, network_id, "oak")
    with engine.begin() as writing:
        record_changes.confirm(writing, network_id, record.id, NOW)

    lines = exported(connection, network_id, Format.JSON_LINES).decode().splitlines()

    assert [json.loads(line)["revision"] for line in lines] == [2, 1]


def test_an_export_of_the_same_records_is_the_same_bytes(network: Network):
    assert exported(*network, Format.CSV) == exported(*network, Format.CSV)


def test_a_csv_export_begins_with_the_mark_by_which_excel_knows_utf_8_and_holds_no_formula(network: Network):
    text = exported(*network, Format.CSV).decode()

    assert text.startswith("\ufeffid,title,")
    assert "'=HYPERLINK(1)" in text
    assert ",=HYPERLINK" not in text


def test_no_cell_of_a_spreadsheet_is_a_formula(network: Network):
    content = exported(*network, Format.XLSX)

    sheet = load_workbook(io.BytesIO(content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert sheet["B3"].value == "'=HYPERLINK(1)"
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_a_withdrawn_record_and_those_of_other_networks_are_not_exported(network, engine):
    connection, network_id = network
    record = records.by_key(connection, network_id, "oak")
    with engine.begin() as writing:
        record_changes.withdraw(writing, network_id, record.id, NOW)
        other = add_network(writing, "other")

    assert b"oak" not in exported(connection, network_id, Format.JSON_LINES)
    assert exported(connection, other, Format.JSON_LINES) == b""


def test_the_largest_record_that_a_merge_makes_can_be_imported_again(network: Network, engine, tmp_path):
    def half(letter: str, size: int) -> dict[str, object]:
        sources = [f"{letter}{each} | https://{letter}.example/{each}" for each in range(size)]
        return {
            "id": letter,
            "topics": [f"{letter}{each}" for each in range(size)],
            "more_sources": "\n".join(sources),
            "source_title": "",
            "source_url": "",
        }

    found = reading(file_of(tmp_path, json_lines(row(**half("a", 10)), row(**half("b", 10)))))
    network_id = network[1]
    with engine.begin() as writing:
        contribute.import_records(writing, network_id, found.good, NOW)
        a, b = (records.stored(writing, network_id, [key])[key].record for key in "ab")
        merging.merged(writing, network_id, Merging(a.id, a.revision, b.id, b.revision, None), {}, NOW)

    with engine.connect() as connection:
        again = reading(file_of(tmp_path, exported(connection, network_id, Format.CSV), "again.csv"))
        assert again.bad == ()
        _, compared = contribute.compared(connection, network_id, again)
    assert [each.change for each in compared] == ["unchanged"] * 3


def test_a_text_too_long_for_a_cell_is_said_to_be_exported_otherwise(network, engine):
    connection, network_id = network
    with engine.begin() as writing:
        writing.execute(tables.record.update().filter_by(key="elm").values(problem="x" * 40_000))

    with pytest.raises(FileUnusable, match='A text of "elm" has 40,000 characters'):
        exported(connection, network_id, Format.XLSX)


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_be_a_formula_gets_an_apostrophe_that_is_taken_off_again(text):
    assert (neutral(text), taken_back(neutral(text))) == (f"'{text}", text)


@given(st.text() | WILD)
def test_a_neutral_cell_is_no_formula_and_reads_back_as_its_text(text):
    assert not neutral(text).lstrip().startswith(("=", "+", "-", "@"))
    assert taken_back(neutral(text)) == text


@pytest.mark.parametrize("text", ["-5 °C in winter", "'quoted' words", "'tis", "a=b", "it's -5", ""])
def test_what_other_programs_wrote_is_read_as_it_stands(text):
    assert taken_back(text) == text


@given(TOPICS)
@example(["a, b", "c"])
@example(["[a]"])
def test_topics_in_a_cell_read_back_as_the_same_topics(topics):
    cell = topics_in_a_cell(topics)

    assert [
        cleaned_line(str(topic)) for topic in topics_of_a_cell(cell) if cleaned_line(str(topic))
    ] == topics
