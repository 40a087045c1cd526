"""Importing into a network: all or nothing, the good rows alone, twice without effect."""

import csv
import io
import json
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Barrier

import pytest

from bot.records import contribute
from bot.records.contribute import ChangedMeanwhile, FileUnusable, Imported, Importer, RowsRejected
from matching.domain import Kind, Result
from store import changes, networks, places, record_changes, records, revisions
from store.places import JurisdictionDraft
from store.record_changes import Edit
from store.record_values import draft_of
from store.revisions import Change
from tests.bot.contributions import file_of, json_lines, reading, row
from tests.engines import quickly_opened
from tests.factories import NOW, add_network, make_draft
from tests.store.racing import SECONDS_TO_REACH_THE_LOCK

OAK = row(id="oak-fee")
ELM = row(id="elm-bonds", place="Elm", title="Stormwater bonds", topics=["finance"], contact_role="")
BAD = row(id="ash-tax", result="sucess")


def imported(engine, *rows, path):
    """What importing these rows into the network did, and the network's id."""
    found = reading(file_of(path, json_lines(*rows)))
    with engine.begin() as connection:
        network_id = add_network(connection)
        return contribute.import_records(connection, network_id, found.good, NOW), network_id


def test_records_are_imported_with_their_office_place_and_topics(engine, tmp_path):
    done, network_id = imported(engine, OAK, ELM, path=tmp_path)

    assert done == Imported(new=2, changed=0, unchanged=0, new_topics=("finance", "water"))
    with engine.connect() as connection:
        record = records.by_key(connection, network_id, "oak-fee")
        assert record.office.name == "Public works department"
        assert record.office.jurisdiction.name == "Oak"
        assert record.result is Result.WORKED
        assert networks.topics(connection, network_id) == ("finance", "water")


def test_nobody_can_be_asked_about_a_record_without_a_contact(engine, tmp_path):
    _, network_id = imported(engine, ELM, path=tmp_path)

    with engine.connect() as connection:
        record = records.by_key(connection, network_id, "elm-bonds")
        assert (record.place, record.office) == ("Elm", None)
        assert places.offices(connection, network_id) == ()


def test_importing_the_same_file_twice_changes_nothing(engine, tmp_path):
    imported(engine, OAK, ELM, path=tmp_path)

    again, network_id = imported(engine, OAK, ELM, path=tmp_path)

    assert again == Imported(new=0, changed=0, unchanged=2, new_topics=())
    with engine.connect() as connection:
        assert records.count(connection, network_id) == 2
        assert len(places.offices(connection, network_id)) == 1


def test_a_row_with_other_words_changes_its_record(engine, tmp_path):
    imported(engine, OAK, ELM, path=tmp_path)

    again, network_id = imported(engine, OAK | {"outcome": "Flooding fell by half."}, ELM, path=tmp_path)

    assert (again.new, again.changed, again.unchanged) == (0, 1, 1)
    with engine.connect() as connection:
        assert records.by_key(connection, network_id, "oak-fee").outcome == "Flooding fell by half."


def test_an_unchanged_record_is_not_written_and_its_later_confirmation_stays(engine, tmp_path):
    _, network_id = imported(engine, OAK, path=tmp_path)
    with engine.begin() as connection:
        record = records.by_key(connection, network_id, "oak-fee")
        record_changes.confirm(connection, network_id, record.id, datetime(2026, 3, 1, 12, tzinfo=UTC))
        before = changes.latest(connection, network_id)

    again, _ = imported(engine, OAK | {"verified_on": "2025-01-01"}, path=tmp_path)
    other, _ = imported(engine, OAK | {"outcome": "Flooding fell by half."}, path=tmp_path)

    assert (again.unchanged, other.changed) == (1, 1)
    with engine.connect() as connection:
        log, _ = changes.since(connection, network_id, before)
        assert len(log) == 1
        assert records.by_key(connection, network_id, "oak-fee").verified_on == date(2026, 3, 1)


def test_a_withdrawn_record_stays_withdrawn_until_a_row_says_something_else(engine, tmp_path):
    _, network_id = imported(engine, OAK, path=tmp_path)
    with engine.begin() as connection:
        record_changes.withdraw(
            connection, network_id, records.by_key(connection, network_id, "oak-fee").id, NOW
        )

    same, _ = imported(engine, OAK, path=tmp_path)
    other, _ = imported(engine, OAK | {"outcome": "Flooding fell by half."}, path=tmp_path)

    assert (same.unchanged, other.changed) == (1, 1)
    with engine.connect() as connection:
        assert records.state_of(connection, network_id, "oak-fee") == "published"


def test_two_imports_at_once_make_each_record_once(engine, tmp_path):
    rows = [row(id=f"practice-{number}", contact_role="") for number in range(40)]
    found = reading(file_of(tmp_path, json_lines(*rows)))
    with engine.begin() as connection:
        network_id = add_network(connection)
        networks.ensure_topics(connection, network_id, ["water", "finance"])
    both_begin = Barrier(2)

    def import_all(contributions):
        both_begin.wait(10)
        with engine.begin() as connection:
            return contribute.import_records(connection, network_id, contributions, NOW)

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(import_all, [found.good, found.good[::-1]]))

    assert sorted((each.new, each.unchanged) for each in done) == [(0, 40), (40, 0)]


def test_who_edits_a_record_while_it_is_imported_is_told_that_it_changed(engine, tmp_path):
    _, network_id = imported(engine, OAK, ELM, path=tmp_path)
    again = [OAK | {"outcome": "Flooding fell by half."}, ELM | {"title": "Bonds"}]
    found = reading(file_of(tmp_path, json_lines(*again)))
    with engine.connect() as connection:
        elm = records.by_key(connection, network_id, "elm-bonds")
    assert elm

    def edit():
        edited = Edit(elm.id, elm.revision, Change("edited"))
        with engine.begin() as connection:
            return record_changes.edit(connection, network_id, edited, replace(draft_of(elm), title="B"), NOW)

    with ThreadPoolExecutor(1) as thread:
        editing: list[Future[bool]] = []

        def begin_to_edit(done):
            if not editing:  # of the two, Elm's record is not written yet
                editing.append(thread.submit(edit))
                wait(editing, timeout=SECONDS_TO_REACH_THE_LOCK)

        with engine.begin() as connection:
            importer = Importer(progress=begin_to_edit)
            contribute.import_records(connection, network_id, found.good, NOW, importer)

        assert not editing[0].result(timeout=10)
    with engine.connect() as connection:
        assert records.by_key(connection, network_id, "elm-bonds").title == "Bonds"
        kept = revisions.history(connection, network_id, elm.id)
        assert [each.change.kind for each in kept] == ["imported", "imported"]


def test_a_new_record_whose_key_somebody_else_takes_meanwhile_is_not_written_over(postgresql_url, tmp_path):
    engine = quickly_opened(postgresql_url)
    found = reading(file_of(tmp_path, json_lines(OAK, ELM)))
    with engine.begin() as connection:
        network_id = add_network(connection)

    def take_the_key(done):
        with engine.begin() as connection:
            told = make_draft("elm-bonds", title="Told in the chat", topics=())
            record_changes.draft(connection, network_id, told, NOW)

    importer = Importer(progress=take_the_key)
    with pytest.raises(ChangedMeanwhile), engine.begin() as connection:
        contribute.import_records(connection, network_id, found.good, NOW, importer)

    with engine.connect() as connection:
        stored = records.stored(connection, network_id, ["oak-fee", "elm-bonds"])
    assert [(each.record.title, each.state) for each in stored.values()] == [("Told in the chat", "drafted")]
    engine.dispose()


def test_an_import_that_ends_halfway_leaves_nothing(engine, tmp_path):
    found = reading(file_of(tmp_path, json_lines(OAK, ELM)))
    with engine.begin() as connection:
        network_id = add_network(connection)

    def end(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), engine.begin() as connection:
        contribute.import_records(connection, network_id, found.good, NOW, Importer(progress=end))

    with engine.connect() as connection:
        assert (records.count(connection, network_id), networks.topics(connection, network_id)) == (0, ())


def test_records_of_one_office_share_it(engine, tmp_path):
    _, network_id = imported(engine, OAK, OAK | {"id": "oak-drains"}, path=tmp_path)

    with engine.connect() as connection:
        assert len(places.offices(connection, network_id)) == 1


def test_progress_hears_of_each_record_that_is_done(engine, tmp_path):
    heard: list[int] = []
    found = reading(file_of(tmp_path, json_lines(OAK, ELM)))

    with engine.begin() as connection:
        contribute.import_records(
            connection, add_network(connection), found.good, NOW, Importer(progress=heard.append)
        )

    assert heard == [1, 2]


def test_the_figures_of_a_place_come_from_the_gazetteer_asked_with_what_the_row_says(tmp_path):
    oak = JurisdictionDraft("Oak", Kind.CITY, "US", "", 40_000, 41.5, -88.1, "America/Chicago")
    known = {("Oak", "US", "", Kind.CITY): oak}

    found = contribute.read(
        file_of(tmp_path, json_lines(OAK, row(id="ash", place="Ash"))), lambda *place: known.get(place)
    )

    assert found.good[0].place == oak
    assert found.places_without_figures == ("Ash",)


def test_a_place_without_an_office_is_not_looked_up(tmp_path):
    asked = []

    def look_up(*place):
        asked.append(place)

    contribute.read(file_of(tmp_path, json_lines(ELM)), look_up)

    assert asked == []


def test_one_bad_row_keeps_the_whole_file_out(tmp_path):
    found = reading(file_of(tmp_path, json_lines(OAK, BAD)))

    with pytest.raises(RowsRejected) as rejected:
        contribute.accepted(found, skip_invalid=False)

    assert str(rejected.value) == (
        "1 row of 2 cannot be imported, so nothing was. "
        "Correct them, or import the others with --skip-invalid."
    )
    assert [bad.line for bad in rejected.value.bad] == [2]


def test_the_good_rows_are_taken_when_that_is_wanted(tmp_path):
    found = reading(file_of(tmp_path, json_lines(OAK, BAD, ELM)))

    taken = contribute.accepted(found, skip_invalid=True)

    assert [each.draft.key for each in taken] == ["oak-fee", "elm-bonds"]


def test_bad_json_lines_are_written_to_a_file_with_line_and_reason(tmp_path):
    path = file_of(tmp_path, json_lines(OAK, BAD) + '{"id": \n')

    written = contribute.write_rejected(reading(path))

    assert written == tmp_path / "practices.rejected.jsonl"
    bad, broken = map(json.loads, written.read_text().splitlines())
    assert bad == BAD | {
        "rejected_line": 2,
        "rejected_reason": 'result: "sucess" is none of worked, mixed, failed, planned, unknown',
    }
    assert (broken["rejected_line"], broken["rejected_text"]) == (3, '{"id": ')


def test_bad_csv_rows_are_written_to_a_file_with_line_and_reason(tmp_path):
    text = 'id;title;result\n1;Fee;worked\n2;"Bonds; two";sucess\n3;short\n'
    path = file_of(tmp_path, text, "practices.csv")

    written = contribute.write_rejected(reading(path))

    assert written == tmp_path / "practices.rejected.csv"
    bad, short = csv.DictReader(io.StringIO(written.read_text()), delimiter=";")
    assert (bad["title"], bad["rejected_line"]) == ("Bonds; two", "3")
    assert bad["rejected_reason"].startswith('result: "sucess" is none of')
    assert (short["id"], short["rejected_line"], short["rejected_text"]) == ("", "4", "3;short\n")


@pytest.mark.parametrize(
    ("name", "text"), [("p.jsonl", json_lines(BAD)), ("p.csv", "id,title,result\n1,Fee,sucess\n")]
)
def test_a_corrected_file_of_rejected_rows_can_be_imported_as_it_is(tmp_path, name, text):
    rejected = contribute.write_rejected(reading(file_of(tmp_path, text, name)))
    rejected.write_text(rejected.read_text().replace("sucess", "worked", 1))

    found = reading(rejected)

    assert (len(found.good), found.bad, found.unused) == (1, (), ())


def test_half_a_surrogate_pair_survives_in_the_file_of_rejected_rows(tmp_path):
    found = reading(file_of(tmp_path, r'{"id": "x", "title": "", "action": "\ud83d"}'))

    written = contribute.write_rejected(found)

    assert json.loads(written.read_text())["action"] == "\ud83d"


def test_a_folder_that_cannot_be_written_to_is_a_clear_sentence(tmp_path):
    found = reading(file_of(tmp_path, json_lines(BAD)))
    (tmp_path / "practices.rejected.jsonl").mkdir()

    with pytest.raises(FileUnusable, match=r"The rejected rows cannot be written to .*: Is a directory\."):
        contribute.write_rejected(found)
