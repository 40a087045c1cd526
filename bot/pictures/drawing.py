"""The pictures of a summary, drawn; one that cannot be drawn is left out, and its text goes without."""

import structlog

from bot.digest import Digest
from bot.phrases import words
from bot.pictures.lettering import Unreadable
from bot.pictures.network_map import map_picture
from bot.pictures.picture import Picture
from bot.pictures.topics import topics_picture

log = structlog.get_logger(__name__)


def drawn(digest: Digest, locale: str) -> tuple[Picture, ...]:
    """Return the pictures that this summary has and that can be drawn, with their words in this locale."""
    pictures = []
    for draw in (topics_picture, map_picture):
        try:
            picture = draw(digest, words(locale))
        except Unreadable as letters:
            log.warning("no font of ours has these letters", picture=draw.__name__, letters=str(letters))
        except Exception:  # whatever a drawing library trips over: the summary is worth more than its picture
            log.exception("picture not drawn", picture=draw.__name__)
        else:
            pictures += [picture] if picture else []
    return tuple(pictures)
