"""Posts that their authors edit: what was refused may be put right, what was answered stays answered."""

import json

from sqlalchemy import Connection

from store import deliveries, handled

# What is said to somebody whose question got no answer; a greeting of the demonstration is none either.
NO_ANSWERS = frozenset({"refused", "failed", "undeliverable", "demonstration_office"})


def key_of(connection: Connection, key: str, moment: str) -> str:
    """Return by which key a post is carried out that was edited at that moment; "" where it is not.

    `key` is that of the post. It stays where nothing was done for the post yet. Where that led to no answer,
    each edit has a key of its own until one does: what is refused again may be put right again.
    """
    if not handled.known(connection, key):
        return key
    said = deliveries.messages_of(connection, key)
    answered = any(json.loads(message).get("kind") not in NO_ANSWERS for message in said)
    return "" if answered else f"{key}:edited:{moment}"
