"""Revisions: everything that a record ever said is kept, and nobody's change is lost."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.domain import Details, Result, Source, Visibility
from store import provenance, record_changes, record_readers, records, revisions
from store.provenance import Statement
from store.record_changes import Edit
from store.record_values import content, draft_of, draft_of_content
from store.revisions import Change
from tests.factories import NOW, add_network, add_office, add_official, add_record, make_draft
from tests.store.racing import raced

DETAILS = Details(
    "12 % less", "40,000 EUR", "two people", "a mayor who wants it", 2024, ("11.6",), (Source("A"),)
)


def test_a_record_says_all_of_its_details(conn):
    network_id = add_network(conn)

    found = add_record(conn, network_id, details=DETAILS, visibility=Visibility.PUBLIC)

    assert (found.details, found.visibility, found.revision) == (DETAILS, Visibility.PUBLIC, 1)


def test_each_change_leaves_a_revision_with_who_made_it(conn):
    network_id = add_network(conn)
    robin = add_official(conn, network_id)
    record = add_record(conn, network_id, title="First")
    edit = Edit(record.id, 1, Change("edited", robin.id, "a typing error"))
    assert record_changes.edit(conn, network_id, edit, replace(draft_of(record), title="Second"), NOW)
    assert record_changes.confirm(conn, network_id, record.id, NOW, Change("verified", robin.id))
    assert record_changes.withdraw(conn, network_id, record.id, NOW)

    kept = revisions.history(conn, network_id, record.id)

    assert [(each.number, each.change.kind, each.content["title"]) for each in kept] == [
        (4, "withdrawn", "Second"),
        (3, "verified", "Second"),
        (2, "edited", "Second"),
        (1, "imported", "First"),
    ]
    assert kept[2].change == edit.change
    assert [each.content["state"] for each in kept] == ["withdrawn", "published", "published", "published"]


def test_what_differs_in_nothing_but_its_verification_says_the_same(conn):
    network_id = add_network(conn)
    verified, edited = (add_record(conn, network_id, key) for key in ("verified", "edited"))
    record_changes.confirm(conn, network_id, verified.id, NOW)
    edit = Edit(edited.id, 1, Change("edited"))
    record_changes.edit(conn, network_id, edit, replace(draft_of(edited), title="Second"), NOW)

    between = {verified.id: (1, 2), edited.id: (1, 2)}

    assert revisions.only_verified(conn, network_id, between) == {verified.id}
    assert revisions.only_verified(conn, network_id, {verified.id: (0, 2)}) == frozenset()
    assert revisions.only_verified(conn, add_network(conn, "Another"), between) == frozenset()


def test_what_is_not_published_has_the_last_change_by_which_that_is_so(conn):
    network_id = add_network(conn)
    record = add_record(conn, network_id)
    record_changes.withdraw(conn, network_id, record.id, NOW, Change("withdrawn", None, "Twice"))

    found = revisions.unpublished_by(conn, network_id, [record.id])

    assert found == {record.id: Change("withdrawn", None, "Twice")}
    assert revisions.unpublished_by(conn, add_network(conn, "Another"), [record.id]) == {}


def test_a_revision_can_be_said_again(conn):
    network_id = add_network(conn)
    record = add_record(
        conn, network_id, details=DETAILS, visibility=Visibility.NAMED, verified_on=date(2026, 1, 2)
    )

    kept = revisions.at(conn, network_id, record.id, 1)

    assert kept is not None
    assert draft_of_content(kept.content) == draft_of(record)
    assert revisions.at(conn, network_id, record.id, 2) is None


@given(
    st.builds(
        replace,
        st.just(make_draft()),
        title=st.text(min_size=1),
        topics=st.lists(st.text(), unique=True).map(sorted).map(tuple),
        result=st.sampled_from(Result),
        year_start=st.none() | st.integers(),
        details=st.builds(Details, figures=st.text(), sources=st.tuples(st.builds(Source, title=st.text()))),
    )
)
def test_content_gives_the_draft_back(draft):
    assert draft_of_content(content(draft, "published")) == draft


def test_an_edit_of_what_has_changed_since_writes_nothing(conn):
    network_id = add_network(conn)
    record = add_record(conn, network_id, title="First")
    theirs, mine = (Edit(record.id, record.revision, Change("edited")) for _ in range(2))
    assert record_changes.edit(conn, network_id, theirs, replace(draft_of(record), title="Theirs"), NOW)

    assert not record_changes.edit(conn, network_id, mine, replace(draft_of(record), title="Mine"), NOW)

    assert records.by_ids(conn, network_id, [record.id])[record.id].title == "Theirs"
    assert len(revisions.history(conn, network_id, record.id)) == 2


def test_of_two_edits_at_once_one_is_kept(engine):
    with engine.begin() as conn:
        network_id = add_network(conn)
        record = add_record(conn, network_id)
    edit = Edit(record.id, record.revision, Change("edited"))
    written = replace(draft_of(record), title="New")

    assert sorted(raced(engine, lambda conn: record_changes.edit(conn, network_id, edit, written, NOW))) == [
        False,
        True,
    ]


def test_a_withdrawn_record_can_be_published_again_with_its_words(conn):
    network_id = add_network(conn)
    record = add_record(conn, network_id, verified_on=date(2026, 1, 2))
    record_changes.withdraw(conn, network_id, record.id, NOW)

    assert record_changes.move(conn, network_id, Edit(record.id, 2, Change("restored")), "published", NOW)

    found = records.by_ids(conn, network_id, [record.id])[record.id]
    assert found == replace(record, revision=3)


def test_a_verified_record_counts_so_for_a_year(conn):
    network_id = add_network(conn)
    record = add_record(conn, network_id)

    record_changes.confirm(conn, network_id, record.id, NOW)

    found = records.by_ids(conn, network_id, [record.id])[record.id]
    assert found.verified_on == NOW.date()
    assert found.verify_by == NOW.date().replace(year=NOW.year + 1)


def test_saving_again_with_the_same_day_leaves_until_when_a_record_counts_as_verified(conn):
    network_id = add_network(conn)
    record = add_record(conn, network_id, verified_on=NOW.date())
    soon = NOW.date() + timedelta(days=30)
    record_changes.verify(conn, network_id, Edit(record.id, 1, Change("verified")), soon, NOW)

    def until(**said):
        written = replace(draft_of(record), **said)
        record_changes.save(conn, network_id, written, NOW)
        return records.by_ids(conn, network_id, [record.id])[record.id].verify_by

    later = NOW.date() + timedelta(days=1)
    assert until(title="Another") == soon
    assert until(title="Another", verified_on=later) == later.replace(year=later.year + 1)


def test_a_record_is_edited_here_from_the_edit_until_the_next_import(conn):
    network_id = add_network(conn)
    known, other, drafted = (
        add_record(conn, network_id, key, title=key) for key in ("known", "other", "drafted")
    )
    ids = [known.id, other.id, drafted.id]
    assert revisions.edited_since_import(conn, network_id, ids) == frozenset()

    edit = Edit(known.id, 1, Change("edited"))
    record_changes.edit(conn, network_id, edit, replace(draft_of(known), title="Edited"), NOW)
    record_changes.confirm(conn, network_id, other.id, NOW)
    assert revisions.edited_since_import(conn, network_id, ids) == {known.id}

    record_changes.save(conn, network_id, replace(draft_of(known), title="Imported"), NOW)
    assert revisions.edited_since_import(conn, network_id, ids) == frozenset()


def test_each_part_knows_who_said_and_who_approved_it(conn):
    network_id = add_network(conn)
    robin, sam = (add_official(conn, network_id, name) for name in ("Robin", "Sam"))
    record = add_record(conn, network_id)
    said = [Statement(part, robin.id, "Public works", "a call", NOW) for part in ("lessons", "problem")]
    provenance.say(conn, network_id, record.id, said)

    assert provenance.approve(conn, network_id, record.id, sam.id, NOW + timedelta(days=1)) == 2

    problem, lessons = provenance.of_record(conn, record.id)
    assert (problem.part, problem.said_by, problem.role, problem.source) == (
        "problem",
        robin.id,
        "Public works",
        "a call",
    )
    assert (lessons.part, lessons.approved_by, lessons.approved_at) == (
        "lessons",
        sam.id,
        NOW + timedelta(days=1),
    )


def test_what_is_said_anew_waits_for_approval_again(conn):
    network_id = add_network(conn)
    robin = add_official(conn, network_id)
    record = add_record(conn, network_id)
    statement = Statement("cost", robin.id, "", "", NOW)
    provenance.say(conn, network_id, record.id, [statement])
    provenance.approve(conn, network_id, record.id, robin.id, NOW)

    provenance.say(conn, network_id, record.id, [statement])

    assert provenance.of_record(conn, record.id) == (statement,)


@pytest.fixture
def named(conn):
    """A record of Oak that Elm may read; with the ids of the network and of Oak, Elm and Fir."""
    network_id = add_network(conn)
    oak, elm, fir = (add_office(conn, network_id, place=place) for place in ("Oak", "Elm", "Fir"))
    record = add_record(conn, network_id, office=oak, visibility=Visibility.NAMED)
    add_record(conn, network_id, "elsewhere", office=oak)
    record_readers.set_readers(conn, network_id, record.id, [elm.jurisdiction.id])
    return network_id, record.id, [each.jurisdiction.id for each in (oak, elm, fir)]


def test_a_record_for_named_peers_is_hidden_from_all_others(conn, named):
    network_id, record_id, (oak, elm, fir) = named

    hidden = [record_readers.hidden_from(conn, network_id, each) for each in (oak, elm, fir, None)]

    assert hidden == [frozenset(), frozenset(), {record_id}, {record_id}]


def test_readers_are_exactly_those_named_last(conn, named):
    network_id, record_id, (_, elm, fir) = named

    record_readers.set_readers(conn, network_id, record_id, [fir, fir])

    assert record_readers.readers(conn, record_id) == (fir,)
    assert record_readers.hidden_from(conn, network_id, elm) == {record_id}


def test_a_network_hides_nothing_of_another(conn, named):
    assert record_readers.hidden_from(conn, add_network(conn, "Other"), None) == frozenset()
