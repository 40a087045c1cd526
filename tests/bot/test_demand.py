"""Demand: what at least three governments asked in vain, in their own words, and never who."""

from datetime import timedelta

import numpy as np
import pytest

from bot.embeddings import keep, kept_as
from bot.questions import demand as demands
from bot.questions.demand import AskedBy, Demand
from matching.domain import Audience, Band, EntryKind
from matching.spelling import corrected
from store import questions, vectors
from store.vectors import text_hash
from tests.bot.stage import ANA, BEN, CHLOE, Stage
from tests.factories import NOW, add_network, add_office, add_official, add_question, add_record
from tests.fakes_embedder import WordEmbedder

EMBEDDER = WordEmbedder()
SINCE, UNTIL = NOW - timedelta(days=90), NOW + timedelta(days=1)
RENTALS = "How do you license short-term rentals?"
BEES = "Who keeps bees on town halls?"


class Asking:
    """Questions of a network, embedded as the bot embeds them, each by an official of the place."""

    def __init__(self, connection, model=EMBEDDER.name):
        self.connection, self.model = connection, model
        self.network_id = add_network(connection)

    def ask(self, place, text=RENTALS, *, network_id=None, population=50_000, **fields):
        network_id = network_id or self.network_id
        office = add_office(self.connection, network_id, place=place, population=population)
        asker = add_official(self.connection, network_id, f"Person of {place}", office)
        return self.put(asker, text, network_id=network_id, **fields)

    def put(self, asker, text=RENTALS, *, network_id=None, **fields):
        known = {"text": text, "band": Band.NONE} | fields
        matched = corrected(text, known.get("language", "en"))
        (embedded,) = EMBEDDER.questions([matched])
        keep(self.connection, self.model, EntryKind.QUESTION, {text_hash(matched): embedded})
        return add_question(self.connection, network_id or self.network_id, asker, **known)

    def demand(self, network_id=None, since=SINCE) -> tuple[Demand, ...]:
        return demands.demand(self.connection, EMBEDDER.name, network_id or self.network_id, since, UNTIL)


@pytest.fixture
def asking(engine):
    with engine.begin() as connection:
        yield Asking(connection)


def test_three_governments_that_asked_the_same_in_vain_are_a_demand(asking):
    about = set()
    for place in ("Oak", "Elm", "Ash"):
        about.add(asking.ask(place))
        asking.ask(place, BEES if place == "Oak" else f"{place} {place} {place}?")

    assert asking.demand() == (
        Demand(
            "license short-term rentals",
            "en",
            RENTALS,
            3,
            3,
            (AskedBy("city", "small", 3),),
            0,
            frozenset(about),
        ),
    )


def test_a_question_that_was_narrowed_is_asked_once(asking):
    about = {asking.ask(place) for place in ("Oak", "Elm", "Ash")}
    asking.ask("Oak", narrowed="{}")

    [demand] = asking.demand()

    assert (demand.questions, demand.about) == (3, frozenset(about))


def test_two_governments_are_not_told_however_often_they_ask(asking):
    for place in ("Oak", "Elm", "Oak", "Elm"):
        asking.ask(place)

    assert asking.demand() == ()


def test_two_offices_of_one_government_count_once(asking):
    for place in ("Oak", "Elm"):
        asking.ask(place)
    office = add_office(asking.connection, asking.network_id, "Mayor", "Oak", population=50_000)
    asking.put(add_official(asking.connection, asking.network_id, "Mo", office))

    assert asking.demand() == ()


def test_somebody_without_a_government_counts_as_a_question_alone(asking):
    for place in ("Oak", "Elm", "Ash"):
        asking.ask(place)
    asking.put(add_official(asking.connection, asking.network_id, "Guest", None))

    (found,) = asking.demand()

    assert (found.questions, found.governments) == (4, 3)


def test_a_question_that_a_record_answered_or_that_helped_is_no_demand(asking):
    record = add_record(asking.connection, asking.network_id)
    for place in ("Oak", "Elm", "Ash"):
        answered = asking.ask(place, RENTALS)
        questions.note_answer(asking.connection, asking.network_id, answered, record.id, None, NOW)
        asking.ask(place, BEES, band=Band.GOOD)

    assert asking.demand() == ()


def test_records_that_were_shown_and_did_not_help_are_counted(asking):
    record = add_record(asking.connection, asking.network_id)
    for place in ("Oak", "Elm", "Ash"):
        asked = asking.ask(place, band=Band.MAYBE, matches=[record])
        asker = questions.by_id(asking.connection, asking.network_id, asked).asker_id
        questions.rate(asking.connection, asked, asker, False)  # noqa: FBT003 (helpful)

    (found,) = asking.demand()

    assert found.records == 1


def test_a_word_of_an_anonymous_question_is_shown_nowhere(asking):
    for place in ("Oak", "Elm", "Ash"):
        asking.ask(place, audience=Audience.ANONYMOUS)

    (found,) = asking.demand()

    assert (found.name, found.example, found.governments) == ("", "", 3)


def test_a_private_word_is_shown_only_if_three_governments_said_it(asking):
    for place, text in (
        ("Oak", "License short-term rentals near Goblins?"),
        ("Elm", "License short-term rentals?"),
        ("Ash", "License short-term rentals?"),
    ):
        asking.ask(place, text, audience=Audience.PRIVATE)

    (found,) = asking.demand()

    assert (found.name, found.example) == ("license short-term rentals", "")
    assert "oblins" not in repr(found)


def test_no_place_or_person_is_named(asking):
    for place in ("Oakham", "Elmham", "Ashham"):
        asking.ask(place)

    assert not [word for word in ("Oakham", "Elmham", "Ashham", "Person") if word in repr(asking.demand())]


def test_a_kind_of_government_is_told_only_if_three_of_it_asked(asking):
    for place in ("Oak", "Elm", "Ash"):
        asking.ask(place)
    asking.ask("Metropolis", population=2_000_000)
    for place in ("Mid", "Way", "Half"):
        asking.ask(place, population=100_000)

    (found,) = asking.demand()

    assert found.governments == 7
    assert found.asked_by == (AskedBy("city", "middle", 3), AskedBy("city", "small", 3))


def test_a_cluster_is_named_in_the_language_that_most_asked_in(asking):
    for place in ("Oak", "Elm"):
        asking.ask(place, "¿Licencia de alquileres turísticos rentals?", language="es")
    asking.ask("Ash", "licencia alquileres turísticos rentals", language="en")

    (found,) = asking.demand()

    assert found.language == "es"
    assert "alquileres turísticos" in found.name


def test_what_most_governments_asked_comes_first_and_at_most_eight_are_told(asking):
    for number in range(9):
        for place in ("Oak", "Elm", "Ash", *(("Fir",) if number == 8 else ())):
            asking.ask(place, f"Subject{number} matter{number} thing{number}?")

    found = asking.demand()

    assert (len(found), found[0].governments) == (8, 4)
    assert "subject8" in found[0].name


def test_only_the_span_and_the_network_count(asking):
    valley = add_network(asking.connection, "Valley network")
    for place in ("Oak", "Elm", "Ash"):
        asking.ask(place, network_id=valley)

    assert asking.demand() == ()
    assert len(asking.demand(valley)) == 1
    assert asking.demand(valley, since=NOW + timedelta(hours=1)) == ()


def test_a_question_that_the_serving_model_never_embedded_is_left_out(asking):
    for place in ("Oak", "Elm"):
        asking.ask(place)
    office = add_office(asking.connection, asking.network_id, place="Ash")
    asker = add_official(asking.connection, asking.network_id, "Asa", office)
    add_question(asking.connection, asking.network_id, asker, text="Never embedded", band=Band.NONE)

    assert asking.demand() == ()


def test_questions_embedded_by_weights_that_were_exchanged_since_are_left_out(asking):
    for place in ("Oak", "Elm", "Ash"):
        asking.ask(place)
    kept = {text_hash("How do we count bats?"): np.ones(8, dtype=np.float32)}
    vectors.put(asking.connection, kept_as(WordEmbedder.name, EntryKind.QUESTION), kept)
    office = add_office(asking.connection, asking.network_id, place="Yew")
    asker = add_official(asking.connection, asking.network_id, "Asa", office)
    add_question(asking.connection, asking.network_id, asker, text="How do we count bats?", band=Band.NONE)
    asking.ask("Fir")

    (found,) = asking.demand()

    assert found.governments == 4


def test_questions_that_were_put_to_the_bot_are_found_by_the_vectors_it_kept(stage: Stage):
    for speaker in (ANA, BEN, CHLOE):
        stage.ask(speaker, BEES)

    with stage.engine.connect() as connection:
        (found,) = demands.demand(connection, stage.library.embedder_name, stage.network_id, SINCE, UNTIL)
    assert (found.example, found.governments, found.asked_by) == (BEES, 3, ())
