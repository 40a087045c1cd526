import pytest
from sqlalchemy.exc import IntegrityError

from bot import entry_texts
from store import changes, contributions, officials, record_changes, records
from store.record_changes import Drafting
from tests.factories import NOW, add_network, add_office, make_draft
from tests.store.racing import crowd, raced


@pytest.fixture
def network_id(conn):
    return add_network(conn)


def test_a_draft_is_kept_word_for_word_and_found_by_nobody(conn, network_id):
    office = add_office(conn, network_id)
    written = make_draft("draft-1", office, title="Speed cameras at schools")

    record_id = record_changes.draft(conn, network_id, written, NOW)

    kept = records.drafted(conn, network_id, "draft-1")
    assert (kept.id, kept.title, kept.office) == (record_id, "Speed cameras at schools", office)
    assert records.by_key(conn, network_id, "draft-1") is None
    assert records.by_ids(conn, network_id, [record_id]) == {}
    assert records.count(conn, network_id) == 0


def test_the_index_holds_no_draft(conn, network_id):
    record_changes.draft(conn, network_id, make_draft("draft-1"), NOW)
    conn.commit()

    assert list(entry_texts.every(conn, network_id)) == []
    assert changes.since(conn, network_id, changes.START)[0] == []


def test_a_second_draft_takes_the_place_of_the_first(conn, network_id):
    first = record_changes.draft(conn, network_id, make_draft("draft-1", title="First"), NOW)
    second = record_changes.draft(conn, network_id, make_draft("draft-1", title="Second", topics=()), NOW)

    kept = records.drafted(conn, network_id, "draft-1")
    assert (first, kept.title, kept.topics) == (second, "Second", ())


def test_the_same_words_can_be_published(conn, network_id):
    record_id = record_changes.draft(conn, network_id, make_draft("draft-1"), NOW)

    saved = record_changes.save(conn, network_id, make_draft("draft-1"), NOW)

    assert (saved.id, saved.change) == (record_id, "changed")
    assert records.by_ids(conn, network_id, [record_id])


@pytest.mark.parametrize("withdrawn", [False, True])
def test_what_staff_decided_about_no_draft_replaces(conn, network_id, withdrawn):
    record_id = record_changes.save(conn, network_id, make_draft("draft-1", title="Published"), NOW).id
    if withdrawn:
        record_changes.withdraw(conn, network_id, record_id, NOW)

    assert record_changes.draft(conn, network_id, make_draft("draft-1", title="Changed"), NOW) is None
    assert records.drafted(conn, network_id, "draft-1") is None
    assert records.state_of(conn, network_id, "draft-1") == ("withdrawn" if withdrawn else "published")


def test_many_drafts_of_one_key_at_once_are_one_record(engine):
    with engine.begin() as conn:
        network_id = add_network(conn)

    ids = crowd(
        engine, lambda conn: record_changes.draft(conn, network_id, make_draft("draft-1", topics=()), NOW)
    )

    assert len(set(ids)) == 1


def test_a_draft_has_one_author(conn, network_id):
    record_id = record_changes.draft(conn, network_id, make_draft("draft-1"), NOW)
    author, other = (officials.add(conn, network_id, name) for name in ("Robin", "Kim"))

    told = [contributions.note(conn, record_id, each, None, NOW) for each in (author, other)]

    assert told == [True, False]
    assert contributions.of_record(conn, record_id) == contributions.Contribution(
        record_id, author, None, NOW
    )


def test_a_record_that_was_imported_has_no_author(conn, network_id):
    record_id = record_changes.save(conn, network_id, make_draft("oak"), NOW).id

    assert contributions.of_record(conn, record_id) is None


def test_nobody_of_another_network_is_an_author(conn, network_id):
    record_id = record_changes.draft(conn, network_id, make_draft("draft-1"), NOW)
    other = officials.add(conn, add_network(conn, "Hill network"), "Somebody else")

    with pytest.raises(IntegrityError):
        contributions.note(conn, record_id, other, None, NOW)


def test_a_draft_is_written_on_top_of_the_revision_that_its_author_saw(conn, network_id):
    first, again = Drafting(seen=0), Drafting(seen=1)

    assert record_changes.draft(conn, network_id, make_draft("draft-1", title="First"), NOW, first)
    assert record_changes.draft(conn, network_id, make_draft("draft-1", title="Other"), NOW, first) is None
    assert record_changes.draft(conn, network_id, make_draft("draft-1", title="Second"), NOW, again)
    assert record_changes.draft(conn, network_id, make_draft("draft-1", title="Third"), NOW, again) is None
    found = records.drafted(conn, network_id, "draft-1")
    assert (found.title, found.revision) == ("Second", 2)


@pytest.mark.parametrize("seen", [0, 1])
def test_of_two_drafts_at_once_on_top_of_one_revision_one_is_kept(engine, seen):
    with engine.begin() as conn:
        network_id = add_network(conn)
        if seen:
            record_changes.draft(conn, network_id, make_draft("draft-1"), NOW)
    written, drafting = make_draft("draft-1", title="Another"), Drafting(seen=seen)

    kept = raced(engine, lambda conn: record_changes.draft(conn, network_id, written, NOW, drafting))

    assert sorted(each is None for each in kept) == [False, True]
