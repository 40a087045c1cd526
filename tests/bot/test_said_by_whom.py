"""Each part of a record knows who said it: whoever changes a part has said it from then on, nobody else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from bot.cards import card
from bot.events.practice import HistoryWanted, RecordEdited
from bot.messages.editing import HistoryShown, SaidShown
from matching.domain import OfficialId, PracticeRecord, RecordId, Result
from store import networks, provenance, record_readers, records
from store.provenance import PARTS, TEXTS, Statement
from tests.bot.curating import approve, draft
from tests.bot.staffed import LATER, SAM, TESS, official
from tests.bot.stage import BEN, PRIVATE, Stage, only
from tests.engines import quickly_opened
from tests.factories import NOW, make_draft

# What staff may type into each field of the form; some of it is refused, such as readers without a place.
TYPED = {
    "title": ("A fee to pay for storm drains", "Another title"),
    **{text: ("", "Pipes were full.", "Bill early.") for text in TEXTS if text != "title"},
    "result": ("worked", "unknown"),
    "status": ("ongoing", "unknown"),
    "topics": ("stormwater", "finance"),
    "sdg_targets": ("", "11.6"),
    "year_start": ("", "2018"),
    "year_end": ("", "2021"),
    "sources": ("", "A report | https://oak.example/report", "A report | https://oak.example/report\nA talk"),
    "source_lang": ("en", "es"),
    "visibility": ("members", "public", "named"),
    "readers": ("", "Elm", "Ash"),
    "place": ("known:2", "known:3"),
    "office": ("", "Parks", "Public works"),
}
edits = st.fixed_dictionaries({}, optional={name: st.sampled_from(each) for name, each in TYPED.items()})


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    """SQLite alone: statements are tested on both databases in tests/store."""
    opened = quickly_opened(sqlite_url)
    yield opened
    opened.dispose()


def says(stage: Stage) -> dict[str, object]:
    """What the record says of each part, "" or the like for nothing."""
    with stage.engine.connect() as connection:
        stored = records.stored_by_id(connection, stage.network_id, stage.record.id)
        readers = record_readers.readers(connection, stage.record.id)
    assert stored
    found = stored.record
    return {
        **{text: _text(found, text) for text in TEXTS},
        "result": "" if found.result is Result.UNKNOWN else found.result,
        "topics": found.topics,
        "sdg_targets": found.details.sdg_targets,
        "years": tuple(filter(None, (found.year_start, found.details.year_end))),
        "status": "" if found.status == "unknown" else found.status,
        "place": (found.place, found.country),
        "office": found.office.id if found.office else None,
        "sources": (found.source_title, found.source_url, found.details.sources),
        "language": found.source_lang,
        "visibility": (found.visibility, readers),
    }


def _text(record: PracticeRecord, part: str) -> str:
    return getattr(record, part, "") or getattr(record.details, part, "")


def said(stage: Stage) -> dict[str, Statement]:
    with stage.engine.connect() as connection:
        return {each.part: each for each in provenance.of_record(connection, stage.record.id)}


def empty(value: object) -> bool:
    return not value or value == ("", "", ())


def test_any_edit_changes_the_statements_of_exactly_the_parts_that_it_changes(staffed: Stage):
    with staffed.engine.begin() as connection:
        networks.ensure_topics(connection, staffed.network_id, ["stormwater", "finance"])
        by_ben = Statement("", official(staffed, BEN).id, "Public works", "a call", NOW)
        filled = provenance.filled(provenance.everything(make_draft()))
        spoken = [replace(by_ben, part=part) for part in filled]
        provenance.say(connection, staffed.network_id, staffed.record.id, spoken)
    sam, hours, changed = official_after_speaking(staffed), count(1), set()

    @given(edits)
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    def edited(typed: dict[str, str]) -> None:
        before, spoke, now = says(staffed), said(staffed), LATER + timedelta(hours=next(hours))
        filled_in = tuple((name, (value,)) for name, value in typed.items())

        staffed.do(RecordEdited(SAM, PRIVATE, staffed.record.id, revision(staffed), filled_in), now)

        after, speak = says(staffed), said(staffed)
        for part in PARTS:
            if before[part] == after[part]:
                assert speak.get(part) == spoke.get(part), part
            elif empty(after[part]):
                assert part not in speak
            else:
                assert speak[part] == Statement(part, sam, "staff", "edit", now, sam, now)
            changed.update([part] if before[part] != after[part] else [])

    edited()
    assert len(changed) > len(PARTS) / 2  # else the promise is about edits that are all refused


def official_after_speaking(stage: Stage) -> OfficialId:
    stage.do(HistoryWanted(SAM, PRIVATE, stage.record.id))
    return official(stage, SAM).id


def revision(stage: Stage) -> int:
    with stage.engine.connect() as connection:
        stored = records.stored_by_id(connection, stage.network_id, stage.record.id)
    assert stored
    return stored.record.revision


def history(stage: Stage, record_id: int) -> HistoryShown:
    return only(HistoryShown, stage.do(HistoryWanted(TESS, PRIVATE, record_id), LATER))


def test_a_record_of_one_author_has_one_line_of_who_said_it(staffed: Stage):
    _, shown = draft(staffed)
    approve(staffed, shown)

    [line] = history(staffed, shown.record_id).said

    assert (line.by, line.role, line.approved_by) == ("Ana Alder", "City manager", "Sam Sorrel")
    assert {"title", "result", "place", "office", "sources", "language", "visibility"} <= set(line.fields)
    assert line.on == "2026-03-03"


def test_a_part_that_somebody_else_changed_has_a_line_of_its_own(staffed: Stage):
    _, shown = draft(staffed)
    approve(staffed, shown)
    years = (("year_start", ("2018",)), ("year_end", ("2021",)))
    with staffed.engine.connect() as connection:
        stored = records.stored_by_id(connection, staffed.network_id, RecordId(shown.record_id))
    assert stored

    staffed.do(RecordEdited(SAM, PRIVATE, shown.record_id, stored.record.revision, years), LATER)

    author, editor = history(staffed, shown.record_id).said
    assert "years" not in author.fields
    assert editor == SaidShown(("years",), "Sam Sorrel", "staff", "edit", "Sam Sorrel", "2026-03-03")


def test_what_nobody_of_the_network_said_its_source_did(staffed: Stage):
    [line] = history(staffed, staffed.record.id).said

    assert (line.by, line.role, line.approved_by, line.on) == ("", "", "", "")
    assert line.source == staffed.record.source_title
    assert {"title", "topics", "place", "office"} <= set(line.fields)
    assert "visibility" not in line.fields


def test_a_line_names_its_parts_then_who_when_and_where(staffed: Stage):
    line = SaidShown(("title", "years", "language"), "Ana", "City manager", "a call", "Sam", "2026-03-03")
    shown = card(HistoryShown(1, "A fee", (), 0, (line,)), "en")

    assert shown.paragraphs[-1] == (
        "• Title, Year, Language of the first source: Ana, City manager, March 3, 2026, a call, "
        "approved by Sam"
    )
