"""Who said which part of a record: which parts there are, and which of them an edit changes."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from matching.domain import JurisdictionId, OfficeId, Result, Source, Visibility
from store import provenance
from store.provenance import FIELDS, PARTS, TEXTS, Statement, changed, everything, filled
from store.record_values import RecordDraft, content, draft_of_content
from tests.factories import NOW, add_network, add_official, add_record, make_draft

OAK, ELM = JurisdictionId(1), JurisdictionId(2)
BEFORE = make_draft(status="ended")

words = st.sampled_from(["", "A fee", "A charge"])
of_draft = {
    **{text: words for text in ("title", "problem", "action", "outcome", "lessons")},
    "result": st.sampled_from(Result),
    "topics": st.sampled_from([(), ("water",), ("heat", "water")]),
    "place": words,
    "country": st.sampled_from(["", "US"]),
    "office_id": st.sampled_from([None, OfficeId(1), OfficeId(2)]),
    "year_start": st.sampled_from([None, 2019]),
    "status": st.sampled_from(["ongoing", "ended", "unknown"]),
    "source_title": words,
    "source_url": words,
    "source_lang": st.sampled_from(["", "en"]),
    "visibility": st.sampled_from(Visibility),
}
of_details = {
    **{text: words for text in ("figures", "cost", "staffing", "conditions")},
    "year_end": st.sampled_from([None, 2021]),
    "sdg_targets": st.sampled_from([(), ("11.6",)]),
    "sources": st.sampled_from([(), (Source("A report"),)]),
}
readers = st.sampled_from([(), (OAK,), (OAK, ELM)])
# Which field of a draft, or of its details, is of which part; written out once more, so that both must err.
PART_OF = {
    "place": "place",
    "country": "place",
    "office_id": "office",
    "year_start": "years",
    "year_end": "years",
    "source_title": "sources",
    "source_url": "sources",
    "sources": "sources",
    "source_lang": "language",
}


@st.composite
def drafts(draw: st.DrawFn) -> RecordDraft:
    details: dict[str, Any] = {name: draw(each) for name, each in of_details.items()}
    said = {name: draw(each) for name, each in of_draft.items()}
    return replace(BEFORE, **said, details=replace(BEFORE.details, **details))


def fields_of(draft: RecordDraft) -> dict[str, object]:
    own = {name: getattr(draft, name) for name in of_draft}
    known = own | {name: getattr(draft.details, name) for name in of_details}
    for name in ("result", "status"):
        known[name] = "" if known[name] == "unknown" else known[name]
    return known


@given(drafts(), drafts(), readers, readers)
def test_exactly_the_parts_of_the_fields_that_differ_have_changed(before, after, those, these):
    first, second = fields_of(before), fields_of(after)
    expected = {PART_OF.get(name, name) for name in first if first[name] != second[name]}

    found = changed(everything(before, those), everything(after, these))

    assert set(found) == expected | ({"visibility"} if those != these else set())
    assert list(found) == [part for part in PARTS if part in found]


@given(drafts())
def test_before_it_said_anything_all_that_it_says_is_new(draft):
    assert changed({}, everything(draft)) == filled(everything(draft))


@given(drafts(), readers)
def test_the_order_of_readers_and_what_a_revision_keeps_change_nothing(draft, those):
    kept = draft_of_content(content(draft, "published"))

    assert changed(everything(draft, those), everything(kept, reversed(those))) == ()


def test_every_field_that_a_record_says_is_of_one_part():
    fields = [name for names in FIELDS.values() for name in names]

    assert sorted(fields) == sorted(set(fields))
    assert set(everything(BEFORE)) - set(fields) == {"key", "state", "verified_on"}


def test_what_is_unknown_says_nothing_and_a_text_of_that_word_does():
    draft = replace(BEFORE, result=Result.UNKNOWN, status="unknown", lessons="unknown")

    assert {"lessons", "result", "status"} & set(filled(everything(draft))) == {"lessons"}


def test_every_part_can_be_said_and_is_read_back_in_its_order(conn):
    network_id = add_network(conn)
    record, robin = add_record(conn, network_id), add_official(conn, network_id)
    said = [Statement(part, robin.id, "Works", "a call", NOW) for part in PARTS]

    provenance.say(conn, network_id, record.id, reversed(said))

    assert list(provenance.of_record(conn, record.id)) == said


def test_the_texts_come_first_as_a_record_shows_them():
    assert PARTS[: len(TEXTS)] == TEXTS
    assert provenance.filled(everything(BEFORE), ["visibility"]) == ("visibility",)
