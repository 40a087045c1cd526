"""How probably an entry answers a question, from how close it is; and when an answer is good.

The probability is a logistic curve of the closeness (Platt, 1999), one for each kind of entry and for English
and other languages, since closeness means something else in each. The curves and the thresholds are fitted
on judged questions (matching/fitting.py) and kept in a small file with the data that made them.
"""

import json
import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from matching.closeness import combined
from matching.domain import Band, EntryKind, Retrieved

FORMAT = 1
COMMAND = "`counterpart calibrate`"
BUNDLED = Path(__file__).parent / "data" / "calibration_1.json"
LARGER = BUNDLED.with_name("calibration_mpnet_1.json")  # that of mpnet and e5


class CalibrationUnusable(Exception):
    """A calibration file that cannot be used; the text says why and what to do."""


class CalibrationOfAnotherModel(CalibrationUnusable):
    """A calibration that was fitted for another embedding model; it is whole, and serves that one."""


@dataclass(frozen=True, slots=True)
class Bands:
    """The probabilities from which an answer is good, and from which it may help."""

    good: float
    maybe: float

    def of(self, probability: float) -> Band:
        """Return the band of an answer whose best match has this probability."""
        if probability >= self.good:
            return Band.GOOD
        return Band.MAYBE if probability >= self.maybe else Band.NONE


@dataclass(frozen=True, slots=True)
class Curve:
    """The logistic curve 1 / (1 + exp(-(slope x + intercept)))."""

    slope: float
    intercept: float

    def probability(self, closeness: float) -> float:
        """Return the probability at this closeness."""
        log_odds = self.slope * closeness + self.intercept
        # Written so that neither end overflows.
        return 1 / (1 + math.exp(-log_odds)) if log_odds > 0 else 1 - 1 / (1 + math.exp(log_odds))


def group(kind: EntryKind, language: str) -> str:
    """Return the name of the curve for this kind of entry and a question in this language."""
    return f"{kind.value}/{'english' if language == 'en' else 'other'}"


def every_group() -> set[str]:
    """Return the names of all curves."""
    return {group(kind, language) for kind in EntryKind for language in ("en", "")}


@dataclass(frozen=True, slots=True)
class Calibration:
    """The curves by group, the bands, and what a reader of the file learns about where they come from."""

    embedder: str
    curves: Mapping[str, Curve]
    bands: Bands
    origin: Mapping[str, Any]

    def probability(self, found: Retrieved, language: str) -> float:
        """Return how probably what was found answers a question in this language."""
        return self.curves[group(found.key.kind, language)].probability(combined(found))

    def write(self, path: Path) -> None:
        """Write the file that `read` reads. Raises OSError, and then the file has what it had."""
        content = {
            "format": FORMAT,
            "embedder": self.embedder,
            "bands": {"good": self.bands.good, "maybe": self.bands.maybe},
            "curves": {
                name: {"slope": curve.slope, "intercept": curve.intercept}
                for name, curve in sorted(self.curves.items())
            },
            "origin": self.origin,
        }
        # Beside it first: a full disk must not cut the file that serves.
        written = path.with_suffix(".new")
        try:
            written.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            written.replace(path)
        except OSError:
            written.unlink(missing_ok=True)
            raise

    @classmethod
    def read(cls, path: Path, embedder: str) -> Self:
        """Return the calibration of the file. Raises CalibrationUnusable or CalibrationOfAnotherModel."""
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            if content["format"] != FORMAT:
                raise CalibrationUnusable(f"{path} is of another version. Make one with {COMMAND}.")
            found = cls(
                content["embedder"],
                {
                    name: Curve(_figure(curve["slope"]), _figure(curve["intercept"]))
                    for name, curve in content["curves"].items()
                },
                Bands(_figure(content["bands"]["good"]), _figure(content["bands"]["maybe"])),
                content["origin"],
            )
        except OSError as error:
            raise CalibrationUnusable(f"The calibration {path} cannot be read: {error.strerror}.") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CalibrationUnusable(f"{path} is not a calibration. Make one with {COMMAND}.") from error
        return found._of(embedder, path)

    def _of(self, embedder: str, path: Path) -> Self:
        missing = every_group() - self.curves.keys()
        if missing:
            raise CalibrationUnusable(f"{path} has no curve for {', '.join(sorted(missing))}.")
        if self.embedder != embedder:
            raise CalibrationOfAnotherModel(
                f"{path} was fitted for the embedding model {self.embedder}, not for {embedder}. "
                f"Make one for this with {COMMAND}."
            )
        return self


def _figure(value: object) -> float:
    """Return the number. Raises ValueError for what is none: NaN would make every comparison false."""
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no number")
    return float(value)


def unmeasured(embedder: str) -> Calibration:
    """Return curves for an embedder that nobody has calibrated: cosine sums of .6 may help, .72 are good.

    Those were the bundled models' thresholds before tokens counted; they are a guess for any other.
    """
    curve = Curve(slope=20.0, intercept=-13.0)
    curves = dict.fromkeys(every_group(), curve)
    bands = Bands(good=curve.probability(0.72), maybe=curve.probability(0.60))
    return Calibration(embedder, curves, bands, {"data": "none: a guess"})


def load(embedder: str) -> Calibration:
    """Return the calibration that comes with this embedder, or else the unmeasured one."""
    for file in (BUNDLED, LARGER):
        with suppress(CalibrationUnusable):
            return Calibration.read(file, embedder)
    return unmeasured(embedder)
