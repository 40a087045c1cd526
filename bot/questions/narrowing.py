"""What follow-ups narrow an answer to, one condition after the other; narrowing_words.py reads them.

Only what records say of themselves and of their places counts; what they do not say, they do not meet.
"""

from dataclasses import asdict, dataclass, replace

from pydantic import TypeAdapter

from bot.places.gazetteer import continent
from bot.shown import NarrowedShown
from matching.domain import Candidate, Jurisdiction, Result

# People. Below the first a place is small, from the second on it is large: the sizes at which funds and
# networks of cities commonly draw these lines.
SMALL, LARGE = 100_000, 500_000

# Years: what is not older counts as new, as a council's term or so: who did it can still be asked.
NEWER = 5

# The first letters of the classes of Koeppen and Geiger: A is tropical, B dry (h hot), D and E are cold.
CLIMATES = {"hot": ("A", "BWh", "BSh"), "cold": ("D", "E"), "dry": ("B",)}
LIKE_YOURS = "like yours"  # until the asker's place is known
SAME_LETTERS = 2  # of a class, the second of which tells when it rains: Cfa is like Cfb, and not like Csa

# The regions of CLDR by their UN codes, and the continents of GeoNames that they hold. Latin America is the
# Americas without those countries in the north.
REGIONS = {
    "150": ("EU",),
    "002": ("AF",),
    "142": ("AS",),
    "019": ("NA", "SA"),
    "009": ("OC",),
    "003": ("NA",),
    "005": ("SA",),
    "419": ("NA", "SA"),
}
NOT_LATIN = ("US", "CA", "BM", "GL", "PM")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Conditions on the place and the result of a record; all that are said must be met.

    `place` is a country, ISO 3166, or a region, one of REGIONS; `climate` one of CLIMATES, or the first
    letters of classes. `further` leaves out what the asker was shown already, this once.
    """

    below: int | None = None
    least: int | None = None
    place: str = ""
    climate: str = ""
    since: int | None = None
    result: Result | None = None
    further: bool = False

    def keeps(self, candidate: Candidate) -> bool:
        """Say whether the record is known to meet all conditions."""
        record = candidate.record
        place = record.office.jurisdiction if record.office else None
        return (
            self._fits_size(place.population if place else None)
            and (not self.place or _is_in(record.country, self.place))
            and (not self.climate or _has_climate(place, self.climate))
            and (self.since is None or (record.year_start is not None and record.year_start >= self.since))
            and (self.result is None or record.result is self.result)
        )

    def _fits_size(self, people: int | None) -> bool:
        if self.below is None and self.least is None:
            return True
        return people is not None and (self.least or 0) <= people < (self.below or people + 1)

    def then(self, later: "Narrowing") -> "Narrowing":
        """Return these conditions with the later ones, which take the place of earlier ones of their kind."""
        said = {name: value for name, value in asdict(later).items() if value not in (None, "", False)}
        if said.keys() & {"below", "least"}:
            said = {"below": None, "least": None, **said}
        return replace(self, **{"further": False, **said})

    def of(self, asker: Jurisdiction | None) -> "Narrowing":
        """Return the conditions with a climate like the asker's as the letters of their place."""
        if self.climate != LIKE_YOURS or asker is None or not asker.climate:
            return self
        return replace(self, climate=asker.climate[:SAME_LETTERS])

    @property
    def shown(self) -> NarrowedShown:
        """What the asker reads of how they were understood."""
        return NarrowedShown(
            self.below or 0,
            self.least or 0,
            self.place,
            self.result.value if self.result else "",
            self.climate if self.climate in CLIMATES or not self.climate else LIKE_YOURS,
            self.since or 0,
            further=self.further,
        )


_adapter = TypeAdapter(Narrowing)


def to_json(narrowed: Narrowing | None) -> str:
    """Return the conditions as the text that a question keeps, "" for none; what was shown is not one."""
    return "" if narrowed is None else _adapter.dump_json(replace(narrowed, further=False)).decode()


def from_json(text: str) -> Narrowing:
    """Return the conditions that `to_json` wrote."""
    return _adapter.validate_json(text) if text else Narrowing()


def _is_in(country: str | None, place: str) -> bool:
    if place not in REGIONS:
        return country == place
    if place == "419" and country in NOT_LATIN:
        return False
    return bool(country) and continent(country or "") in REGIONS[place]


def _has_climate(place: Jurisdiction | None, climate: str) -> bool:
    known = (place.climate if place else None) or ""
    return known.startswith(CLIMATES.get(climate, (climate,)))
