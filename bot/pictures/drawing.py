"""The pictures of a summary, drawn; one that cannot be drawn is left out, and its text goes without."""

from collections.abc import Sequence

import structlog

from bot.digest import Digest
from bot.messages import Message
from bot.messages_of_digests import DigestShown
from bot.phrases import words
from bot.pictures.lettering import Unreadable
from bot.pictures.network_map import map_picture
from bot.pictures.picture import Picture
from bot.pictures.topics import topics_picture

PICTURES = {"topics": topics_picture, "map": map_picture}

log = structlog.get_logger(__name__)


def pictures_of(message: Message, locale: str) -> Sequence[Picture]:
    """Return the pictures that belong to a message: none to most."""
    return drawn(message.digest, message.pictures, locale) if isinstance(message, DigestShown) else ()


def drawn(digest: Digest, names: Sequence[str], locale: str) -> tuple[Picture, ...]:
    """Return those of the named pictures that this summary has and that can be drawn, in this locale."""
    pictures = []
    for name in names:
        try:
            picture = PICTURES[name](digest, words(locale))
        except Unreadable as letters:
            log.warning("no font of ours has these letters", picture=name, letters=str(letters))
        except Exception:  # whatever a drawing library trips over: the summary is worth more than its picture
            log.exception("picture not drawn", picture=name)
        else:
            pictures += [picture] if picture else []
    return tuple(pictures)
