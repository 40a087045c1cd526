"""Words for tests of imports: files with rows, and reading them without a gazetteer."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.importing.mapping import NATIVE, FieldMap
from bot.records import contribute
from bot.records.contribute import FileUnusable, Reading
from matching.domain import Kind
from store.places import JurisdictionDraft

ROW = {
    "id": "oak-stormwater-fee",
    "place": "Oak",
    "admin1": "",
    "place_type": "city",
    "country": "US",
    "topics": ["water", "finance"],
    "title": "Stormwater fee by paved area",
    "problem": "Storm drains flooded and the general fund paid for repairs.",
    "action": "The council charged a fee by paved area.",
    "outcome": "Flooding fell by a third within four years.",
    "lessons": "Start with the largest properties.",
    "result": "worked",
    "year_start": 2019,
    "status": "ongoing",
    "contact_role": "Public works department",
    "source_title": "Stormwater programme review",
    "source_url": "https://example.org/stormwater",
    "source_lang": "en",
}


def row(**fields: Any) -> dict[str, Any]:
    """A good row with these fields instead of its own."""
    return ROW | fields


def json_lines(*rows: dict[str, Any]) -> str:
    """The rows as JSON Lines."""
    return "".join(json.dumps(each) + "\n" for each in rows)


def file_of(folder: Path, content: str | bytes, name: str = "practices.jsonl") -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def nowhere(name: str, country: str | None, admin1: str, kind: Kind) -> JurisdictionDraft | None:
    """A gazetteer that knows no place."""
    return None


def reading(path: Path, field_map: FieldMap = NATIVE, encoding: str = "utf-8") -> Reading:
    """What the file holds, without a gazetteer."""
    return contribute.read(path, nowhere, field_map, encoding)


def reasons(folder: Path, *rows: dict[str, Any]) -> list[tuple[int, str]]:
    """The line and reason of each bad row of a JSON Lines file with these rows."""
    return [(bad.line, bad.reason) for bad in reading(file_of(folder, json_lines(*rows))).bad]


def complaint(path: Path, field_map: FieldMap = NATIVE, encoding: str = "utf-8") -> str:
    """The sentence with which the file as a whole is turned down, its folder left out."""
    with pytest.raises(FileUnusable) as unusable:
        reading(path, field_map, encoding)
    return str(unusable.value).replace(f"{path.parent}/", "")
