"""What is said of a file before it is imported can be trusted, in a chat and at the terminal."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest
from sqlalchemy import Engine

from bot.cards import card
from bot.events.file import FileShared
from bot.events.practice import RecordEdited, RecordVerified, RecordWithdrawn
from bot.importing.new_topics import new_topics
from bot.messages import Refused
from bot.messages.curation import DraftPublished, DraftToReview
from bot.messages.files import CountsShown, FileImported, FilePreviewed, NewShown, TopicShown
from bot.operator import import_preview
from bot.outgoing import Outgoing
from bot.records import contribute
from bot.records.contribute import NewTopic
from bot.records.shared_import import MOST_CHANGES, MOST_NAMED
from matching.domain import PracticeRecord, RecordId
from store import networks, provenance, record_changes, records, revisions, tasks
from store.record_changes import Edit
from store.revisions import Change
from tests.bot.contributions import file_of, json_lines, reading, row
from tests.bot.sharing_files import confirm, previewed, share
from tests.bot.staffed import LATER, SAM, TESS, official, reasons, said_to
from tests.bot.stage import ANA, PRIVATE, Stage, of_kind, only
from tests.bot.test_drafting import written
from tests.bot.test_follow_up import introduced
from tests.bot.test_task_care import in_channel, replaced, tasks_that_ended
from tests.engines import quickly_opened
from tests.factories import NOW, make_draft, there

MAP = '[fields]\nid = "case"\ntitle = "name"\naction = "told"\n'
CASES = "case,name,told,colour\n1,A fee,They charged it.,red\n"


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    """SQLite alone: what is stored is tested on both databases in tests/store."""
    opened = quickly_opened(sqlite_url)
    yield opened
    opened.dispose()


def text(message: FilePreviewed) -> str:
    return "\n".join(card(message, "en").paragraphs)


def terminal(stage: Stage, tmp_path, content: str, name: str = "ours.jsonl") -> list[str]:
    """The lines of `counterpart import --preview` for the file."""
    with stage.engine.connect() as connection:
        found, compared = contribute.compared(
            connection, stage.network_id, reading(file_of(tmp_path, content, name))
        )
        topics = contribute.new_topics(connection, stage.network_id, found)
    ahead = import_preview.warnings(found, compared, topics)
    return [*ahead, *import_preview.lines(compared), *(each.reason for each in found.bad)]


def imported(stage: Stage, content: str, by=SAM) -> FileImported:
    return only(FileImported, stage.do(confirm(previewed(stage, content, by=by), by)))


def record_of(stage: Stage, key: str):
    with stage.engine.connect() as connection:
        return records.stored(connection, stage.network_id, [key])[key].record


def edited(stage: Stage, key: str, **said: str) -> None:
    """Let staff edit the record in the chat."""
    record = record_of(stage, key)
    fields = tuple((name, (value,)) for name, value in said.items())
    stage.do(RecordEdited(SAM, PRIVATE, record.id, record.revision, fields))


# Topics


def test_a_topic_is_new_if_the_list_lacks_it_and_is_named_with_the_one_that_was_probably_meant():
    found = new_topics(["solar-powr", "water", "archery"], ["solar-power", "water", "waste"])

    assert found == (NewTopic("archery"), NewTopic("solar-powr", "solar-power"))


def test_new_topics_are_named_before_anything_is_imported(staffed: Stage, tmp_path):
    with staffed.engine.begin() as connection:
        networks.ensure_topics(connection, staffed.network_id, ["solar-power"])
    file = json_lines(row(id="a", topics=["solar-powr", "archery"]))

    shown = previewed(staffed, file)

    assert shown.topics == (TopicShown("archery"), TopicShown("solar-powr", "solar-power"))
    assert "New topics: archery, solar-powr (did you mean solar-power?)." in text(shown)
    assert "New topics: archery, solar-powr (did you mean solar-power?)." in terminal(staffed, tmp_path, file)


# What else is said


def test_columns_that_are_none_of_the_fields_are_named_up_to_a_number(staffed: Stage, tmp_path):
    more = {f"column {number:02}": "x" for number in range(MOST_NAMED + 2)}
    file = json_lines(row(id="a", **more))

    shown = previewed(staffed, file)

    assert (shown.columns[0], len(shown.columns), shown.unused_columns) == ("column 00", 10, 12)
    assert "Columns not used: column 00, column 01," in text(shown)
    assert "… and 2 more." in text(shown)
    assert any(line.startswith("Columns not used: column 00, ") for line in terminal(staffed, tmp_path, file))


def test_the_first_new_records_are_named(staffed: Stage):
    shown = previewed(staffed, json_lines(*(row(id=f"a{at}", title=f"Fee {at}") for at in range(7))))

    assert shown.new[0] == NewShown(1, "Fee 0")
    assert len(shown.new) == MOST_CHANGES
    assert "What is new:\n• Line 1: Fee 0\n" in text(shown)
    assert "… and 2 more." in text(shown)


def test_a_file_in_which_no_record_says_what_was_done_is_warned_about(staffed: Stage, tmp_path):
    bare = "id,title,place\na,Fees,Oak\n"

    assert "These records say nothing but title and place" in text(previewed(staffed, bare, "ours.csv"))
    assert terminal(staffed, tmp_path, bare, "a.csv")[0].startswith("These records say nothing but")
    assert not previewed(staffed, json_lines(row(id="a"), {"id": "b", "title": "Bonds"})).says_nothing


# A second row of names

GERMAN = "id,title,place\nKennung,Titel,Ort\n"


def test_a_second_row_of_names_is_rejected_where_no_row_below_is_like_it(staffed: Stage):
    rows = "case-1,A fee by paved area,1. District\ncase-2,Bonds for storm drains,2. District\n"

    shown = previewed(staffed, GERMAN + rows, "ours.csv")

    assert (shown.counts.new, shown.counts.rejected, shown.doubtful) == (2, 1, 0)
    assert shown.rows[0].line == 2
    assert shown.rows[0].reason.startswith("this row seems to name the columns once more")


def test_where_one_column_alone_speaks_against_it_the_row_is_asked_about(staffed: Stage, tmp_path):
    rows = "case-1,A fee,Oak\ncase-2,Bonds,Elm\n"

    shown = previewed(staffed, GERMAN + rows, "ours.csv")

    assert (shown.counts.new, shown.counts.rejected, shown.doubtful) == (3, 0, 2)
    assert "Line 2 seems to name the columns once more. It would become a record." in text(shown)
    assert terminal(staffed, tmp_path, GERMAN + rows, "a.csv")[0].startswith("Line 2 seems to name")


@pytest.mark.parametrize(
    "table",
    [
        "id,title\noak,Fee\nelm,Bonds\nash,Trees\n",  # records as short as names
        "id,title\noak-1,Fee\ncase-2,A long title of a practice that goes on and on\ncase-3,Bonds of 2019\n",
        "id,title,place\noak,Fee,\ncase-2,Fee 2,9. Oak\ncase-3,Fee 3,9. Elm\n",  # an empty cell
        "id,title\nKennung,Titel\ncase-1,A fee of 2019\n",  # one row tells nothing
    ],
)
def test_what_may_well_be_a_record_is_none(tmp_path, table):
    found = reading(file_of(tmp_path, table, "ours.csv"))

    assert (found.bad, found.doubtful) == ((), 0)


def test_the_same_names_twice_are_rejected_whatever_stands_below(tmp_path):
    found = reading(file_of(tmp_path, "id,title\nID,Title\noak,Fee\nelm,Bonds\nash,Trees\n", "ours.csv"))

    assert [bad.line for bad in found.bad] == [2]


# Edited here since


def test_a_record_that_was_edited_here_since_its_last_import_is_marked_and_counted(staffed: Stage, tmp_path):
    imported(staffed, json_lines(row(id="a"), row(id="b")))
    edited(staffed, "a", cost="Little")
    file = json_lines(*(row(id=key, title="A better title") for key in "ab"))

    shown = previewed(staffed, file)

    assert [each.edited_here for each in shown.changes] == [True, False]
    assert shown.edited_here == 1
    assert "1 changed record was edited here since its last import." in text(shown)
    assert "• Line 1, A better title: title (edited here since)" in text(shown)
    lines = terminal(staffed, tmp_path, file)
    assert lines[0].startswith("1 of the changed records were edited here")
    assert "changed, edited here since: a (line 1): A better title" in lines
    assert "changed: b (line 2): A better title" in lines


def test_after_an_import_over_it_the_record_is_edited_no_more(staffed: Stage):
    imported(staffed, json_lines(row(id="a")))
    edited(staffed, "a", cost="Little")
    imported(staffed, json_lines(row(id="a", title="Second")))

    assert previewed(staffed, json_lines(row(id="a", title="Third"))).edited_here == 0


def test_a_row_that_was_exported_before_the_record_changed_is_rejected(staffed: Stage):
    imported(staffed, json_lines(row(id="a"), row(id="b")))
    edited(staffed, "a", cost="Little")
    file = json_lines(*(row(id=key, title="Mine", revision=1) for key in "ab"))

    shown = previewed(staffed, file)

    assert shown.counts == CountsShown(new=0, changed=1, unchanged=0, rejected=1)
    assert shown.rows[0].reason == (
        "record changed since this file was exported (revision 1, now 2): export it again"
    )
    only(FileImported, staffed.do(confirm(shown)))
    assert (record_of(staffed, "a").title, record_of(staffed, "b").title) == (row()["title"], "Mine")


def test_a_row_with_an_old_revision_that_says_what_the_record_says_is_unchanged(staffed: Stage):
    imported(staffed, json_lines(row(id="a")))
    edited(staffed, "a", title="Another")

    shown = previewed(staffed, json_lines(row(id="a", title="Another", revision="1")))

    assert (shown.counts.unchanged, shown.counts.rejected) == (1, 0)


def test_a_record_that_was_only_verified_since_its_export_can_still_be_changed(staffed: Stage):
    imported(staffed, json_lines(row(id="a")))
    record = record_of(staffed, "a")
    staffed.do(RecordVerified(SAM, PRIVATE, record.id, record.revision, "2027-03-02"), LATER)

    only(
        FileImported,
        staffed.do(confirm(previewed(staffed, json_lines(row(id="a", title="Mine", revision=1))))),
    )

    changed = record_of(staffed, "a")
    assert (changed.title, changed.verified_on) == ("Mine", LATER.date())


def test_a_record_that_was_verified_and_edited_since_its_export_is_not_overwritten(staffed: Stage):
    imported(staffed, json_lines(row(id="a")))
    edited(staffed, "a", cost="Little")
    record = record_of(staffed, "a")
    staffed.do(RecordVerified(SAM, PRIVATE, record.id, record.revision, "2027-03-02"), LATER)

    shown = previewed(staffed, json_lines(row(id="a", title="Mine", revision=1)))

    assert (shown.counts.changed, shown.counts.rejected) == (0, 1)


def test_a_record_that_changes_between_preview_and_import_is_not_overwritten(staffed: Stage, tmp_path):
    imported(staffed, json_lines(row(id="a")))
    found = reading(file_of(tmp_path, json_lines(row(id="a", title="Mine", revision=1))))
    edited(staffed, "a", title="Theirs")

    with (
        pytest.raises(contribute.FileUnusable, match="Line 1: record changed since"),
        staffed.engine.begin() as connection,
    ):
        contribute.import_records(connection, staffed.network_id, found.good, NOW)

    assert record_of(staffed, "a").title == "Theirs"


def test_a_row_that_begins_after_the_year_in_which_its_record_ended_is_rejected(staffed: Stage):
    imported(staffed, json_lines(row(id="a", year_start=2010, year_end=2015), row(id="b")))
    file = json_lines(*(row(id=key, year_start=2020) for key in "ab"))

    shown = previewed(staffed, file)

    assert [(each.line, each.reason) for each in shown.rows] == [
        (1, "it begins in 2020, and the record ended in 2015: give the file the column year_end, too")
    ]
    only(FileImported, staffed.do(confirm(shown)))
    assert [record_of(staffed, key).year_start for key in "ab"] == [2010, 2020]


# What is not published, and would be


def test_a_withdrawn_record_that_a_file_publishes_is_named_first_with_the_reason(staffed: Stage, tmp_path):
    imported(staffed, json_lines(row(id="a"), row(id="b")))
    record = record_of(staffed, "a")
    staffed.do(RecordWithdrawn(SAM, PRIVATE, record.id, record.revision, "It was never done"))
    file = json_lines(*(row(id=key, title="Mine") for key in "ba"))

    shown = previewed(staffed, file)

    assert (shown.unpublished, [each.line for each in shown.published]) == (1, [2])
    assert card(shown, "en").paragraphs[1:3] == (
        "These are not published now. Importing publishes them:",
        "• Line 2, Mine: withdrawn. Reason: It was never done",
    )
    assert terminal(staffed, tmp_path, file)[:2] == [
        "1 of the changed records are not published now. Importing publishes them:",
        "    a (line 2): Mine, withdrawn: It was never done",
    ]


@pytest.mark.parametrize("state", ["returned", "rejected"])
def test_a_draft_that_staff_did_not_want_is_named_too_and_its_state_is_a_difference(
    staffed: Stage, tmp_path, state
):
    with staffed.engine.begin() as connection:
        made = record_changes.draft(connection, staffed.network_id, make_draft("a"), NOW)
        read = Edit(there(made), 1, Change(state, None, "Without a source"))
        record_changes.move(connection, staffed.network_id, read, state, NOW)
    file = json_lines(row(id="a"))

    shown = previewed(staffed, file)

    assert shown.published[0].by == state
    assert "state" in shown.changes[0].fields
    assert f'    state: "{state}"' in terminal(staffed, tmp_path, file)


def draft_of(stage: Stage, said: list[Outgoing]) -> PracticeRecord:
    """The draft that staff are shown, and which waits for them to publish it."""
    record_id = RecordId(only(DraftToReview, said).record_id)
    with stage.engine.connect() as connection:
        return there(records.stored_by_id(connection, stage.network_id, record_id)).record


def draft_of_ana(stage: Stage) -> PracticeRecord:
    return draft_of(stage, stage.do(written(introduced(stage)), LATER))


def test_a_draft_that_waits_is_published_by_a_file_as_it_is_by_staff(staffed: Stage):
    sent = staffed.do(written(introduced(staffed)), LATER)
    channel, waits = in_channel(staffed, sent, DraftToReview), draft_of(staffed, sent)

    imported(staffed, json_lines(row(id=waits.key, title=waits.title)), by=TESS)

    with staffed.engine.connect() as connection:
        assert tasks.every_open(connection, staffed.network_id) == ()
        said = {each.part: each for each in provenance.of_record(connection, waits.id)}
    title, tess = said["title"], official(staffed, TESS).id
    assert (title.said_by, title.approved_by) == (official(staffed, ANA).id, tess)
    told = staffed.wait_until(LATER + timedelta(days=1))
    assert only(DraftPublished, said_to(told, ANA)).title == waits.title
    assert [each.task.closed.outcome for each in replaced(told, channel)] == ["published"]
    assert tasks_that_ended(staffed) == [("record.import", "published")]


def test_the_author_of_a_draft_that_an_operator_imports_is_told_and_nobody_approved_it(
    staffed: Stage, tmp_path
):
    waits = draft_of_ana(staffed)
    found = reading(file_of(tmp_path, json_lines(row(id=waits.key, title=waits.title))))

    with staffed.engine.begin() as connection:
        contribute.import_records(connection, staffed.network_id, found.good, LATER)

    with staffed.engine.connect() as connection:
        assert tasks.every_open(connection, staffed.network_id) == ()
        approved = {each.approved_by for each in provenance.of_record(connection, waits.id)}
    assert approved == {None}
    assert only(DraftPublished, said_to(staffed.wait_until(LATER), ANA))


@pytest.mark.parametrize("kind", ["returned", "rejected"])
def test_the_author_of_a_draft_that_staff_did_not_want_is_told_that_a_file_published_it(
    staffed: Stage, kind: Literal["returned", "rejected"]
):
    waits = draft_of_ana(staffed)
    with staffed.engine.begin() as connection:
        edit = Edit(waits.id, waits.revision, Change(kind, None, "Without a source"))
        record_changes.move(connection, staffed.network_id, edit, kind, LATER)

    imported(staffed, json_lines(row(id=waits.key)))

    assert only(DraftPublished, said_to(staffed.wait_until(LATER), ANA)).record_id == waits.id


def test_the_author_of_a_record_that_was_published_before_is_not_told_again(staffed: Stage):
    waits = draft_of_ana(staffed)
    imported(staffed, json_lines(row(id=waits.key)))
    staffed.wait_until(LATER)
    with staffed.engine.begin() as connection:
        record_changes.withdraw(connection, staffed.network_id, waits.id, LATER)

    imported(staffed, json_lines(row(id=waits.key, title="Again")))

    assert of_kind(DraftPublished, staffed.wait_until(LATER + timedelta(days=1))) == []


def test_a_record_that_is_withdrawn_and_of_which_a_file_says_nothing_else_stays_so(staffed: Stage):
    imported(staffed, json_lines(row(id="a")))
    record = record_of(staffed, "a")
    staffed.do(RecordWithdrawn(SAM, PRIVATE, record.id, record.revision, "It was never done"))

    shown = previewed(staffed, json_lines(row(id="a")))

    assert (shown.counts.unchanged, shown.published) == (1, ())


# Who says so


def test_what_a_file_changes_is_said_by_who_confirmed_it_from_then_on(staffed: Stage):
    imported(staffed, json_lines(row(id="a")))
    edited(staffed, "a", cost="Little", outcome="Less water.")

    imported(staffed, json_lines(row(id="a", outcome="Far less water.")), by=TESS)

    record, tess = record_of(staffed, "a"), official(staffed, TESS).id
    with staffed.engine.connect() as connection:
        said = {each.part: each for each in provenance.of_record(connection, record.id)}
        latest = revisions.history(connection, staffed.network_id, record.id)[0]
    outcome = said["outcome"]
    assert (outcome.said_by, outcome.role, outcome.source) == (tess, "import", "ours.jsonl")
    assert outcome.approved_by == tess
    assert said["cost"].said_by == official(staffed, SAM).id
    assert (latest.change.kind, latest.change.made_by) == ("imported", tess)


def test_a_file_says_what_it_changes_also_of_a_record_that_was_verified_since_its_export(staffed: Stage):
    imported(staffed, json_lines(row(id="a")))
    edited(staffed, "a", outcome="Less water.")
    exported = record_of(staffed, "a")
    staffed.do(RecordVerified(SAM, PRIVATE, exported.id, exported.revision, "2027-03-02"), LATER)

    imported(staffed, json_lines(row(id="a", outcome="More water.", revision=exported.revision)), by=TESS)

    with staffed.engine.connect() as connection:
        [said] = provenance.of_record(connection, exported.id)
    assert (said.part, said.said_by, said.source) == ("outcome", official(staffed, TESS).id, "ours.jsonl")


def test_an_operators_import_is_said_by_nobody_of_the_network(staffed: Stage, tmp_path):
    imported(staffed, json_lines(row(id="a")))
    edited(staffed, "a", outcome="Less water.")
    found = reading(file_of(tmp_path, json_lines(row(id="a", outcome="None."))))
    with staffed.engine.begin() as connection:
        importer = contribute.Importer("ours.csv")
        contribute.import_records(connection, staffed.network_id, found.good, NOW, importer)
        (said,) = provenance.of_record(connection, RecordId(record_of(staffed, "a").id))

    assert (said.part, said.said_by, said.role, said.source) == ("outcome", None, "import", "ours.csv")


@pytest.mark.parametrize(
    ("told", "parts"),
    [
        ({"year_end": 2024}, {"years"}),
        ({"result": "mixed", "topics": ["parks"]}, {"result", "topics"}),
        ({"place": "Elm"}, {"place", "office"}),
        ({"contact_role": "Parks"}, {"office"}),
        ({"source_url": "https://oak.example/new", "source_lang": "es"}, {"sources", "language"}),
        ({"more_sources": "A talk"}, {"sources"}),
        ({"visibility": "public"}, {"visibility"}),
        ({"sdg_targets": ["11.6"], "status": "ended"}, {"sdg_targets", "status"}),
        ({"verified_on": "2026-02-01"}, set()),
    ],
    # Sets are written in an order that differs from one process to the next.
    ids=lambda each: repr(sorted(each) if isinstance(each, set) else each),
)
def test_a_file_says_exactly_the_parts_that_it_changes(staffed: Stage, told: dict, parts: set[str]):
    imported(staffed, json_lines(row(id="a", lessons="Ask  early.")))

    imported(staffed, json_lines(row(id="a", lessons="Ask early.", **told)), by=TESS)

    with staffed.engine.connect() as connection:
        said = provenance.of_record(connection, record_of(staffed, "a").id)
    assert {each.part for each in said} == parts
    assert {(each.said_by, each.role) for each in said} <= {(official(staffed, TESS).id, "import")}


def test_a_part_that_a_file_empties_is_said_by_nobody(staffed: Stage):
    imported(staffed, json_lines(row(id="a")))
    edited(staffed, "a", outcome="Less water.", cost="Little")

    imported(staffed, json_lines(row(id="a", outcome="")), by=TESS)

    with staffed.engine.connect() as connection:
        said = provenance.of_record(connection, record_of(staffed, "a").id)
    assert [each.part for each in said] == ["cost"]


# A map


def with_map(stage: Stage, table: str = CASES, its_map: str = MAP):
    event = FileShared(SAM, PRIVATE, "cases.csv", 10, "files/1", map_name="ours.toml", map_address="files/2")
    return share(stage, event, {"files/1": table.encode(), "files/2": its_map.encode()})


def test_a_table_with_a_map_is_read_by_it_when_it_is_shown_and_when_it_is_imported(staffed: Stage):
    said, asked = with_map(staffed)

    shown = only(FilePreviewed, said)
    assert (asked, shown.counts.new, shown.columns) == (["files/1", "files/2"], 1, ("colour",))
    only(FileImported, staffed.do(confirm(shown)))
    assert record_of(staffed, "1").action == "They charged it."


@pytest.mark.parametrize(
    ("its_map", "sentence"),
    [
        ('[fields]\nid = "case"\ntitel = "name"\n', 'did you mean "title"?'),
        ("[fields", "The map ours.toml is not TOML"),
        ("a = " + "[" * 5_000, "The map ours.toml is not TOML"),
        ("", "it has no [fields] table"),
        ('[fields]\nid = "case"\ntitle = "heading"\n', 'cases.csv has no column "heading"'),
    ],
)
def test_a_map_that_cannot_be_used_is_refused_with_what_is_wrong(staffed: Stage, its_map, sentence):
    said, _ = with_map(staffed, its_map=its_map)

    assert reasons(said) == ["file_unusable"]
    assert sentence in dict(said[0].message.details)["why"]


def test_a_map_that_the_chat_does_not_give_is_said_to_be_missing_by_its_name(staffed: Stage):
    event = FileShared(SAM, PRIVATE, "cases.csv", 10, "files/1", map_name="ours.toml", map_address="gone")

    said, _ = share(staffed, event, {"files/1": CASES.encode()})

    refused = only(Refused, said)
    assert (refused.reason, dict(refused.details)) == ("file_not_fetched", {"name": "ours.toml"})


def test_a_map_is_forgotten_with_its_file(staffed: Stage):
    shown = only(FilePreviewed, with_map(staffed)[0])

    staffed.do(confirm(shown))

    again = replace(confirm(shown), seen=1)
    assert reasons(staffed.do(again)) == ["file_imported"]
