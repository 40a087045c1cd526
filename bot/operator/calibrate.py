"""`counterpart calibrate`: how sure answers are, fitted to a network's own feedback and judgements."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import typer
from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import Connection, Engine

from bot.importing.problems import FileUnusable
from bot.library import Library, Sought
from bot.operator.operator_mistake import OperatorMistake
from bot.progress import progress
from bot.settings import Settings, read
from bot.wiring import clock, configure_logging, load_library, using_database
from matching.calibration import Calibration, Curve, group
from matching.closeness import combined
from matching.domain import EntryKey, EntryKind, NetworkId, RecordId
from matching.entries import Within
from matching.fitting import Judged, fit_curves
from matching.language import detect
from matching.spelling import corrected
from store import networks, questions, records

# With fewer the curves would follow chance; the network keeps those it has.
FEWEST = 20


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


def run(order: Order, load: Callable[[Settings, Engine], Library] = load_library) -> None:
    """Write the fitted calibration and say what it changes.

    Raises OperatorMistake, FileUnusable, SettingsWrong, DatabaseUnavailable, WeightsError or
    CalibrationUnusable, each a sentence for the operator.
    """
    settings = read()
    configure_logging(settings.log_level, as_json=False)
    own = list(_read(order.judged)) if order.judged else []
    with using_database(settings) as engine:
        known, found = _found(engine, settings, own, load)
    _check_number(len(found), "judged questions whose records are still found")
    _write(order.out, known, found)


def _found(
    engine: Engine, settings: Settings, own: list[_Judgement], load: Callable[[Settings, Engine], Library]
) -> tuple[Calibration, list[Judged]]:
    """Return the calibration in use, and of the network's judgements those whose records are still found."""
    with engine.connect() as connection:
        network_id = networks.by_name(connection, settings.network)
        if network_id is None:
            raise OperatorMistake(f"There is no network {settings.network!r} yet. Import its records first.")
        judgements = [*own, *_rated(connection, network_id)]
        _check_number(len(judgements), "judged questions")
        library = load(settings, engine)
        with progress("Matching", len(judgements)) as advance:
            judged = [_judged(connection, library, network_id, each, advance) for each in judgements]
    return library.calibration, [each for each in judged if each is not None]


def _check_number(number: int, what: str) -> None:
    if number < FEWEST:
        raise OperatorMistake(
            f"The network has {number} {what}; {FEWEST} are needed. Askers judge by Helpful and Not helpful, "
            "curators in a file given with --judged."
        )


def _write(out: Path, known: Calibration, judged: list[Judged]) -> None:
    curves = fit_curves(judged, known.curves)
    origin = {
        "made": clock().date().isoformat(),
        "by": "counterpart calibrate",
        "data": {"judged questions of this network": len(judged)},
        "fitted_on": "everything, starting from the curves used before; the thresholds are those",
        "before": known.origin,
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    Calibration(known.embedder, curves, known.bands, origin).write(out)
    before, after = _brier(judged, known.curves), _brier(judged, curves)
    typer.echo(
        f"{len(judged)} judged questions. Mean squared error of the probabilities (Brier score, 0 is best):"
    )
    typer.echo(f"{before:.3f} before, {after:.3f} after, on the same questions.")
    typer.echo(
        f"Written to {out}. To use it set COUNTERPART_CALIBRATION={out} and restart `counterpart serve`."
    )


def _brier(judged: list[Judged], curves: Mapping[str, Curve]) -> float:
    errors = [curves[each.group].probability(each.closeness) - each.answers for each in judged]
    return float(np.mean(np.square(errors)))


def _judged(
    connection: Connection,
    library: Library,
    network_id: NetworkId,
    judgement: _Judgement,
    advance: Callable[[int], None],
) -> Judged | None:
    """Return how close the judged record is; None if the matcher no longer finds one."""
    matched = corrected(judgement.text, judgement.language)
    embedded = library.embedded(connection, matched)
    sought = Sought(network_id, matched, embedded, judgement.language, clock().date())
    found = library.closest(connection, sought, Within(without=judgement.itself))
    advance(1)
    name = group(EntryKind.RECORD, judgement.language)
    of_records = [each for each in found if each.key.kind is EntryKind.RECORD]
    if judgement.rated is not None:
        record_id, helpful = judgement.rated
        close = next((each for each in of_records if each.key.id == record_id), None)
        return Judged(name, combined(close), helpful) if close else None
    if not of_records:
        return None
    best = of_records[0]
    record = records.by_ids(connection, network_id, [RecordId(best.key.id)])[RecordId(best.key.id)]
    return Judged(name, combined(best), record.key in judgement.relevant)


def _rated(connection: Connection, network_id: NetworkId) -> Iterator[_Judgement]:
    for question, best in questions.rated(connection, network_id):
        itself = frozenset({EntryKey(EntryKind.QUESTION, question.id)})
        yield _Judgement(
            question.text, question.language, frozenset(), (best, bool(question.helpful)), itself
        )


def _read(path: Path) -> Iterator[_Judgement]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
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
