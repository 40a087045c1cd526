"""The sources of a record as lines that people write: title | address, or title | address | language."""

import re
from collections.abc import Mapping

from bot.directory.profile_fields import plain
from bot.importing import checking
from bot.importing.details import MOST_SOURCES
from bot.refusal import Refusal
from bot.screening import private_data
from bot.shortening import cut
from matching.domain import Source

LONGEST_QUOTED = 60  # characters of a line that a sentence quotes
BETWEEN = " | "

_ADDRESS = re.compile(r"\w+://|www\.", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def line_of(source: Source) -> str:
    """Return the source as a line, what is empty left out."""
    return BETWEEN.join(filter(None, (source.title, source.url, source.lang)))


def sources(typed: str, known: Mapping[str, Source]) -> tuple[Source, ...]:
    """Return the sources that the lines name; a line that stood there, one of `known`, is that source still.

    Raises Refusal for a line that names none.
    """
    lines = [each for each in (line.strip() for line in typed.splitlines()) if each]
    if len(lines) > MOST_SOURCES:
        raise Refusal("too_many_lines", most=str(MOST_SOURCES))
    return tuple(known.get(line) or _source(line) for line in lines)


def _source(line: str) -> Source:
    parts = [plain(part) for part in line.split("|")]
    lang = parts.pop() if len(parts) > 1 and _LANGUAGE.fullmatch(parts[-1]) else ""
    address = parts.pop() if len(parts) > 1 or _ADDRESS.match(parts[-1]) else ""
    title = BETWEEN.join(filter(None, parts))
    try:
        url = str(checking.field("source_url", address))
        title = str(checking.field("source_title", title))
    except ValueError as wrong:
        raise Refusal("source_wrong", line=cut(line, LONGEST_QUOTED)) from wrong
    if not (title or url):
        raise Refusal("source_wrong", line=cut(line, LONGEST_QUOTED))
    if found := private_data(title):
        raise Refusal("private_data_in_field", what=found)
    return Source(title, url, lang)
