"""What several governments asked and no record answered: open questions, grouped by what they mean.

A group is told only if enough different governments asked, and never which; docs/demand.md.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import Connection

from bot.embeddings import kept_as
from bot.questions.anonymity import FEWEST_ALIKE
from bot.questions.narrowing import LARGE, SMALL
from bot.shortening import title
from matching import naming
from matching.clustering import clusters
from matching.domain import Audience, EntryKind, Jurisdiction, NetworkId, OfficialId, QuestionId
from matching.naming import Term
from matching.spelling import corrected
from store import officials, open_questions, vectors
from store.open_questions import OpenQuestion
from store.vectors import text_hash

# Different governments that must have asked before a group is told, or one kind of them, as for a description
# of a place.
FEWEST_GOVERNMENTS = FEWEST_ALIKE
MOST_QUESTIONS = 20_000  # the latest; as many are grouped within 20 seconds (benchmarks/results/demand.md)
MOST_SHOWN = 8  # groups; a phone shows their names without scrolling


@dataclass(frozen=True, slots=True)
class AskedBy:
    """How many governments of one kind (matching.domain.Kind) and size ("small", "middle", "large") asked.

    The size is "" where the population is not known.
    """

    kind: str
    size: str
    governments: int


@dataclass(frozen=True, slots=True)
class Demand:
    """What at least FEWEST_GOVERNMENTS different governments asked about, without an answer.

    `name` is made of their own words, in `language`, "" where they asked in private and share none. `example`
    is the most typical question of those that were asked in a channel, "" without one. `asked_by` leaves out
    kinds of which fewer governments asked. `records` were shown to some who asked, and answered nobody.
    `about` are the questions.
    """

    name: str
    language: str
    example: str
    questions: int
    governments: int
    asked_by: tuple[AskedBy, ...]
    records: int
    about: frozenset[QuestionId] = frozenset()

    @property
    def told_as(self) -> str:
        """What it is called to staff, "" for what has no name: a language without spaces has no words."""
        return self.name or title(self.example)


@dataclass(frozen=True, slots=True)
class _Asked:
    """An open question with the words it may lend, and the government of its asker if that is known."""

    question: OpenQuestion
    terms: tuple[Term, ...]
    place: Jurisdiction | None


def demand(  # noqa: PLR0913 (whose, of which time, and how much of it)
    connection: Connection,
    model: str,
    network_id: NetworkId,
    since: datetime,
    now: datetime,
    most: int = MOST_SHOWN,
) -> tuple[Demand, ...]:
    """Return what was asked since then and is open, what most governments asked for first.

    `model` is the name of the embedder that serves; a question that it has not embedded is left out. The
    example may be read by whoever may open any channel of the network, the rest by everybody.
    """
    found = open_questions.of(connection, network_id, since, now)[-MOST_QUESTIONS:]
    hashes = [text_hash(corrected(each.text, each.language)) for each in found]
    stored = vectors.get(connection, kept_as(model, EntryKind.QUESTION), set(hashes))
    embedded = [(each, stored[key]) for each, key in zip(found, hashes, strict=True) if key in stored]
    if not embedded:
        return ()
    # Weights that were exchanged under one name may have left vectors of another width.
    width = len(embedded[-1][1])
    embedded = [each for each in embedded if len(each[1]) == width]
    asked = _asked(connection, [each for each, _ in embedded], now)
    groups = [
        [asked[place] for place in members]
        for members in clusters(np.stack([row for _, row in embedded]), model)
    ]
    everywhere = naming.counted(each.terms for each in asked)
    told = sorted(
        (group for group in groups if len(_places(group)) >= FEWEST_GOVERNMENTS),
        key=lambda group: (-len(_places(group)), -len(group)),
    )
    return tuple(_told(connection, group, everywhere, len(groups)) for group in told[:most])


def _asked(connection: Connection, found: Sequence[OpenQuestion], now: datetime) -> list[_Asked]:
    askers: set[OfficialId] = {each.asker_id for each in found}
    held = officials.offices_held(connection, askers, now.date())
    return [
        _Asked(
            each,
            # What was asked anonymously is shown nowhere, not even a word of it.
            () if each.audience is Audience.ANONYMOUS else naming.terms(each.text, each.language),
            held[each.asker_id][0].jurisdiction if each.asker_id in held else None,
        )
        for each in found
    ]


def _told(
    connection: Connection, group: Sequence[_Asked], everywhere: Mapping[str, int], groups: int
) -> Demand:
    language = Counter(each.question.language for each in group).most_common(1)[0][0]
    places = _places(group)
    examples = (each.question.text for each in group if each.question.audience is Audience.CHANNEL)
    about = frozenset(each.question.id for each in group)
    return Demand(
        name=naming.name(_lent(group, language), everywhere, groups, language),
        language=language,
        example=next(examples, ""),
        questions=len(group),
        governments=len(places),
        asked_by=_kinds(places),
        records=open_questions.records_shown(connection, about),
        about=about,
    )


def _places(group: Sequence[_Asked]) -> set[Jurisdiction]:
    return {each.place for each in group if each.place is not None}


def _kinds(places: set[Jurisdiction]) -> tuple[AskedBy, ...]:
    counts = Counter((place.kind.value, _size(place)) for place in places)
    return tuple(
        AskedBy(*kind, count)
        for kind, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        if count >= FEWEST_GOVERNMENTS
    )


def _size(place: Jurisdiction) -> str:
    if place.population is None:
        return ""
    if place.population < SMALL:
        return "small"
    return "large" if place.population >= LARGE else "middle"


def _lent(group: Sequence[_Asked], language: str) -> list[tuple[Term, ...]]:
    """Return the words by which the group may be named, those of the most typical public question first.

    A word that was only said in private is among them if people of enough governments said it.
    """
    spoken = [each for each in group if each.question.language == language]
    public = {
        term.stem for each in spoken if each.question.audience is Audience.CHANNEL for term in each.terms
    }
    said_by = Counter(
        stem for stem, _ in {(term.stem, each.place) for each in spoken if each.place for term in each.terms}
    )
    allowed = public | {stem for stem, count in said_by.items() if count >= FEWEST_GOVERNMENTS}
    first = sorted(spoken, key=lambda each: each.question.audience is not Audience.CHANNEL)
    return [tuple(term for term in each.terms if term.stem in allowed) for each in first]
