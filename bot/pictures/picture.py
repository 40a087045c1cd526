"""A drawn picture, as chats and pages take it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG with what it is called and what it says in words, for who cannot see it."""

    name: str
    title: str
    alt: str
    png: bytes
