"""A database of the version before, with introductions in it, becomes one of this version."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import IntegrityError

from matching.domain import IntroductionId, NetworkId, OfficialId, QuestionId, RecordId
from store import due, help_offers, introductions, memberships, migrations, provenance, tables
from store.engine import migrate, open_engine
from store.introductions import Introduction, Move
from tests.factories import NOW

BEFORE = (
    "INSERT INTO network (id, name, demonstration) VALUES (1, 'Harbour', false)",
    "INSERT INTO workspace (id, network_id, chat, external_id) VALUES (1, 1, 'slack', 'T1')",
    "INSERT INTO jurisdiction (id, network_id, name, kind) "
    "VALUES (1, 1, 'Oak', 'city'), (2, 1, 'Elm', 'city')",
    "INSERT INTO office (id, network_id, jurisdiction_id, name) "
    "VALUES (1, 1, 1, 'Works'), (2, 1, 2, 'Works')",
    "INSERT INTO official (id, network_id, name, locale) VALUES (1, 1, 'Kim', ''), (2, 1, 'Robin', '')",
    "INSERT INTO tenure (network_id, official_id, office_id, since) VALUES (1, 1, 1, '2020-01-01')",
    "INSERT INTO record (id, network_id, key, state, title, result, content_hash, updated_at, office_id) "
    "VALUES (1, 1, 'a', 'published', 'A', 'worked', '', :now, 1), "
    "(2, 1, 'b', 'published', 'B', 'worked', '', :now, 1)",
    "INSERT INTO question (id, network_id, asker_id, workspace_id, conversation, audience, text, language, "
    "band, asked_at) VALUES (1, 1, 2, 1, 'C', 'channel', 'How?', 'en', 'good', :now)",
    "INSERT INTO introduction (id, network_id, question_id, record_id, office_id, asker_id, peer_id, state, "
    "conversation, thread, workspace_id, requested_at, answer_by) VALUES "
    "(1, 1, 1, 1, 1, 2, 1, 'declined', 'C', '1', 1, :now, :later), "
    "(2, 1, 1, 1, 1, 2, 1, 'asked', 'C', '1', 1, :now, :later), "
    "(3, 1, 1, 2, 1, 2, 1, 'asked', 'C', '1', 1, :now, :later), "
    "(4, 1, 1, 1, 1, 2, 1, 'accepted', 'C', '1', 1, :now, :later), "
    "(5, 1, 1, 1, 1, 2, 1, 'accepted', 'C', '1', 1, :now, :later)",
    "INSERT INTO introduction_move (network_id, introduction_id, state, official_id, moved_at) "
    "VALUES (1, 1, 'declined', 1, :now), (1, 4, 'accepted', 1, :soon), (1, 4, 'accepted', 1, :later)",
)
SOON, LATER = NOW + timedelta(days=2), NOW + timedelta(days=5)
NETWORK = NetworkId(1)


@pytest.fixture
def migrated(empty_url: str):
    """A database that was filled in revision 0003 and then brought up to date."""
    engine = open_engine(empty_url)
    with engine.connect() as connection:
        _to_revision(connection, "0003")
        _fill(connection, BEFORE)
    migrate(engine)
    yield engine
    engine.dispose()


def _fill(connection: Connection, statements: tuple[str, ...]) -> None:
    for statement in statements:
        moments = {"now": NOW, "soon": SOON, "later": LATER}
        if connection.dialect.name == "sqlite":
            moments = {name: moment.replace(tzinfo=None) for name, moment in moments.items()}
        needed = {name: moment for name, moment in moments.items() if f":{name}" in statement}
        connection.execute(text(statement), needed)
    connection.commit()


def _to_revision(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    connection.commit()


def found(engine: Engine) -> list[Introduction | None]:
    with engine.connect() as connection:
        return [introductions.by_id(connection, NETWORK, IntroductionId(each)) for each in (1, 2, 3)]


def test_introductions_and_their_moves_are_kept(migrated):
    declined, asked, _ = found(migrated)

    assert declined
    assert asked
    assert (declined.state, declined.peer_id, declined.answer_by) == ("declined", OfficialId(1), LATER)
    assert (asked.state, asked.asked_at, asked.waits_for, asked.urgent) == ("asked", NOW, "", False)
    with migrated.connect() as connection:
        assert introductions.moves(connection, IntroductionId(1)) == (Move("declined", OfficialId(1), NOW),)


def test_of_two_open_requests_of_a_pair_the_first_stays_open_and_the_other_ends(migrated):
    _, first, second = found(migrated)

    assert first
    assert second
    assert (first.state, second.state) == ("asked", "expired")
    with migrated.connect() as connection:
        [ended] = introductions.moves(connection, IntroductionId(3))
    assert (ended.state, ended.official_id) == ("expired", None)


def test_what_was_open_can_still_be_answered(migrated):
    with migrated.begin() as connection:
        assert introductions.move(
            connection, IntroductionId(2), "asked", "accepted", OfficialId(1), datetime.now(UTC)
        )


def test_who_held_an_office_counts_as_a_verified_member(migrated):
    with migrated.connect() as connection:
        assert memberships.by_official(connection, OfficialId(1)) is not None
        assert memberships.by_official(connection, OfficialId(2)) is None


def test_a_yes_counts_from_its_first_move_and_without_one_from_the_request(migrated):
    agreed = select(tables.introduction.c.id, tables.introduction.c.agreed_at)

    with migrated.connect() as connection:
        assert {row.id: row.agreed_at for row in connection.execute(agreed)} == {
            1: None,
            2: None,
            3: None,
            4: SOON,
            5: NOW,
        }


def test_offers_to_help_that_waited_before_they_could_lapse_are_looked_at(empty_url: str):
    engine = open_engine(empty_url)
    offers = (
        "INSERT INTO help_offer (network_id, question_id, official_id, office_id, state, offered_at) "
        "VALUES (1, 1, 1, 1, 'offered', :soon), (1, 1, 2, 2, 'declined', :now)",
    )
    with engine.connect() as connection:
        _to_revision(connection, "0003")
        _fill(connection, BEFORE)
        if engine.dialect.name == "sqlite":  # as `migrate` does
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        _to_revision(connection, "0028")
        _fill(connection, offers)
    migrate(engine)

    with engine.begin() as connection:
        (waiting,) = (each for each in due.ready(connection, SOON) if each.kind == "help_offer")
        ((offer, offered_at),) = help_offers.each_waiting(connection, NETWORK, QuestionId(1))
        assert help_offers.decide(connection, offer, "lapsed", LATER)
    engine.dispose()
    assert (waiting.subject_id, waiting.due_at, offered_at) == (1, SOON, SOON)


def test_a_place_joined_when_its_first_verified_member_had_and_one_without_has_not(migrated):
    with migrated.connect() as connection:
        member = memberships.by_official(connection, OfficialId(1))
        places = dict(
            connection.execute(select(tables.jurisdiction.c.name, tables.jurisdiction.c.joined_at)).all()
        )

    assert member
    assert places == {"Oak": member.joined_at, "Elm": None}


SAID = (
    "INSERT INTO record_statement (network_id, record_id, part, said_by, said_at) "
    "VALUES (1, 1, '{}', 1, :now)"
)


def test_who_said_a_text_is_kept_and_other_parts_can_be_said(empty_url: str):
    engine = open_engine(empty_url)
    now = {"now": NOW.replace(tzinfo=None) if engine.dialect.name == "sqlite" else NOW}
    with engine.connect() as connection:
        _to_revision(connection, "0028")
        for statement in (*BEFORE[:1], *BEFORE[2:5], BEFORE[6], SAID.format("title")):
            connection.execute(text(statement), now if ":now" in statement else {})
        with pytest.raises(IntegrityError), connection.begin_nested():
            connection.execute(text(SAID.format("years")), now)
        connection.commit()
    migrate(engine)

    with engine.begin() as connection:
        connection.execute(text(SAID.format("years")), now)
        for unfit in ("year_start", "title"):
            with pytest.raises(IntegrityError), connection.begin_nested():
                connection.execute(text(SAID.format(unfit)), now)
        said = provenance.of_record(connection, RecordId(1))
    engine.dispose()

    assert [(each.part, each.said_by, each.said_at) for each in said] == [
        ("title", OfficialId(1), NOW),
        ("years", OfficialId(1), NOW),
    ]


ASKED = (
    "INSERT INTO question (id, network_id, asker_id, workspace_id, conversation, thread, audience, text, "
    "language, band, asked_at, narrowed) VALUES ({}, 1, 1, 1, 'C1', '{}', 'channel', '{}', 'en', 'none', "
    ":now, '{}')"
)


def test_what_follow_ups_narrowed_counts_as_the_question_of_its_words_that_came_before_it(empty_url: str):
    engine = open_engine(empty_url)
    drains, lamps = "How do you pay for drains?", "How do you dim lamps?"
    rows = (
        (11, "2.1", drains, ""),
        (12, "2.1", drains, "{}"),
        (13, "2.1", lamps, ""),
        (14, "2.1", drains, ""),
        (15, "2.1", drains, "{}"),
        (16, "3.1", drains, "{}"),
    )
    with engine.connect() as connection:
        _to_revision(connection, "0003")
        _fill(connection, BEFORE)
        if engine.dialect.name == "sqlite":  # as `migrate` does
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        _to_revision(connection, "0032")
        _fill(connection, tuple(ASKED.format(*row) for row in rows))
    migrate(engine)

    narrowed = tables.narrowed_question.c
    with engine.connect() as connection:
        kept = connection.execute(select(narrowed.question_id, narrowed.origin_id)).all()
    engine.dispose()
    assert sorted(map(tuple, kept)) == [(12, 11), (15, 14)]
