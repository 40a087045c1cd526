"""The fixed laws of the simulated world: its sizes may be chosen, these may not. They are printed first."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

STARTS = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
YEAR = timedelta(days=365)
# After the year nobody asks, but what is open ends: a request's five working days, and as many for the next
# peer who is asked meanwhile.
RUNS_OUT = timedelta(days=14)

# Of a log-normal law: half of the jurisdictions have one or two records, few have eight.
RECORDS_MEDIAN, RECORDS_SPREAD, RECORDS_MOST = 2.0, 0.7, 8
OFFICIALS_OF_AN_OFFICE = 2
LEAST_CAPACITY, MOST_CAPACITY = 1, 4  # introductions in thirty days
LEAVES = 0.10  # of all officials, within the year
ASKED_AT_MOST = 3  # times one text
SMALLEST_PLACE = 15_000  # people; the gazetteer's edition that is read in half a second

ACCEPTS, DECLINES = 0.60, 0.15  # and the rest never answer
DELAY_MEDIAN, DELAY_SPREAD = 8.0, 1.0  # hours, log-normal: a twentieth takes longer than 41

# What came of it is no promise of issue 4 and has no source; it only must be fixed. The answers that a
# follow-up does not offer are left out.
FOLLOW_UP_ANSWERED = 0.5
OUTCOMES = (
    ("met", 0.35),
    ("not_met", 0.15),
    ("useful", 0.25),
    ("adapted", 0.10),
    ("adopted", 0.05),
    ("not_useful", 0.10),
)


@dataclass(frozen=True, slots=True)
class Size:
    """The sizes of a world, and the seed from which everything in it is drawn."""

    seed: int = 1
    jurisdictions: int = 500
    questions: int = 20_000


def sentences(size: Size) -> tuple[str, ...]:
    """Return the world's laws, one sentence each."""
    never = 1 - ACCEPTS - DECLINES
    outcomes = ", ".join(f"{name.replace('_', ' ')} {share:.2f}" for name, share in OUTCOMES)
    return (
        f"Seed {size.seed}: {size.jurisdictions} jurisdictions, {size.questions} questions in the year from "
        f"{STARTS.date()} on.",
        f"Jurisdictions are cities of {SMALLEST_PLACE:,} people and more, drawn evenly from the gazetteer "
        "with population, country, time zone, climate and coast.",
        f"Each has 1 to {RECORDS_MOST} records, log-normal with median {RECORDS_MEDIAN:g} and sigma "
        f"{RECORDS_SPREAD:g}: records of the demonstration under its own place and offices.",
        f"{OFFICIALS_OF_AN_OFFICE} officials hold each office; each takes on {LEAST_CAPACITY} to "
        f"{MOST_CAPACITY} introductions in thirty days, drawn evenly; {LEAVES:.0%} leave in the year.",
        "Questions are put on working days from 9 to 17 where the asker is, by officials drawn evenly. They "
        "follow a Zipf law over topics; the topic with most records is asked about most.",
        f"Texts are the demonstration's questions and problem sentences of one or two of its records of one "
        f"topic with an ending; none is asked more than {ASKED_AT_MOST} times.",
        "Relevance is 2 for a record judged to answer a question of the demonstration, or whose sentence a "
        "recombined text has, and 1 for other records of a recombined text's topic.",
        "The asker wants the introduction to the first match that offers one, at once.",
        f"Who is asked accepts {ACCEPTS:.2f}, declines {DECLINES:.2f} and never answers {never:.2f} of the "
        f"time, after log-normal hours with median {DELAY_MEDIAN:g} and sigma {DELAY_SPREAD:g}.",
        f"Of follow-ups {FOLLOW_UP_ANSWERED:.2f} are answered: {outcomes}.",
        "Always the top match: the holders of the first match's office are asked, those of the next match's "
        "after them, at most three people, without capacity or any other rule.",
    )
