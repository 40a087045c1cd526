"""Vectors and tokens: stored once per text and model, vectors as half-precision floats."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, delete, func, select

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


def is_finite(vector: NDArray[np.float32]) -> bool:
    """Say whether the vector can be compared with others, as it is stored: no NaN in it, no infinity."""
    with np.errstate(over="ignore"):  # what becomes infinite is what is asked for
        return bool(np.isfinite(vector.astype(STORED)).all())


def get(conn: Connection, model: str, hashes: Iterable[str]) -> dict[str, NDArray[np.float32]]:
    """Return the vectors that the model has for these texts, by hash; a text without one has no entry.

    One that is not finite, which older versions stored, counts as none.
    """
    found = {hashed: _read(data) for hashed, data in _get(conn, model, hashes).items()}
    return {hashed: vector for hashed, vector in found.items() if is_finite(vector)}


def count(conn: Connection, model: str, hashes: Iterable[str]) -> int:
    """Return for how many of these texts, which are all different, the model has a vector."""
    of_model = select(func.count()).select_from(tables.vector).filter_by(model=model)
    numbers = (
        conn.execute(of_model.where(tables.vector.c.text_hash.in_(chunk))).scalar_one()
        for chunk in chunks(hashes)
    )
    return sum(numbers)


def put(conn: Connection, model: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
    """Store the vectors by the hash of their text, without those that are not finite.

    A text that has one already keeps it, unless that one is of another width or not finite: such a vector
    gives way, and the tokens with it.
    """
    made = {hashed: vector for hashed, vector in vectors.items() if is_finite(vector)}
    there = {hashed: _read(data) for hashed, data in _get(conn, model, made).items()}
    harmed = [each for each, row in there.items() if len(row) != len(made[each]) or not is_finite(row)]
    _forget(conn, (model, model + TOKENS), harmed)
    _put(conn, model, {hashed: vector.astype(STORED).tobytes() for hashed, vector in made.items()})


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


def _read(data: bytes) -> NDArray[np.float32]:
    return np.frombuffer(data, dtype=STORED).astype(np.float32)


def _forget(conn: Connection, models: Sequence[str], hashes: Iterable[str]) -> None:
    for chunk in chunks(hashes):
        vector = tables.vector.c
        conn.execute(delete(tables.vector).where(vector.model.in_(models), vector.text_hash.in_(chunk)))


def _put(conn: Connection, model: str, data: Mapping[str, bytes]) -> None:
    for chunk in chunks(data.items()):
        rows = [{"text_hash": hashed, "model": model, "data": stored} for hashed, stored in chunk]
        insert_missing(conn, tables.vector, rows)
