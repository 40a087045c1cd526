from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.domain import Details, Result, Source, Visibility
from store import (
    merges,
    provenance,
    record_changes,
    record_contacts,
    record_readers,
    records,
    revisions,
)
from store.merges import Merging, Outcome
from store.provenance import Statement
from store.record_changes import Edit
from store.record_values import content, draft_of
from store.revisions import Change
from tests.engines import quickly_opened
from tests.factories import NOW, add_network, add_office, add_official, add_record, make_draft, there
from tests.store.racing import raced

LATER = NOW + timedelta(days=3)


class Two:
    """Two records of one network and a curator; `a` is merged into `b`."""

    def __init__(self, conn):
        self.network_id = add_network(conn)
        self.curator = add_official(conn, self.network_id, "Sam").id
        self.oak = add_office(conn, self.network_id, "Works", "Oak")
        self.elm = add_office(conn, self.network_id, "Finance", "Elm")
        self.a = add_record(conn, self.network_id, "a", self.oak, title="A fee", lessons="Bill early.").id
        self.b = add_record(conn, self.network_id, "b", self.elm, title="A charge", lessons="").id

    def stored(self, conn, record_id):
        found = records.stored_by_id(conn, self.network_id, record_id)
        assert found
        return found

    def says(self, conn, record_id):
        found = self.stored(conn, record_id)
        said = content(draft_of(found.record), found.state)
        readers = record_readers.readers(conn, record_id)
        return said, found.record.verify_by, provenance.of_record(conn, record_id), readers

    def merge(self, conn, *, record_id=None, into_id=None, taken=("lessons",), readers=(), **said):
        record_id, into_id = record_id or self.a, into_id or self.b
        record, into = (self.stored(conn, each).record for each in (record_id, into_id))
        values = {part: getattr(record, part) for part in taken} | said
        merging = Merging(record_id, record.revision, into_id, into.revision, self.curator)
        outcome = Outcome(replace(draft_of(into), **values), tuple(taken), readers)
        return merges.merge(conn, self.network_id, merging, outcome, NOW)

    def unmerge(self, conn, record_id=None):
        current = merges.current(conn, self.network_id, record_id or self.a)
        assert current
        return merges.unmerge(conn, self.network_id, current, self.curator, LATER)


@pytest.fixture
def two(conn):
    return Two(conn)


def test_a_merged_record_is_withdrawn_and_leads_to_the_other_one_which_keeps_its_parts(conn, two):
    assert two.merge(conn)

    assert two.stored(conn, two.a).state == "withdrawn"
    assert merges.landed(conn, two.network_id, two.a) == two.b
    into = two.stored(conn, two.b).record
    assert (into.title, into.lessons) == ("A charge", "Bill early.")


def test_both_histories_say_who_merged(conn, two):
    two.merge(conn)

    for record_id in (two.a, two.b):
        last, first = revisions.history(conn, two.network_id, record_id)
        assert (last.change, first.change.kind) == (Change("merged", two.curator), "imported")


def test_who_said_a_part_that_is_taken_over_said_it_in_the_other_record_too(conn, two):
    robin = add_official(conn, two.network_id, "Robin").id
    said = Statement("lessons", robin, "Works", "a call", NOW)
    provenance.say(conn, two.network_id, two.a, [said, replace(said, part="problem")])

    two.merge(conn)

    approved = replace(said, approved_by=two.curator, approved_at=NOW)
    assert provenance.of_record(conn, two.b) == (approved,)


def test_the_office_of_the_merged_record_can_be_asked_about_the_other_one(conn, two):
    two.merge(conn)

    assert record_contacts.of_record(conn, two.b) == (two.oak.id,)

    two.unmerge(conn)

    assert record_contacts.of_record(conn, two.b) == ()


def test_a_merged_record_that_an_import_publishes_again_is_merged_no_more(conn, two):
    c = add_record(conn, two.network_id, "c", two.elm, title="A levy").id
    two.merge(conn, record_id=c, into_id=two.a, taken=())
    two.merge(conn)

    record_changes.save(conn, two.network_id, make_draft("a", two.oak, title="A fee, again"), LATER)
    seen = two.stored(conn, two.a).record.revision
    withdrawn = Edit(two.a, seen, Change("withdrawn", two.curator))
    landed = merges.landed(conn, two.network_id, c)
    record_changes.move(conn, two.network_id, withdrawn, "withdrawn", LATER)

    assert landed == two.a
    assert merges.landed(conn, two.network_id, two.a) == two.a
    assert merges.current(conn, two.network_id, two.a) is None
    assert two.stored(conn, two.b).record.lessons == "Bill early."


def test_a_record_that_has_changed_since_it_was_seen_is_not_merged(conn, two):
    record, into = (two.stored(conn, each).record for each in (two.a, two.b))
    before = two.says(conn, two.a), two.says(conn, two.b)
    for seen in ((record.revision + 1, into.revision), (record.revision, into.revision + 1)):
        merging = Merging(two.a, seen[0], two.b, seen[1], two.curator)

        assert not merges.merge(conn, two.network_id, merging, Outcome(draft_of(into), ()), NOW)

    assert (two.says(conn, two.a), two.says(conn, two.b)) == before


def test_of_two_curators_who_merge_at_once_one_does(postgresql):
    with postgresql.begin() as conn:
        two = Two(conn)

    assert raced(postgresql, two.merge) == (True, False)


def test_of_two_who_merge_a_pair_both_ways_round_one_does(postgresql):
    with postgresql.begin() as conn:
        two = Two(conn)
    ways = iter(((two.a, two.b), (two.b, two.a)))
    with postgresql.connect() as conn:
        seen = {each: two.stored(conn, each).record for each in (two.a, two.b)}

    def merge(conn):
        record_id, into_id = next(ways)
        revisions_seen = seen[record_id].revision, seen[into_id].revision
        merging = Merging(record_id, revisions_seen[0], into_id, revisions_seen[1], two.curator)
        return merges.merge(conn, two.network_id, merging, Outcome(draft_of(seen[into_id]), ()), NOW)

    assert raced(postgresql, merge) == (True, False)


def test_of_two_who_unmerge_at_once_one_does(postgresql):
    with postgresql.begin() as conn:
        two = Two(conn)
        two.merge(conn)
        current = merges.current(conn, two.network_id, two.a)

    def unmerge(conn):
        return merges.unmerge(conn, two.network_id, there(current), two.curator, LATER)

    assert raced(postgresql, unmerge) == (True, None)


def test_unmerging_restores_words_speakers_readers_and_days(conn, two):
    robin = add_official(conn, two.network_id, "Robin").id
    provenance.say(conn, two.network_id, two.b, [Statement("title", robin, "Finance", "a call", NOW)])
    record_readers.set_readers(conn, two.network_id, two.b, [two.oak.jurisdiction.id])
    record_changes.confirm(conn, two.network_id, two.b, NOW)
    before = two.says(conn, two.a), two.says(conn, two.b)
    two.merge(conn, taken=("title", "lessons"), visibility=Visibility.NAMED)

    assert two.unmerge(conn) is True

    assert (two.says(conn, two.a), two.says(conn, two.b)) == before
    assert merges.landed(conn, two.network_id, two.a) == two.a
    assert merges.current(conn, two.network_id, two.a) is None


def test_a_record_that_was_edited_since_keeps_what_it_says_now(conn, two):
    two.merge(conn)
    edited = Edit(two.b, two.stored(conn, two.b).record.revision, Change("edited", two.curator))
    said = make_draft("b", two.elm, title="A charge by area", lessons="Bill early, and often.")
    record_changes.edit(conn, two.network_id, edited, said, NOW)

    assert two.unmerge(conn) is False

    assert two.stored(conn, two.a).state == "published"
    assert two.stored(conn, two.b).record.lessons == "Bill early, and often."
    assert revisions.history(conn, two.network_id, two.b)[0].change.kind == "unmerged"


def test_to_find_a_record_right_since_is_no_edit(conn, two):
    two.merge(conn)
    record_changes.confirm(conn, two.network_id, two.b, LATER)

    assert two.unmerge(conn) is True

    found = two.stored(conn, two.b).record
    assert (found.lessons, found.verified_on) == ("", LATER.date())


def test_what_was_merged_into_a_merged_record_leads_to_the_end_and_back(conn, two):
    c = add_record(conn, two.network_id, "c", add_office(conn, two.network_id, "Parks", "Fir")).id
    two.merge(conn, record_id=c, into_id=two.a, taken=())
    two.merge(conn)

    assert merges.landed(conn, two.network_id, c) == two.b
    assert len(record_contacts.of_record(conn, two.b)) == 2

    two.unmerge(conn)

    assert merges.landed(conn, two.network_id, c) == two.a
    assert record_contacts.of_record(conn, two.b) == ()


def test_a_merged_record_that_an_import_published_again_stands_for_itself(conn, two):
    two.merge(conn)

    record_changes.save(conn, two.network_id, make_draft("a", two.oak, title="Another fee"), NOW)

    assert merges.landed(conn, two.network_id, two.a) == two.a
    assert merges.current(conn, two.network_id, two.a) is None
    assert two.merge(conn)
    assert merges.current(conn, two.network_id, two.a)


words = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
sources = st.lists(st.builds(Source, words, words, st.sampled_from(["", "en", "es"])), max_size=2)
details = st.builds(
    Details,
    figures=words,
    cost=words,
    staffing=words,
    conditions=words,
    year_end=st.none() | st.integers(1900, 2100),
    sdg_targets=st.lists(st.sampled_from(["11.6", "13.1"]), unique=True).map(tuple),
    sources=sources.map(tuple),
)
said = st.fixed_dictionaries(
    {
        "title": words.filter(bool),
        "problem": words,
        "action": words,
        "outcome": words,
        "lessons": words,
        "result": st.sampled_from(Result),
        "topics": st.sets(st.sampled_from(["water", "finance", "heat"])).map(
            lambda each: tuple(sorted(each))
        ),
        "year_start": st.none() | st.integers(1900, 2100),
        "details": details,
        "visibility": st.sampled_from(Visibility),
    }
)


@given(first=said, second=said, taken=st.sets(st.sampled_from(["title", "problem", "action", "lessons"])))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_merging_and_unmerging_any_two_records_restores_both(sqlite_url, first, second, taken):
    engine = quickly_opened(sqlite_url)
    with engine.connect() as conn:
        two = Two(conn)
        two.a = add_record(conn, two.network_id, "one", two.oak, **first).id
        two.b = add_record(conn, two.network_id, "other", two.elm, **second).id
        before = two.says(conn, two.a), two.says(conn, two.b)

        assert two.merge(conn, taken=sorted(taken - ({"title"} if not first["title"] else set())))
        assert two.unmerge(conn) is True

        assert (two.says(conn, two.a), two.says(conn, two.b)) == before
    engine.dispose()


def said_by(conn, record_id):
    return {each.part: (each.said_by, each.source) for each in provenance.of_record(conn, record_id)}


def test_what_the_merged_record_adds_beside_its_texts_is_said_by_whom_it_was(conn, two):
    robin, noor = (add_official(conn, two.network_id, name).id for name in ("Robin", "Noor"))
    for record_id, by, parts in ((two.a, robin, ("topics", "years")), (two.b, noor, ("topics", "sources"))):
        said = [Statement(part, by, "Works", f"a call of {by}", NOW) for part in parts]
        provenance.say(conn, two.network_id, record_id, said)
    before = two.says(conn, two.a), two.says(conn, two.b)
    record, into = (two.stored(conn, each).record for each in (two.a, two.b))
    further = (Source("A report"),)

    assert two.merge(
        conn,
        taken=(),
        topics=("finance", *into.topics),
        year_start=2001,
        status=record.status,
        details=replace(into.details, sources=further),
    )

    assert said_by(conn, two.b) == {
        "topics": (noor, f"a call of {noor}; a call of {robin}"),
        "years": (None, f"{into.source_title}; a call of {robin}"),
        "sources": (noor, f"a call of {noor}; {record.source_title}"),
    }
    assert two.unmerge(conn) is True
    assert (two.says(conn, two.a), two.says(conn, two.b)) == before


def test_a_part_that_only_the_merged_record_fills_in_is_said_by_whom_it_was_there(conn, two):
    robin = add_official(conn, two.network_id, "Robin").id
    provenance.say(conn, two.network_id, two.a, [Statement("years", robin, "Works", "a call", NOW)])
    into = two.stored(conn, two.b).record
    edit = Edit(two.b, into.revision, Change("edited"))
    record_changes.edit(conn, two.network_id, edit, replace(draft_of(into), year_start=None), NOW)

    two.merge(conn, taken=(), year_start=two.stored(conn, two.a).record.year_start)

    assert said_by(conn, two.b) == {"years": (robin, "a call")}


def test_a_merge_that_was_kept_before_other_parts_than_texts_were_said_is_taken_back(conn, two):
    robin = add_official(conn, two.network_id, "Robin").id
    provenance.say(conn, two.network_id, two.b, [Statement("title", robin, "Finance", "a call", NOW)])
    before = two.says(conn, two.b)
    two.merge(conn, taken=("title", "lessons"))
    current = there(merges.current(conn, two.network_id, two.a))
    kept = {name: value for name, value in current.before.items() if name != "parts"}

    assert merges.unmerge(conn, two.network_id, replace(current, before=kept), two.curator, LATER) is True

    assert two.says(conn, two.b) == before
