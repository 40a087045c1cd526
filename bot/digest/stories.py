"""Telling what came of an introduction: by the names of the two places, once both sides let it be told.

The asker is offered it with the thanks for saying that something was useful; then the peer is asked, once.
"""

from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.digest import Story
from bot.events.digest import StoryAgreed
from bot.introductions import retelling
from bot.introductions.follow_up import TOOK_SOMETHING, sided
from bot.introductions.sides import peer_of
from bot.messages.digests import StoryAsked, StoryNoted
from bot.network import Arrival, known
from bot.outgoing import Outgoing, quietly
from bot.refusal import Refusal
from store import introductions, meetings, places, questions, stories
from store.digest_figures import Window
from store.introductions import Introduction


def agree(connection: Connection, arrival: Arrival, event: StoryAgreed, now: datetime) -> list[Outgoing]:
    """Keep that the speaker's side lets it be told, and ask the peer once the asker does.

    Raises Refusal for who is no side of it, and where nothing came of it or it can be told nowhere.
    """
    introduction, side = sided(connection, arrival, event.introduction_id)
    about = retelling.title_told(connection, introduction)
    if introduction.state not in TOOK_SOMETHING or not about:
        raise Refusal("unknown_introduction")
    first = stories.agree(connection, introduction.network_id, introduction.id, arrival.official.id, now)
    said = [Outgoing(quietly(event.speaker, event.spot), StoryNoted(), arrival.official.locale)]
    if side == "peer" or not first:
        return said
    peer = peer_of(connection, introduction, now)
    place = arrival.official.jurisdiction
    if peer.address is None or place is None:
        return said
    met = meetings.took_place(connection, introduction.id)
    asked = StoryAsked(introduction.id, showing.place(place) if met else None, about)
    return [*said, Outgoing(peer.address, asked, peer.official.locale)]


def told(connection: Connection, window: Window, limit: int) -> tuple[Story, ...]:
    """Return the stories that both sides let be told in this time; none where people from outside read."""
    if window.outsiders:
        return ()
    found = []
    for introduction_id in stories.agreed_by_both(connection, window, limit):
        introduction = introductions.by_id(connection, window.network_id, introduction_id)
        story = _story(connection, introduction, window) if introduction else None
        found += [story] if story else []
    return tuple(found)


def _story(connection: Connection, introduction: Introduction, window: Window) -> Story | None:
    """Return the story; None where the readers may not read what it is about, or a side has no place."""
    about, conversation = _about(connection, introduction, window)
    asker = known(connection, introduction.network_id, introduction.asker_id, window.until)
    office = places.office_by_id(connection, introduction.network_id, introduction.office_id)
    if not about or asker.jurisdiction is None or office is None:
        return None
    places_told = showing.place(asker.jurisdiction), showing.place(office.jurisdiction)
    return Story(*places_told, about, introduction.state, conversation)


def _about(connection: Connection, introduction: Introduction, window: Window) -> tuple[str, str]:
    """Return the title by which it is told, and where it was asked if it is a question.

    Both "" where it is a question of another workspace.
    """
    about = retelling.title_told(connection, introduction)
    if introduction.record_id is not None:
        return about, ""
    question = questions.by_id(connection, introduction.network_id, introduction.question_id)
    if question is None or question.workspace_id != window.workspace_id:
        return "", ""
    return about, question.conversation
