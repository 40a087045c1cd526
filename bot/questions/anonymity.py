"""Anonymous questions: members read the words and a kind of place; staff can look up who asked.

How it is typed without a form: the word for it and a colon before the question, in any of our languages.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from math import floor, log10

from sqlalchemy import Connection

from bot import showing
from bot.catalogues import SOURCE_LOCALE, available
from bot.events import Asked
from bot.importing.words import folded
from bot.messages.follow_up import AnonymityExplained, SomebodyAsks
from bot.messenger import Address
from bot.network import Arrival
from bot.outgoing import Outgoing
from bot.places import city_names
from bot.shown import PlaceShown
from bot.speaker import Speaker, Spot, one_to_one
from matching.domain import Audience, Jurisdiction, Kind, NetworkId, Official, QuestionId
from store import places

# By locale; an official may also type the English word.
PREFIXES: Mapping[str, tuple[str, ...]] = {
    "en": ("anonymous", "anonymously"),
    "es": ("anónimo", "anónima", "anónimamente", "anonimo", "anonima", "anonimamente"),
    "fr": ("anonyme", "anonymement"),
    "pt": ("anónimo", "anónima", "anônimo", "anônima", "anonimamente"),
    "de": ("anonym",),
    "it": ("anonimo", "anonima", "anonimamente"),
    "ar": ("مجهول", "مجهولة", "بدون اسم"),
    "zh": ("匿名",),
    "ja": ("匿名",),
    "ko": ("익명",),
    "hi": ("गुमनाम", "अनाम"),
    "sw": ("bila jina",),
}
_NAMELESS = re.compile(
    rf"\s*(?:{'|'.join(word for words in PREFIXES.values() for word in words)})\s*[:：]\s*(.*)", re.I | re.S
)

# Letters of a name that say who it is; two, as in "Li" or "Al", are too often another word.
SHORTEST_NAME = 3
# Chinese and Japanese have no spaces, and Korean writes what belongs to a word behind it.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u1100-\u11ff]")

# Places that a description must fit before it is told: fewer than three is what statistical offices suppress.
FEWEST_ALIKE = 3


def without_prefix(text: str) -> str | None:
    """Return the question that is to be asked anonymously, None if nothing before it says so."""
    found = _NAMELESS.fullmatch(text)
    return found[1] if found else None


def in_private(speaker: Speaker, spot: Spot) -> Spot:
    """Return where the asker alone reads: the spot if it is that, else the direct messages with them.

    A question keeps this spot, so that nothing about it is ever said where it was asked from.
    """
    return spot if one_to_one(speaker, spot) else Spot(speaker.chat_id, audience=Audience.PRIVATE)


def told(
    connection: Connection, arrival: Arrival, event: Asked, language: str, question_id: QuestionId
) -> list[Outgoing]:
    """Return what is said besides the answer: who sees what, and the question for the channel it is from.

    A channel reads it only if everybody of the workspace can open that channel, and if the question does not
    itself say who asks.
    """
    me, spot = arrival.official, in_private(event.speaker, event.spot)
    place = place_told(connection, me.network_id, me.jurisdiction)
    names_asker = says_who_asks(event.text, me)
    posted = event.spot.audience is Audience.CHANNEL and not names_asker
    explained = AnonymityExplained(place, posted=posted, names_asker=names_asker)
    mine = Address(
        event.speaker.workspace, "thread", spot.conversation, spot.thread, "", (event.speaker.chat_id,)
    )
    said = [Outgoing(mine, explained, me.locale)]
    if posted:
        # A new post, not an answer to one. The asker is among `people` to be told if the chat refuses it.
        channel = replace(mine, conversation=event.spot.conversation, thread="")
        # The language of the question, which everybody reads anyway; the asker's own locale is theirs.
        locale = language if language in available() else SOURCE_LOCALE
        said.append(Outgoing(channel, SomebodyAsks(place, event.text, question_id), locale))
    return said


def says_who_asks(text: str, asker: Official) -> bool:
    """Say whether the question names its asker, or a place of theirs in any language.

    A part of a name is enough, an office alone names nobody.
    """
    places = [office.jurisdiction for office in asker.offices]
    names = {folded(asker.name), *(folded(each.name) for each in places)}
    names |= {part for part in folded(asker.name).split() if len(part) >= SHORTEST_NAME}
    for each in places:
        called = city_names.also_called(each.name, each.country)
        names |= {name for name in called if len(name) >= SHORTEST_NAME or not name.isascii()}
    words = f" {folded(text)} "
    return any(name and _stands_in(name, words) for name in names)


def _stands_in(name: str, words: str) -> bool:
    """Say whether the name stands there as a word; where writing has no spaces between words, at all."""
    return (name if _UNSPACED.search(name) else f" {name} ") in words


def place_told(
    connection: Connection, network_id: NetworkId, place: Jurisdiction | None
) -> PlaceShown | None:
    """Return as much of the kind of place as fits at least three places of the network; None for nothing.

    Neither the country is told nor more than the first figure of the population.
    """
    if place is None or place.kind is Kind.UNKNOWN:
        return None
    people = _about(place.population) if place.population else None
    shown = replace(showing.place(place), name="", admin1="", country="", population=people)
    if people is not None:
        around = 10 ** floor(log10(people)) // 2
        if (
            places.count_alike(connection, network_id, place.kind, (people - around, people + around))
            >= FEWEST_ALIKE
        ):
            return shown
    if places.count_alike(connection, network_id, place.kind) >= FEWEST_ALIKE:
        return replace(shown, population=None)
    return None


def _about(population: int) -> int:
    return round(population, -floor(log10(population)))
