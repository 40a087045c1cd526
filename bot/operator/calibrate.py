"""`counterpart calibrate`: how sure answers are, fitted to a network's own feedback and judgements.

A few judgements are enough for curves, those of questions asked before too: a rating says of an earlier
question that led to the rated record whether it led to a right one. Thresholds need more.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import typer
from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import Connection, Engine

from bot.importing.problems import FileUnusable
from bot.library import Library, Sought
from bot.operator.operator_mistake import OperatorMistake
from bot.operator.served import network_of
from bot.progress import progress
from bot.settings import Settings, read
from bot.wiring import clock, configure_logging, load_library, using_database
from matching.bootstrap import interval_of_share
from matching.calibration import Bands, Calibration, Curve, group, load
from matching.closeness import combined
from matching.domain import (
    EntryKey,
    EntryKind,
    NetworkId,
    PracticeRecord,
    QuestionId,
    RecordId,
    Retrieved,
)
from matching.entries import Within
from matching.fitting import MOST_WRONG, NEVER, Judged, bands
from matching.folds import Case, Lead, fitted, nested, unseen
from matching.language import detect
from matching.spelling import corrected
from store import answered_questions, questions, records

# With fewer the curves would follow chance; the network keeps those it has.
FEWEST = 20
# From so many on thresholds are fitted too. In the demonstration 57% of the answers are good: of 200 some
# 114, and if 5% of those are wrong the 95% interval of that share is 2% to 10%, not above twice the target.
# With 100 judgements it would be 1% to 13%; the shipped thresholds come from 134.
THRESHOLDS_FROM = 200
BY = "counterpart calibrate"


@dataclass(frozen=True, slots=True)
class Order:
    """What the operator asked for."""

    out: Path
    judged: Path | None = None


class _Line(BaseModel):
    """One line of a file of judgements."""

    question: str = Field(min_length=1)
    relevant: list[str]


@dataclass(frozen=True, slots=True)
class _Judgement:
    """A question with the keys of the records that answer it, or with its best match and whether that helped.

    `itself` is the question's own entry, which must not answer it.
    """

    text: str
    language: str
    relevant: frozenset[str]
    rated: tuple[RecordId, bool] | None = None
    itself: frozenset[EntryKey] = frozenset()

    def tells(self, record: PracticeRecord) -> bool:
        """Return whether it says anything about this record: a rating does about one."""
        return self.rated is None or self.rated[0] == record.id

    def answered_by(self, record: PracticeRecord) -> bool:
        """Return whether this record answers it."""
        return record.key in self.relevant if self.rated is None else self.rated[1]


def run(order: Order, load: Callable[[Settings, Engine], Library] = load_library) -> None:
    """Write the fitted calibration and say what it changes.

    Raises OperatorMistake, FileUnusable, SettingsWrong, DatabaseUnavailable, WeightsError or
    CalibrationUnusable, each a sentence for the operator.
    """
    settings = read()
    configure_logging(settings.log_level, as_json=False)
    own = list(_read(order.judged)) if order.judged else []
    with using_database(settings) as engine:
        known, cases = _found(engine, settings, own, load)
    _check_number(len(cases), "judged questions whose records are still found")
    _write(order.out, known, cases)


def _found(
    engine: Engine,
    settings: Settings,
    own: list[_Judgement],
    load_library: Callable[[Settings, Engine], Library],
) -> tuple[Calibration, list[Case]]:
    """Return where to start from, and of the network's judgements those whose records are still found."""
    with engine.connect() as connection:
        _, network_id = network_of(connection, settings)
        judgements = [*own, *_rated(connection, network_id)]
        _check_number(len(judgements), "judged questions")
        library = load_library(settings, engine)
        with progress("Matching", len(judgements)) as advance:
            cases = [_case(connection, library, network_id, each, advance) for each in judgements]
    return _start(library), [each for each in cases if each is not None]


def _start(library: Library) -> Calibration:
    """Return the calibration in use, or the shipped one where this command made that in use.

    What it was fitted to is judged once more now: it would count twice, and no fold would be unseen.
    """
    used = library.calibration
    return load(library.embedder_name) if used.origin.get("by") == BY else used


def _check_number(number: int, what: str) -> None:
    if number < FEWEST:
        raise OperatorMistake(
            f"The network has {number} {what}; {FEWEST} are needed. Askers judge by Helpful and Not helpful, "
            "curators in a file given with --judged."
        )


def _write(out: Path, known: Calibration, cases: Sequence[Case]) -> None:
    curves = fitted(cases, known.curves)
    missing = THRESHOLDS_FROM - len(cases)
    thresholds = known.bands if missing > 0 else bands(unseen(cases, known.curves))
    kept = f"the thresholds are those, {missing} more judged questions are needed to fit them"
    chosen = "the thresholds on answers of curves that had not seen their questions"
    origin = {
        "made": clock().date().isoformat(),
        "by": BY,
        "data": {"judged questions of this network": len(cases)},
        "fitted_on": f"everything, starting from the curves before; {kept if missing > 0 else chosen}",
        "before": known.origin,
    }
    _put(out, Calibration(known.embedder, curves, thresholds, origin))
    before, after = _brier(cases, known.curves), _brier(cases, curves)
    typer.echo(
        f"{len(cases)} judged questions. Mean squared error of the probabilities (Brier score, 0 is best):"
    )
    typer.echo(f"{before:.3f} before, {after:.3f} after, on the same questions.")
    typer.echo(_kept(thresholds, missing) if missing > 0 else _chosen(thresholds, cases, known.curves))
    typer.echo(
        f"Written to {out}. To use it set COUNTERPART_CALIBRATION={out} and restart `counterpart serve`."
    )


def _put(out: Path, made: Calibration) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        made.write(out)
    except OSError as error:
        raise FileUnusable(
            f"{out} cannot be written: {error.strerror}. What it held before is unchanged; make room, or "
            "name another file with --out."
        ) from error


def _kept(thresholds: Bands, missing: int) -> str:
    return (
        f"The thresholds stay: good from {thresholds.good:.2f}, may help from {thresholds.maybe:.2f}. "
        f"They are fitted from {THRESHOLDS_FROM} judged questions on; {missing} more are needed."
    )


def _chosen(thresholds: Bands, cases: Sequence[Case], known: Mapping[str, Curve]) -> str:
    """Return the thresholds, and how many good answers are wrong by thresholds of the other folds."""
    may_help = f"may help from {thresholds.maybe:.2f}."
    if thresholds.good == NEVER:
        return (
            f"Thresholds fitted: no answer is good, since none keeps {1 - MOST_WRONG:.0%} right; {may_help}"
        )
    good = [answer for answer, own in nested(cases, known) if answer.probability >= own.good]
    wrong = sum(not answer.right for answer in good)
    low, high = interval_of_share(wrong, len(good))
    share = f"{wrong / len(good):.0%} (95% interval {low:.0%} to {high:.0%})" if good else "none was good"
    return (
        f"Thresholds fitted: good from {thresholds.good:.2f}, {may_help[:-1]}. On questions not seen before "
        f"{wrong} of {len(good)} good answers had no right match: {share}."
    )


def _brier(cases: Sequence[Case], curves: Mapping[str, Curve]) -> float:
    judged = [each for case in cases for each in case.taught]
    return float(
        np.mean([(curves[each.group].probability(each.closeness) - each.answers) ** 2 for each in judged])
    )


def _case(
    connection: Connection,
    library: Library,
    network_id: NetworkId,
    judgement: _Judgement,
    advance: Callable[[int], None],
) -> Case | None:
    """Return how close what was found is and whether it answers; None if nothing judged is found any more."""
    matched = corrected(judgement.text, judgement.language)
    embedded = library.embedded(connection, matched)
    sought = Sought(network_id, matched, embedded, judgement.language, clock().date())
    found = library.closest(connection, sought, Within(without=judgement.itself))
    advance(1)
    led_to = _led_to(connection, sought, found)
    told = [(each, record) for each in found for record in led_to[each.key] if judgement.tells(record)]
    if not told:
        return None
    judged = [
        Judged(group(each.key.kind, judgement.language), combined(each), judgement.answered_by(record))
        for each, record in told
    ]
    about = judgement.relevant if judgement.rated is None else {record.key for _, record in told}
    leads = tuple(Lead(record.id, each) for (_, record), each in zip(told, judged, strict=True))
    return Case(tuple(_taught(told, judged)), leads, frozenset({judgement.text, *about}))


def _taught(told: Sequence[tuple[Retrieved, PracticeRecord]], judged: Sequence[Judged]) -> Iterator[Judged]:
    """Give the closest entry of each kind, and whether a record that it leads to answers."""
    for kind in EntryKind:
        keys = [found.key for found, _ in told if found.key.kind is kind]
        own = [each for (found, _), each in zip(told, judged, strict=True) if found.key in keys[:1]]
        if own:
            yield replace(own[0], answers=any(each.answers for each in own))


def _led_to(
    connection: Connection, sought: Sought, found: Sequence[Retrieved]
) -> dict[EntryKey, list[PracticeRecord]]:
    """Return the records that each entry leads to: itself, or those that answered the earlier question."""
    earlier = [QuestionId(each.key.id) for each in found if each.key.kind is EntryKind.QUESTION]
    asked = answered_questions.asked_before(connection, sought.network_id, earlier, sought.on)
    ids = {
        each.key: [RecordId(each.key.id)]
        if each.key.kind is EntryKind.RECORD
        else [before.record_id for before in asked.get(QuestionId(each.key.id), [])]
        for each in found
    }
    every = records.by_ids(connection, sought.network_id, {each for led in ids.values() for each in led})
    return {key: [every[each] for each in led if each in every] for key, led in ids.items()}


def _rated(connection: Connection, network_id: NetworkId) -> Iterator[_Judgement]:
    for question, best in questions.rated(connection, network_id):
        itself = frozenset({EntryKey(EntryKind.QUESTION, question.id)})
        yield _Judgement(
            question.text, question.language, frozenset(), (best, bool(question.helpful)), itself
        )


def _read(path: Path) -> Iterator[_Judgement]:
    try:
        # Excel and Notepad begin a file in UTF-8 with a byte order mark.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise FileUnusable(f"{path} cannot be read as UTF-8 text: {error}.") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _judgement(path, number, line)


def _judgement(path: Path, number: int, line: str) -> _Judgement:
    try:
        row = _Line.model_validate_json(line)
    except ValidationError as error:
        raise FileUnusable(
            f'{path}, line {number} is not like {{"question": "...", "relevant": ["key of a record"]}}. '
            "A question that no record answers has an empty list."
        ) from error
    return _Judgement(row.question, detect(row.question), frozenset(row.relevant))
