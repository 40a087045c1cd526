"""Matching backwards: a record finds who waits for it, as a question of theirs would find the record."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from sqlalchemy import Engine

from bot.durable import Runner
from bot.events import Asked
from bot.library import Library, Sought
from bot.questions import backward
from bot.questions.waiting import matched
from matching import backward as backward_of_matching
from matching.calibration import Bands
from matching.domain import NetworkId
from matching.entries import EVERYTHING
from store import changes, questions, records, standing
from tests.bot.stage import ANA, PRIVATE, Stage
from tests.bot.test_durable import RecordingMessenger
from tests.bot.test_library import GENTLE, OrderedEmbedder, add
from tests.bot.test_standing import PELICANS, begun, publish, told
from tests.factories import NOW, TODAY, add_network, add_official, add_question
from tests.waiting import wait_until

__all__ = ["begun"]  # the fixture

EASY = replace(GENTLE, bands=Bands(good=0.3, maybe=0.1))  # much is good, and each is as probable as it is
TITLES = (
    *("Buses replace cars", "Cars replace buses", "Trams replace buses in winter", "Trees replace cars"),
    *("Snow on cars", "Pelicans sleep"),
)
QUESTIONS = (
    *(("Do buses replace cars?", "en"), ("Which cars replace buses in snow?", "en"), ("Snow?", "en")),
    *(("Do trees replace trams?", "es"), ("buses replace cars", "es"), ("Where do pelicans sleep?", "de")),
)


def waiting(engine: Engine, asked: Sequence[tuple[str, str]] = QUESTIONS) -> NetworkId:
    """Records, and questions that stand whatever answers them."""
    with engine.begin() as connection:
        network_id = add_network(connection)
        asker = add_official(connection, network_id)
        for title in TITLES:
            add(connection, network_id, title)
        for text, language in asked:
            question_id = add_question(connection, network_id, asker, text=text, language=language)
            question = questions.by_id(connection, network_id, question_id)
            assert question
            standing.open_once(connection, question, NOW + timedelta(days=180), NOW)
    return network_id


def test_a_record_is_as_probable_for_a_standing_question_as_when_that_is_asked(engine: Engine):
    network_id, library = waiting(engine), Library(engine, OrderedEmbedder(), EASY)
    with engine.connect() as connection:
        asked = {}
        for each in standing.looking(connection, network_id):
            text = matched(each)
            embedded = library.embedded(connection, text)
            for one in library.candidates(
                connection, Sought(network_id, text, embedded, each.language, TODAY)
            ):
                if one.probability >= library.bands.good:
                    asked[each.id, one.record.id] = one.probability
        found = {
            (fit.question_id, fit.record_id): fit.probability
            for record in records.all_published(connection, network_id)
            for fit in library.answered_by(connection, network_id, record, lambda _: EVERYTHING) or ()
        }

    assert len(asked) >= len(QUESTIONS)
    assert found == pytest.approx(asked, abs=1e-3)  # vectors are kept in half precision


def test_everybody_is_found_while_many_wait_for_the_same_record(engine: Engine, monkeypatch):
    monkeypatch.setattr(backward_of_matching, "COMPARED", 2)
    network_id = waiting(engine, [("Do buses replace cars?", "en")] * 9)
    library = Library(engine, OrderedEmbedder(), EASY)
    with engine.connect() as connection:
        (record,) = (
            each for each in records.all_published(connection, network_id) if each.title == TITLES[0]
        )
        found = library.answered_by(connection, network_id, record, lambda _: EVERYTHING)

    assert found is not None
    assert len(found) == 9


def test_a_question_that_was_missed_finds_its_record_when_it_is_asked_again_after_a_week(begun: Stage):
    begun.ask(text=PELICANS)
    with begun.engine.begin() as connection:
        network_id = begun.network_id
        publish_at = standing.matched_until(connection, network_id)
    publish(begun)
    with begun.engine.begin() as connection:
        latest = changes.latest(connection, network_id)
        assert publish_at is not None
        standing.go_on(connection, network_id, publish_at, latest)  # as if the record had not been near

    begun.match_backwards(NOW + timedelta(days=6))
    assert told(begun) == []
    begun.match_backwards(NOW + timedelta(days=8))
    assert len(told(begun, NOW + timedelta(days=9))) == 1


def test_what_a_process_had_found_when_it_died_is_found_by_the_next_one_and_told_once(begun: Stage):
    begun.ask(text=PELICANS)
    publish(begun)
    with begun.engine.connect() as connection:
        assert backward.think(connection, begun.library, begun.network_id, NOW)  # and dies

    begun.library = Library(begun.engine, begun.library._embedder)  # noqa: SLF001
    assert len(told(begun)) == 1
    assert told(begun, NOW + timedelta(days=100)) == []


def test_in_a_network_where_nothing_stands_nothing_is_matched(begun: Stage):
    publish(begun)

    with begun.engine.connect() as connection:
        thought = backward.think(connection, begun.library, begun.network_id, NOW)
    assert thought is not None
    assert thought.fits == ()
    begun.match_backwards()
    with begun.engine.connect() as connection:
        assert backward.think(connection, begun.library, begun.network_id, NOW) is None


def test_the_runner_matches_and_tells_in_working_hours_once(begun: Stage):
    messenger, now = RecordingMessenger(), [datetime(2026, 3, 2, 20, 0, tzinfo=UTC)]
    began = monotonic()

    def clock() -> datetime:  # which goes on, because a message may have to wait for the one before it
        return now[0] + timedelta(seconds=monotonic() - began)

    runner = Runner(begun.engine, begun.library, {"slack": messenger}, clock)
    runner.start()
    try:
        runner.accept("slack:T1:1", Asked(ANA, PRIVATE, PELICANS)).get_result()
        publish(begun)
        runner.match_backwards()
        now[0] = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
        for _ in range(2):
            runner.match_backwards()
            for started in runner.tick():
                started.get_result()
            wait_until(lambda: "record_for_question" in messenger.said)  # perhaps by a timer of the runner
    finally:
        runner.stop()

    assert messenger.said.count("record_for_question") == 1
