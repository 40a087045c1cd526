"""The cells of what a record says beside its parts: targets of the Sustainable Development Goals, sources."""

import re
from collections.abc import Sequence

from bot.importing.cells import topics_of_a_cell
from bot.importing.words import cleaned_line, shown
from bot.records import sdg_targets
from matching.domain import Source

_SOURCE = re.compile(r"(?P<title>.*?)(?:(?:^|\s\|\s)(?P<url>https?://\S+))?(?:\s\|\s(?P<lang>[a-z]{2,3}))?")
MOST_SOURCES = 20


def targets(value: object) -> tuple[str, ...]:
    """Return the targets that a text or a list names, each once.

    Raises ValueError for what is none, and for a number that may have been another one: 16.10 is 16.1 then.
    """
    every = value if isinstance(value, list | tuple) else [value]
    for each in every:
        if isinstance(each, float) and f"{each}0" in sdg_targets.TARGETS:
            raise ValueError(
                f"{shown(each)} stands there as a number, which may have been {each}0; let the cell hold a "
                "text, and write the target again"
            )
    if not isinstance(value, list | tuple):
        every = topics_of_a_cell("" if value is None else str(value))
    found = tuple(dict.fromkeys(filter(None, (cleaned_line(str(each)).lower() for each in every))))
    for each in found:
        if each not in sdg_targets.TARGETS:
            raise ValueError(f"{shown(each)} is no target of the Sustainable Development Goals, such as 11.6")
    if len(found) > sdg_targets.MOST:
        raise ValueError(f"it names {len(found)} targets, and {sdg_targets.MOST} are the most")
    return found


def sources(value: object) -> tuple[Source, ...]:
    """Return the sources of a text, one a line: "title | address | language", or of a list of such lines.

    Title or address may be missing, and the language. Raises ValueError for too many.
    """
    every = value if isinstance(value, list | tuple) else ("" if value is None else str(value)).splitlines()
    found = tuple(_source(line) for line in (cleaned_line(str(each)) for each in every) if line)
    if len(found) > MOST_SOURCES:
        raise ValueError(f"it names {len(found)} sources, and {MOST_SOURCES} are the most")
    return found


def written(every: Sequence[Source]) -> str:
    """Return the sources as `sources` reads them."""
    lines = (cleaned_line(" | ".join(filter(None, (each.title, each.url, each.lang)))) for each in every)
    return "\n".join(filter(None, lines))


def _source(line: str) -> Source:
    found = _SOURCE.fullmatch(line)
    assert found is not None, "every part of the pattern may be empty, and a line is one line"
    return Source(found["title"], found["url"] or "", found["lang"] or "")
