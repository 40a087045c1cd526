"""The audit trail: one chain for each network, which only grows and shows whatever was done to it."""

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from store import audit, audit_views, record_changes, staff, tables
from store.audit import Act, Changed, Subject
from store.audit_reading import PAGE, chains, check, entries, length
from store.engine import open_engine
from tests.engines import quickly_opened
from tests.factories import NOW, add_network, add_record, add_workspace, make_draft
from tests.store.racing import SECONDS_TO_REACH_THE_LOCK, crowd

OAK = Subject("record", "12")
WRITTEN = ("moment", "actor", "action", "subject", "before", "after", "hash")


def write(conn, network_id, number=1, actor="official:5"):
    changes = [Changed(OAK, {"title": f"Ö{each}"}, {"title": f"Ö{each + 1}"}) for each in range(number)]
    audit.note(conn, Act(network_id, actor, "record changed"), changes, NOW)


def copy_as(seq, of):
    """The statement that inserts a copy of an entry under another number."""
    columns = ", ".join(WRITTEN)
    return (
        f"INSERT INTO audit_entry (chain_id, seq, {columns})"
        f" SELECT chain_id, {seq}, {columns} FROM audit_entry WHERE seq = {of}"
    )


def found(conn, chain_id):
    return check(conn, chain_id).wrong


@pytest.fixture
def network_id(engine):
    with engine.begin() as conn:
        return add_network(conn)


def test_an_untouched_chain_is_whole(conn, network_id):
    write(conn, network_id, 3)
    write(conn, network_id, 2)

    checked = check(conn, network_id)

    assert (checked.length, checked.wrong) == (5, "")
    assert chains(conn) == {network_id: "Harbour network"}


def test_a_network_in_which_nothing_changed_is_whole(conn, network_id):
    assert check(conn, network_id) == check(conn, audit.WHOLE_DATABASE)
    assert check(conn, network_id).wrong == ""


def test_an_entry_says_who_changed_what_of_which_subject_from_what_to_what(conn, network_id):
    audit.note(conn, Act(network_id, "setting", "staff set"), [Changed(OAK, {}, {"b": 1, "a": "é"})], NOW)

    [entry] = entries(conn, network_id)

    assert (entry.seq, entry.moment, entry.actor) == (1, "2026-03-02T09:00:00.000000+00:00", "setting")
    assert (entry.action, entry.subject) == ("staff set", "record:12")
    assert (entry.before, entry.after) == ("{}", '{"a":"\\u00e9","b":1}')


def test_the_first_hash_covers_content_number_network_and_the_beginning(conn, network_id):
    write(conn, network_id)

    [entry] = entries(conn, network_id)

    content = (
        f'["{"0" * 64}",{network_id},1,"2026-03-02T09:00:00.000000+00:00","official:5","record changed",'
        r'"record:12","{\"title\":\"\\u00d60\"}","{\"title\":\"\\u00d61\"}"]'
    )
    assert entry.hash == sha256(content.encode()).hexdigest()


def test_networks_have_chains_of_their_own_and_what_belongs_to_none_another(conn, network_id):
    other = add_network(conn, "Valley network")
    for each in (network_id, other, None):
        write(conn, each)

    assert chains(conn) == {0: "", network_id: "Harbour network", other: "Valley network"}
    assert [found(conn, each) for each in chains(conn)] == ["", "", ""]
    assert {each.chain_id for each in entries(conn, other)} == {0, other}


def test_what_did_not_change_is_not_written(conn, network_id):
    with audit.watched(conn, Act(network_id, audit.BOT, "nothing"), lambda _: {OAK: {"title": "A"}}, NOW):
        pass

    assert list(entries(conn, network_id)) == []


def test_what_a_block_changed_is_written_with_only_the_fields_that_differ(conn, network_id):
    add_record(conn, network_id, title="Old")
    act, view = Act(network_id, audit.COMMAND_LINE, "import"), audit_views.records(network_id, ["oak-fee"])

    with audit.watched(conn, act, view, NOW):
        record_changes.save(conn, network_id, make_draft(title="New"), NOW)

    [entry] = entries(conn, network_id)
    assert (entry.before, entry.after) == ('{"title":"Old"}', '{"title":"New"}')


def test_on_sqlite_nobody_else_changes_what_is_watched_after_it_was_looked_at(sqlite_url):
    engine, impatient = quickly_opened(sqlite_url), open_engine(sqlite_url, busy_timeout_ms=1)
    with engine.begin() as conn:
        network_id = add_network(conn)

    with engine.begin() as conn:
        act, view = Act(network_id, audit.BOT, "x"), audit_views.records(network_id, ["oak-fee"])
        with audit.watched(conn, act, view, NOW):
            with pytest.raises(OperationalError, match="locked"), impatient.begin() as other:
                add_record(other, network_id)
            add_record(conn, network_id)
    engine.dispose()
    impatient.dispose()


def test_what_is_taken_back_leaves_no_entry(engine, network_id):
    with engine.connect() as conn:
        write(conn, network_id)
        conn.rollback()

    with engine.connect() as conn:
        assert (list(entries(conn, network_id)), found(conn, network_id)) == ([], "")


def test_of_two_who_write_at_once_the_second_waits_and_one_chain_comes_of_it(engine, network_id):
    def second():
        with engine.begin() as conn:
            write(conn, network_id, 2, "official:6")

    with ThreadPoolExecutor(1) as thread, engine.connect() as first:
        write(first, network_id, 2)
        running = thread.submit(second)
        assert wait([running], timeout=SECONDS_TO_REACH_THE_LOCK).not_done
        first.commit()
        running.result(timeout=10)

    with engine.connect() as conn:
        assert (check(conn, network_id).length, found(conn, network_id)) == (4, "")
        assert [each.actor for each in entries(conn, network_id)] == ["official:5"] * 2 + ["official:6"] * 2


def test_eight_at_once_begin_one_chain(engine, network_id):
    crowd(engine, lambda conn: write(conn, network_id, 3))

    with engine.connect() as conn:
        assert (check(conn, network_id).length, found(conn, network_id)) == (24, "")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'nobody'",
        "DELETE FROM audit_entry WHERE seq = 2",
        "UPDATE audit_chain SET length = length - 1",
        "DELETE FROM audit_chain",
    ],
)
def test_the_database_refuses_to_change_what_was_written(engine, network_id, statement):
    with engine.begin() as conn:
        write(conn, network_id, 2)

    with pytest.raises(IntegrityError, match="audit"), engine.begin() as conn:
        conn.execute(text(statement))


def test_sqlite_refuses_to_replace_an_entry(sqlite_url):
    engine = quickly_opened(sqlite_url)
    with engine.begin() as conn:
        write(conn, add_network(conn), 2)

    with pytest.raises(IntegrityError, match="never replaced"), engine.begin() as conn:
        conn.execute(text("INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry"))
    engine.dispose()


def test_postgresql_refuses_to_empty_the_trail(postgresql):
    with postgresql.begin() as conn:
        write(conn, add_network(conn), 2)

    with pytest.raises(IntegrityError, match="only grows"), postgresql.begin() as conn:
        conn.execute(text("TRUNCATE audit_chain, audit_entry"))


# Whoever owns the database can take the triggers away; then the chain shows what they did.


@contextmanager
def tampering(engine):
    """A connection to which the database refuses nothing; what it does is taken back."""
    with engine.connect() as conn:
        if conn.dialect.name == "sqlite":
            conn.execute(text("PRAGMA foreign_keys = OFF"))
            conn.execute(text("BEGIN IMMEDIATE"))
            named = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'")
            for name in conn.execute(named).scalars().all():
                conn.execute(text(f"DROP TRIGGER {name}"))
        else:
            for table in ("audit_entry", "audit_chain"):
                conn.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        yield conn
        conn.rollback()


@pytest.fixture
def five(engine, network_id):
    with engine.begin() as conn:
        write(conn, network_id, 5)
    return network_id


@pytest.mark.parametrize(
    ("statements", "sentence"),
    [
        (["UPDATE audit_entry SET after = '{}' WHERE seq = 3"], "Entry 3 is not what was written: "),
        (["DELETE FROM audit_entry WHERE seq = 3"], "Entry 3 is missing: the next one is entry 4."),
        (
            ["DELETE FROM audit_entry WHERE seq = 5"],
            "Entry 5 is missing: the chain counts 5 entries and ends after 4.",
        ),
        (["DELETE FROM audit_entry"], "Entry 1 is missing: the chain counts 5 entries and ends after 0."),
        (
            [
                "UPDATE audit_entry SET seq = 100 WHERE seq = 2",
                "UPDATE audit_entry SET seq = 2 WHERE seq = 3",
                "UPDATE audit_entry SET seq = 3 WHERE seq = 100",
            ],
            "Entry 2 is not what was written: ",
        ),
        (
            [copy_as(0, of=1)],
            "An entry with the number 0 was inserted.",
        ),
        (
            [copy_as(6, of=5)],
            "Entry 6 is not what was written: ",
        ),
        (["UPDATE audit_chain SET length = 4"], "Entry 5 was inserted: the chain counts 4 entries."),
        (["UPDATE audit_chain SET head = 'x'"], "The chain does not end with entry 5"),
        (["DELETE FROM audit_chain"], "Entry 1 was inserted: the chain counts 0 entries."),
    ],
)
def test_the_first_wrong_entry_is_named(engine, five, statements, sentence):
    with tampering(engine) as conn:
        for statement in statements:
            conn.execute(text(statement))

        assert five in chains(conn)
        assert found(conn, five).startswith(sentence)


def test_a_chain_written_anew_from_the_first_entry_to_the_last_is_found_by_a_hash_kept_outside(engine, five):
    with engine.connect() as conn:
        kept = {4: list(entries(conn, five))[3].hash}
        assert check(conn, five, kept).wrong == ""

    with tampering(engine) as conn:
        conn.execute(text("DELETE FROM audit_entry"))
        conn.execute(text("DELETE FROM audit_chain"))
        write(conn, five, 5, "official:7")

        assert found(conn, five) == ""
        assert check(conn, five, kept).wrong.startswith("Entry 4 has another hash than the one that was kept")

    with tampering(engine) as conn:
        conn.execute(text("DELETE FROM audit_entry"))
        conn.execute(text("DELETE FROM audit_chain"))

        assert check(conn, five, kept).wrong == "Entry 4, whose hash was kept, is missing."


@pytest.fixture(scope="module")
def tampered(sqlite_template, tmp_path_factory):
    """Five entries on SQLite, where any bytes can be put into a text."""
    path = tmp_path_factory.mktemp("audit") / "counterpart.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine = open_engine(f"sqlite:///{path}")
    with engine.begin() as conn:
        write(conn, add_network(conn), 5)
    with tampering(engine) as conn:
        yield conn
    engine.dispose()


@given(
    seq=st.integers(1, 5),
    column=st.sampled_from(WRITTEN),
    where=st.integers(0, 200),
    byte=st.integers(0, 255),
)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_other_byte_in_any_field_of_any_entry_is_found(tampered, seq, column, where, byte):
    entry = tables.audit_entry.c
    old = tampered.execute(select(entry[column]).where(entry.seq == seq)).scalar_one().encode()
    where %= len(old)
    new = old[:where] + bytes([byte]) + old[where + 1 :]
    put = text(f"UPDATE audit_entry SET {column} = CAST(:value AS TEXT) WHERE seq = {seq}")

    tampered.execute(put, {"value": new})
    wrong = found(tampered, 1)
    tampered.execute(put, {"value": old})

    assert wrong.startswith(f"Entry {seq} is not what was written") == (new != old)


@given(removed=st.sets(st.integers(1, 5), min_size=1))
def test_whichever_entries_are_removed_the_first_of_them_is_named(tampered, removed):
    for seq in removed:
        tampered.execute(text(f"UPDATE audit_entry SET chain_id = 99 WHERE seq = {seq}"))
    wrong = found(tampered, 1)
    tampered.execute(text("UPDATE audit_entry SET chain_id = 1"))

    assert wrong.startswith(f"Entry {min(removed)} is missing")


def test_a_chain_longer_than_one_page_is_read_whole_and_counted(conn, network_id):
    write(conn, network_id, PAGE + 5)
    seen: list[int] = []

    checked = check(conn, network_id, progress=seen.append)

    assert (checked.length, checked.wrong, sum(seen)) == (PAGE + 5, "", PAGE + 5)
    assert length(conn, network_id) == PAGE + 5


def test_entries_are_chosen_by_day_and_subject(conn, network_id):
    for days, subject in ((0, "12"), (1, "12"), (2, "13")):
        change = Changed(Subject("record", subject), {}, {"title": "A"})
        audit.note(conn, Act(network_id, audit.BOT, "x"), [change], NOW + timedelta(days=days))

    assert [each.seq for each in entries(conn, network_id, since="2026-03-03")] == [2, 3]
    assert [each.seq for each in entries(conn, network_id, subject="record:12")] == [1, 2]


def test_staff_are_seen_by_who_named_them(conn, network_id):
    workspace_id = add_workspace(conn, network_id)
    act = Act(network_id, audit.SETTING, "staff set")

    with audit.watched(conn, act, audit_views.staff(workspace_id), NOW):
        staff.replace_source(conn, workspace_id, "setting", ["U1"])
        staff.set_conversation(conn, workspace_id, "C1")

    assert [(each.subject, each.before, each.after) for each in entries(conn, network_id)] == [
        (f"workspace:slack/T{network_id}", '{"staff_channel":""}', '{"staff_channel":"C1"}'),
        (f"staff:T{network_id}/U1", "{}", '{"named_by":["setting"]}'),
    ]
