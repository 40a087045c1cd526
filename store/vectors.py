"""Vectors: stored once per text and model, as half-precision floats."""

from collections.abc import Iterable, Mapping
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from store import tables
from store.statements import chunks, insert_missing

# Little-endian on every machine, so that a database can be moved.
STORED = np.dtype("<f2")


def text_hash(text: str) -> str:
    """Return the name under which the vector of this text is stored: the SHA-256 of its UTF-8, in hex."""
    return sha256(text.encode()).hexdigest()


def get(conn: Connection, model: str, hashes: Iterable[str]) -> dict[str, NDArray[np.float32]]:
    """Return the vectors that the model has for these texts, by hash; a text without one has no entry."""
    found: dict[str, NDArray[np.float32]] = {}
    for chunk in chunks(hashes):
        query = select(tables.vector.c.text_hash, tables.vector.c.data).where(
            tables.vector.c.model == model, tables.vector.c.text_hash.in_(chunk)
        )
        for hashed, data in conn.execute(query):
            found[hashed] = np.frombuffer(data, dtype=STORED).astype(np.float32)
    return found


def put(conn: Connection, model: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
    """Store the vectors by the hash of their text; a text that has one already keeps it."""
    for chunk in chunks(vectors.items()):
        rows = [
            {"text_hash": hashed, "model": model, "data": vector.astype(STORED).tobytes()}
            for hashed, vector in chunk
        ]
        insert_missing(conn, tables.vector, rows)
