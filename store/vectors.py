"""Vectors and tokens: stored once per text and model, vectors as half-precision floats."""

from collections.abc import Iterable, Mapping
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, func, select

from store import tables
from store.statements import chunks, insert_missing

# Little-endian on every machine, so that a database can be moved.
STORED = np.dtype("<f2")
TOKENS = "/tokens"  # makes of a model's name the one under which the tokens of its texts stand

# Built once: each question runs it twice, and building it takes longer than running it.
_OF_MODEL = select(tables.vector.c.text_hash, tables.vector.c.data).where(
    tables.vector.c.model == bindparam("model"),
    tables.vector.c.text_hash.in_(bindparam("hashes", expanding=True)),
)


def text_hash(text: str) -> str:
    """Return the name under which the vector of this text is stored: the SHA-256 of its UTF-8, in hex."""
    return sha256(text.encode()).hexdigest()


def get(conn: Connection, model: str, hashes: Iterable[str]) -> dict[str, NDArray[np.float32]]:
    """Return the vectors that the model has for these texts, by hash; a text without one has no entry."""
    found = _get(conn, model, hashes)
    return {hashed: np.frombuffer(data, dtype=STORED).astype(np.float32) for hashed, data in found.items()}


def count(conn: Connection, model: str, hashes: Iterable[str]) -> int:
    """Return for how many of these texts, which are all different, the model has a vector."""
    of_model = select(func.count()).select_from(tables.vector).filter_by(model=model)
    numbers = (
        conn.execute(of_model.where(tables.vector.c.text_hash.in_(chunk))).scalar_one()
        for chunk in chunks(hashes)
    )
    return sum(numbers)


def put(conn: Connection, model: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
    """Store the vectors by the hash of their text; a text that has one already keeps it."""
    _put(conn, model, {hashed: vector.astype(STORED).tobytes() for hashed, vector in vectors.items()})


def get_tokens(conn: Connection, model: str, hashes: Iterable[str]) -> dict[str, bytes]:
    """Return the tokens that the model has for these texts, by hash; a text without any has no entry."""
    return _get(conn, model + TOKENS, hashes)


def put_tokens(conn: Connection, model: str, tokens: Mapping[str, bytes]) -> None:
    """Store the tokens by the hash of their text; a text that has some already keeps them."""
    _put(conn, model + TOKENS, tokens)


def _get(conn: Connection, model: str, hashes: Iterable[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for chunk in chunks(hashes):
        rows = conn.execute(_OF_MODEL, {"model": model, "hashes": chunk})
        found.update((hashed, data) for hashed, data in rows)
    return found


def _put(conn: Connection, model: str, data: Mapping[str, bytes]) -> None:
    for chunk in chunks(data.items()):
        rows = [{"text_hash": hashed, "model": model, "data": stored} for hashed, stored in chunk]
        insert_missing(conn, tables.vector, rows)
