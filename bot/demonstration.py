"""The demo network, filled from the data of the package `demo`; its contacts are entries, never persons."""

import dataclasses
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from sqlalchemy import Connection

from bot import embeddings
from bot.importing.comparing import compare
from bot.records import contribute
from bot.settings import DEMONSTRATION
from matching import countries
from matching.domain import EntryKind, Kind, NetworkId, Office, Official, PracticeRecord, RecordId
from matching.language import detect
from matching.spelling import corrected
from store import memberships, networks, officials, places, vectors
from store.memberships import MembershipDraft
from store.places import JurisdictionDraft
from store.record_values import RecordDraft
from store.tables.directory import MOST_CAPACITY

NETWORK = DEMONSTRATION
# The committed vectors by the name of their arrays.
KINDS = {"passage": EntryKind.RECORD, "question": EntryKind.QUESTION}
# Contacts have held their offices since before any day that a clock, real or simulated, may show.
SINCE = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A sample question with the keys of the records that answer it, none where the honest answer is none."""

    id: str
    text: str
    language: str
    style: str
    relevant: tuple[str, ...]


def load(connection: Connection, now: datetime, *, but: Collection[str] = ()) -> NetworkId:
    """Return the demo network, filled with topics, places, offices, a contact each, records and vectors.

    Loading again changes nothing, so people who stand for an office stay, and what staff made of a record.
    Records of the keys `but` wait for a later loading. Reads only files of the package.
    """
    network_id = networks.ensure(connection, NETWORK, demonstration=True)
    known = {office.id for office in places.offices(connection, network_id)}
    every = contribute.accepted(_reading(), skip_invalid=False)
    edited = {
        each.contribution.draft.key for each in compare(connection, network_id, every) if each.edited_here
    }
    contributions = [each for each in every if each.draft.key not in edited.union(but)]
    contribute.import_records(connection, network_id, contributions, now)
    for office in places.offices(connection, network_id):
        if office.id not in known or not officials.holders(connection, network_id, office.id, SINCE):
            _add_contact(connection, network_id, office)
        for contact in officials.holders(connection, network_id, office.id, SINCE):
            _join(connection, contact, office, now)
    _load_vectors(connection)
    return network_id


def questions() -> tuple[JudgedQuestion, ...]:
    """Return the sample questions with their judgements, in the order of their file."""
    return tuple(
        JudgedQuestion(row["id"], row["question"], row["lang"], row["style"], tuple(row["relevant"]))
        for row in _rows("questions.jsonl")
    )


def texts() -> dict[str, list[tuple[str, ...]]]:
    """Return what the committed vectors stand for, in parts: the records as passages, and the questions."""
    asked: list[tuple[str, ...]] = [(corrected(each.text, detect(each.text)),) for each in questions()]
    return {"passage": [_record(each.draft).parts for each in _reading().good], "question": asked}


def _record(draft: RecordDraft) -> PracticeRecord:
    fields = {field.name: getattr(draft, field.name) for field in dataclasses.fields(draft)}
    del fields["office_id"]
    return PracticeRecord(id=RecordId(0), office=None, **fields)


def _reading() -> contribute.Reading:
    figures = {_place(row): _draft(row) for row in _rows("jurisdictions.jsonl")}

    def look_up(name: str, country: str | None, admin1: str, kind: Kind) -> JurisdictionDraft | None:
        return figures.get((name, country or "", admin1, kind))

    with as_file(files("demo") / "practices.jsonl") as path:
        return contribute.read(path, look_up)


def _place(row: dict[str, Any]) -> tuple[str, str, str, str]:
    return (row["place"], row["country"], row["admin1"], row["place_type"])


def _draft(row: dict[str, Any]) -> JurisdictionDraft:
    return JurisdictionDraft(
        name=row["place"],
        kind=Kind(row["place_type"]),
        country=row["country"],
        admin1=row["admin1"],
        population=row["population"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        time_zone=row["time_zone"],
        climate=row["climate"],
        coastal=row["coastal"],
    )


def _add_contact(connection: Connection, network_id: NetworkId, office: Office) -> None:
    name = f"{office.name}, {office.jurisdiction.name}"
    contact = officials.add(connection, network_id, name, demonstration=True)
    officials.hold(connection, contact, office.id, SINCE)


def _join(connection: Connection, contact: Official, office: Office, now: datetime) -> None:
    """Let a contact of the demonstration be asked, as often as whoever tries it may want."""
    if not contact.demonstration or contact.verified_at is not None:
        return
    place = office.jurisdiction
    said = MembershipDraft(
        capacity=MOST_CAPACITY,
        languages=tuple(sorted(countries.languages(place.country))),
        time_zone=place.time_zone or "",
    )
    memberships.save(connection, contact.network_id, contact.id, said, now)
    officials.mark_verified(connection, contact.id, now)


def _load_vectors(connection: Connection) -> None:
    """Store the committed vectors and tokens, by the hash of their text."""
    manifest = json.loads((files("demo") / "vectors.json").read_text(encoding="utf-8"))
    with (files("demo") / "vectors.npz").open("rb") as file, np.load(file) as arrays:
        for name, kind in KINDS.items():
            model, hashes = embeddings.kept_as(manifest["model"], kind), manifest["texts"][name]
            vectors.put(connection, model, dict(zip(hashes, arrays[name].astype(np.float32), strict=True)))
            ends = np.cumsum(arrays[f"{name}_lengths"])[:-1]
            tokens = np.split(arrays[f"{name}_tokens"], ends)
            by_hash = {hashed: each.tobytes() for hashed, each in zip(hashes, tokens, strict=True)}
            vectors.put_tokens(connection, model, by_hash)


def _rows(name: str) -> Iterator[dict[str, Any]]:
    with (files("demo") / name).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
