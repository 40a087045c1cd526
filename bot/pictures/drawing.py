"""The pictures of a summary, drawn; one that cannot be drawn is left out, and its text goes without."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from secrets import token_hex

import structlog

from bot.digest import Counts, Digest, IntroductionFigures
from bot.messages import Message
from bot.messages.digests import DigestShown
from bot.phrases import words
from bot.pictures.lettering import Unreadable
from bot.pictures.network_map import map_picture
from bot.pictures.picture import Picture
from bot.pictures.topics import topics_picture

PICTURES = {"topics": topics_picture, "map": map_picture}

# Pictures that are kept, each of some 60 kB: whoever opens a page, or a scanner of links, finds them drawn.
KEPT = 32

log = structlog.get_logger(__name__)


def pictures_of(message: Message, locale: str) -> Sequence[Picture]:
    """Return the pictures that belong to a message: none to most."""
    return drawn(message.digest, message.pictures, locale) if isinstance(message, DigestShown) else ()


def drawn(digest: Digest, names: Sequence[str], locale: str) -> tuple[Picture, ...]:
    """Return those of the named pictures that this summary has and that can be drawn, in this locale."""
    pictures = []
    for name in names:
        try:
            picture = _drawn(name, _shown(digest), locale)
        except Unreadable as letters:
            reference, missing = token_hex(4), str(letters)
            log.warning(
                "no font of ours has these letters", reference=reference, picture=name, letters=missing
            )
        except Exception:  # whatever a drawing library trips over: the summary is worth more than its picture
            log.exception("picture not drawn", reference=token_hex(4), picture=name)
        else:
            pictures += [picture] if picture else []
    return tuple(pictures)


@lru_cache(maxsize=KEPT)
def _drawn(name: str, digest: Digest, locale: str) -> Picture | None:
    return PICTURES[name](digest, words(locale))


def _shown(digest: Digest) -> Digest:
    """Return what pictures show of the summary, so that one that differs in words has the same."""
    return replace(
        digest,
        network_name="",
        counts=Counts(),
        new_records=(),
        verified_records=(),
        answered=(),
        open_questions=(),
        introductions=IntroductionFigures(),
        stories=(),
        welcomed=(),
        re_read=None,
    )
