"""The files of a folder in the shape of BEIR: texts as JSON lines, judgements as columns."""

import codecs
import json
import math
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matching.text import clean

SHOWN = 80  # characters of a line that a sentence quotes


class FolderUnusable(Exception):
    """The folder cannot be evaluated; the text names file and line and says what to do."""


@dataclass(frozen=True, slots=True)
class Text:
    """A document or a question as its line gives it; `text` is clean and may be empty.

    A document's title stands before its text. `language` is ISO 639-1; it and `domain` are "" where the line
    names none. `answerable` is the line's own word on whether a question has an answer, None without one.
    """

    line: int
    id: str
    text: str
    language: str = ""
    domain: str = ""
    answerable: bool | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """How relevant a document is for a question; 0 is not relevant."""

    line: int
    question: str
    document: str
    relevance: float


def texts(path: Path) -> list[Text]:
    """Return the texts of a JSONL file in its order. Raises FolderUnusable."""
    first: dict[str, int] = {}
    found = []
    for number, line in _lines(path):
        text = _text(path, number, line)
        if text.id in first:
            raise FolderUnusable(
                f"{path}, line {number}: the id {text.id!r} stands in line {first[text.id]} already. "
                "Give each line an id of its own, or remove one of the two."
            )
        first[text.id] = number
        found.append(text)
    if not found:
        raise FolderUnusable(f"{path} is empty. Write one JSON object a line, with an id and a text.")
    return found


def judgements(path: Path, questions: Container[str]) -> list[Judgement]:
    """Return the judgements of a file with or without a header, in three columns or in TREC's four.

    `questions` are the known ids: a first line that begins with one of them is no header. Raises
    FolderUnusable.
    """
    found = []
    for position, (number, line) in enumerate(_lines(path)):
        columns = [column.strip() for column in (line.split("\t") if "\t" in line else line.split())]
        judgement = _judgement(number, columns)
        if judgement is not None:
            found.append(judgement)
        elif position > 0 or columns[0] in questions:
            raise FolderUnusable(
                f"{path}, line {number}: {line[:SHOWN]!r} is no judgement. Write the id of a question, "
                "the id of a document and the relevance as a number, with tabs between them."
            )
    return found


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Give the lines that are not blank with their numbers, from 1."""
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                line = _decoded(path, number, raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw)
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except FileNotFoundError as missing:
        raise FolderUnusable(
            f"{path} does not exist. A folder to evaluate holds corpus.jsonl, queries.jsonl and qrels.tsv."
        ) from missing
    except OSError as error:
        raise FolderUnusable(
            f"{path} cannot be read ({error.strerror}). Check that it is a file that this account may read."
        ) from error


def _decoded(path: Path, number: int, raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise FolderUnusable(
            f"{path}, line {number}: byte {wrong.start + 1} of the line (0x{raw[wrong.start]:02X}) is not "
            "UTF-8. Save the whole file in UTF-8; lines in several encodings must be converted one by one."
        ) from wrong


def _text(path: Path, number: int, line: str) -> Text:
    row = _row(path, number, line)
    if "text" not in row and "title" not in row:
        names = ", ".join(repr(name) for name in list(row)[:8])
        raise FolderUnusable(
            f'{path}, line {number} has no field "text"; its fields are {names[:SHOWN]}. Rename the one with '
            "the text."
        )
    parts = [_string(path, number, row, name) for name in ("title", "text")]
    answerable = row.get("answerable")
    return Text(
        number,
        _id(path, number, row),
        "\n".join(part for part in parts if part),
        _word(row.get("lang")).lower().replace("_", "-").partition("-")[0],
        _word(row.get("domain")),
        answerable if isinstance(answerable, bool) else None,
    )


def _row(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as wrong:
        raise FolderUnusable(
            f"{path}, line {number} is not JSON: {line[:SHOWN]!r}. Write one JSON object a line."
        ) from wrong
    if not isinstance(row, dict):
        raise FolderUnusable(
            f"{path}, line {number} is JSON but no object: {line[:SHOWN]!r}. Write one JSON object a line, "
            'such as {"id": "d1", "text": "..."}.'
        )
    return row


def _id(path: Path, number: int, row: dict[str, Any]) -> str:
    value = row["_id"] if "_id" in row else row.get("id")
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not text:
        raise FolderUnusable(
            f'{path}, line {number} has no id. Give it a field "id" with a text or a number.'
        )
    return text


def _string(path: Path, number: int, row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise FolderUnusable(
            f'{path}, line {number}: "{name}" is {str(value)[:SHOWN]!r}, not a text. Write it in quotes.'
        )
    return clean(value)


def _word(value: object) -> str:
    return clean(value) if isinstance(value, str) else ""


def _judgement(number: int, columns: list[str]) -> Judgement | None:
    """Return the judgement of three columns, or of TREC's four with a second one that says nothing."""
    if len(columns) not in (3, 4) or not columns[0] or not columns[-2]:
        return None
    try:
        relevance = float(columns[-1])
    except ValueError:
        return None
    if not math.isfinite(relevance):
        return None
    return Judgement(number, columns[0], columns[-2], max(relevance, 0.0))  # TREC marks spam with -2
