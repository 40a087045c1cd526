from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import insert, text

from matching.domain import OfficialId
from store import loads, tables, topic_statements
from store.columns import PRIME, SPREAD
from store.loads import About
from tests.factories import NOW, TODAY, add_network

TOPICS = ("parks", "snow", "water")
# Neighbours, and such as share a place on the circle.
IDS = (1, 2, 3, 50, 51, 10_006, PRIME, PRIME + 1, 2 * PRIME + 1, 60_000, 987_654_321)
LONG_AGO = NOW - timedelta(days=400)


@pytest.fixture
def network_id(conn):
    network_id = add_network(conn)
    one = {"network_id": network_id}
    conn.execute(insert(tables.topic), [{**one, "name": name} for name in TOPICS])
    conn.execute(insert(tables.official), [{"id": each, **one, "name": f"O{each}"} for each in IDS])
    conn.execute(
        insert(tables.membership), [{**one, "official_id": each, "joined_at": LONG_AGO} for each in IDS]
    )
    conn.execute(
        insert(tables.member_topic),
        [
            {**one, "official_id": official_id, "topic": topic}
            for official_id, topic in product(IDS, TOPICS)
            if official_id % 3 or topic != "snow"
        ],
    )
    return network_id


@pytest.mark.parametrize("seed", [0, 1, 4_711, PRIME - 1, PRIME, 123_456])
@pytest.mark.parametrize("limit", [1, 4, 100])
@pytest.mark.parametrize("topics", [("water",), ("parks", "snow"), TOPICS])
def test_the_seed_turns_the_circle_and_the_first_from_there_on_are_found(
    conn, network_id, topics, limit, seed
):
    found = loads.volunteers(conn, network_id, About(topics, seed, limit))

    assert sorted(found) == sorted(first_of(topics, seed, limit).items())


def first_of(topics, seed, limit):
    """Each with the first of their topics, by sorting everybody."""
    knowing = [(one, topic) for one, topic in product(IDS, topics) if one % 3 or topic != "snow"]
    first = sorted(knowing, key=lambda each: ((each[0] * SPREAD + seed) % PRIME, *each))[:limit]
    return {OfficialId(one): topic for one, topic in reversed(first)}


def test_a_question_that_names_very_many_topics_is_looked_up_by_the_first_of_them(conn, network_id):
    unknown = tuple(f"topic {number}" for number in range(topic_statements.MOST_TOPICS - 1))

    assert loads.volunteers(conn, network_id, About((*unknown, "water", "parks"), 1, 100)) == [
        (one, "water") for one in IDS
    ]


@pytest.mark.parametrize("kind", ["member_topic", "record_topic"])
def test_who_knows_a_topic_is_read_along_an_index_and_no_topic_is_read_whole(conn, network_id, kind):
    plan = "\n".join(plan_of(conn, network_id))

    assert not any(f"{word} {kind}" in plan for word in ("SCAN", "Seq Scan on"))
    if conn.dialect.name == "sqlite":
        of_kind = [line for line in plan.splitlines() if f"USING COVERING INDEX ix_{kind}_topic" in line]
        # "<expr>" is the place on the circle.
        assert sum("topic=? AND <expr>>?)" in line for line in of_kind) == len(TOPICS)
        assert sum("topic=? AND <expr><?)" in line for line in of_kind) == len(TOPICS)
    else:
        column = {"member_topic": "official_id", "record_topic": "record_id"}[kind]
        place = f"((({column} * 7919) % '10007'::bigint))"
        assert f"Index Only Scan using ix_{kind}_topic on {kind}" in plan
        assert f"({place} >= " in plan
        assert f"({place} < " in plan


def plan_of(conn, network_id):
    """How the database finds who knows the topics."""
    statement = topic_statements.knowing(len(TOPICS))
    values = {"network_id": network_id, "on": TODAY, **topic_statements.values(TOPICS, 1, 12)}
    compiled = statement.params(values).compile(conn, compile_kwargs={"literal_binds": True})
    if conn.dialect.name == "sqlite":
        return [row[3] for row in conn.execute(text(f"EXPLAIN QUERY PLAN {escaped(compiled)}"))]
    # A dozen rows are read fastest as they lie, and not as the thousands that this is about.
    conn.execute(text("SET LOCAL enable_seqscan = off"))
    conn.execute(text("SET LOCAL enable_bitmapscan = off"))
    return [row[0] for row in conn.execute(text(f"EXPLAIN {escaped(compiled)}"))]


def escaped(compiled):
    """The statement as a text of its own: no colon in it is a variable's."""
    return str(compiled).replace("%%", "%").replace(":", r"\:")
