"""A person's own page: what waits for them, what they asked, their introductions, records and settings.

Reads only. It is for a glance: the latest few of everything, and how many more there are.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.card import Button, Card
from bot.cards import card
from bot.digest import helping
from bot.home.introductions import as_asker, as_peer, how_far
from bot.introductions import consent_card
from bot.introductions.sides import asker_of
from bot.network import Arrival
from bot.phrases import Words
from bot.phrases import digest as digest_phrases
from bot.phrases import home as home_phrases
from bot.phrases import staff as staff_phrases
from bot.shortening import cut, one_line, title
from bot.staff import tasks as staff_tasks
from bot.staff import was_named
from bot.their_day import their_day
from matching.domain import IntroductionId, PracticeRecord
from store import digests, introductions, memberships, personal, questions, records, tasks, waiting

# Requests and tasks have four or five blocks each, with their buttons; of these many a page stays far below
# the 100 that Slack takes.
MOST_REQUESTS, MOST_TASKS = 8, 5
LATEST = 5  # lines in each list
LONGEST_LINE = 120  # characters of a question: two lines on a laptop


def cards(connection: Connection, arrival: Arrival, words: Words, now: datetime) -> list[Card]:
    """Return the page of who arrived; somebody unknown sees how to begin.

    What a peer has answered so far is told to nobody but them.
    """
    shown = [
        *_requests(connection, arrival, words, now),
        *_offers(connection, arrival, words),
        *_questions(connection, arrival, words, now),
        *as_asker(connection, arrival, words, now, LATEST),
        *as_peer(connection, arrival, words, now, LATEST),
        *_records(connection, arrival, words),
    ]
    nothing = Card(paragraphs=(home_phrases.nothing_waits(words.gettext),))
    return [
        *(shown or [nothing]),
        _profile(connection, arrival, words, now),
        *_tasks(connection, arrival, words, now),
    ]


def _requests(connection: Connection, arrival: Arrival, words: Words, now: datetime) -> Iterator[Card]:
    asked = waiting.for_answer_of(connection, arrival.workspace.network_id, arrival.official.id)
    for introduction_id in asked[:MOST_REQUESTS]:
        yield from _request(connection, arrival, introduction_id, words, now)
    if len(asked) > MOST_REQUESTS:
        yield Card(paragraphs=(home_phrases.more_requests(words.ngettext, len(asked) - MOST_REQUESTS),))


def _request(
    connection: Connection, arrival: Arrival, introduction_id: IntroductionId, words: Words, now: datetime
) -> Iterator[Card]:
    found = introductions.by_id(connection, arrival.workspace.network_id, introduction_id)
    if found is not None:
        asker = asker_of(connection, found, now).official
        request = consent_card.again(connection, found, asker, arrival.official, turn="", now=now)
        yield card(request, words.locale)


def _offers(connection: Connection, arrival: Arrival, words: Words) -> Iterator[Card]:
    """Give the peers who offer to help, and wait for the asker's yes."""
    waits = helping.for_answer_of(connection, arrival.workspace.id, arrival.official, LATEST)
    return (card(each, words.locale) for each in waits)


def _questions(connection: Connection, arrival: Arrival, words: Words, now: datetime) -> Iterator[Card]:
    network_id, me = arrival.workspace.network_id, arrival.official
    ids, count = personal.questions_of(connection, arrival.workspace.id, me.id, LATEST)
    waits = set(waiting.questions_of(connection, network_id, me.id, now))
    # What became of these stands below, beside the peers.
    below, _count = personal.questions_with_introductions(connection, arrival.workspace.id, me.id, LATEST)
    lines = []
    for question in filter(None, (questions.by_id(connection, network_id, each) for each in ids)):
        state = how_far(connection, network_id, question.id, now) if question.id in waits else ""
        state = "" if question.id in below else state or question.band.value
        text, day = (
            cut(one_line(question.text), LONGEST_LINE),
            words.day(their_day(connection, me, question.asked_at).isoformat()),
        )
        lines.append(home_phrases.question(words.gettext, text, day, state))
    if lines:
        notes = home_phrases.more_questions(words.ngettext, count - len(lines))
        yield Card(home_phrases.your_questions(words.gettext), tuple(lines), notes=notes)


def _records(connection: Connection, arrival: Arrival, words: Words) -> Iterator[Card]:
    owned = [
        record
        for office in arrival.official.offices
        for record in records.of_office(connection, arrival.workspace.network_id, office.id)
    ]
    if owned:
        lines = tuple(_record(each, words) for each in owned[:LATEST])
        notes = home_phrases.more_records(words.ngettext, len(owned) - len(lines))
        yield Card(home_phrases.your_records(words.gettext), lines, notes=notes)


def _record(record: PracticeRecord, words: Words) -> str:
    # The number is what /practice show takes.
    named = f"#{record.id} {title(record.title)}"
    facts = (named, str(record.year_start or ""), words.result(record.result.value))
    return " · ".join(filter(None, facts))


def _profile(connection: Connection, arrival: Arrival, words: Words, now: datetime) -> Card:
    _, me = words.gettext, arrival.official
    membership = memberships.by_official(connection, me.id)
    where = [f"{each.name}, {words.place(showing.place(each.jurisdiction))}" for each in me.offices]
    lines = where or [home_phrases.no_place(_)]
    heading, peers = home_phrases.your_profile(_), _peers(arrival, words)
    if membership is None or membership.left_at is not None:
        join = Button("profile", home_phrases.join(_), primary=True)
        said = (*lines, home_phrases.not_joined(_), home_phrases.peers_first(_, on=me.prefers_peers))
        return Card(heading, said, buttons=(join, peers))
    lines.append(home_phrases.capacity(words.ngettext, membership.said.capacity))
    if me.verified_at is None:
        lines.append(home_phrases.not_verified(_))
    own_digest = _own_digest(connection, arrival, words)
    buttons = [Button("profile", home_phrases.change_profile(_)), peers, own_digest]
    if membership.paused_until is not None and membership.paused_until > now:
        until = their_day(connection, me, membership.paused_until)
        lines.append(home_phrases.paused(_, words.day(until.isoformat())))
        buttons.append(Button("resume", home_phrases.end_pause(_)))
    else:
        buttons.append(Button("pause", home_phrases.pause(_)))
    lines.append(home_phrases.peers_first(_, on=me.prefers_peers))
    return Card(heading, tuple(lines), buttons=tuple(buttons))


def _own_digest(connection: Connection, arrival: Arrival, words: Words) -> Button:
    of = digests.of_reader(connection, (arrival.workspace.id, arrival.official.id))
    on = of is not None and of.state == "on"
    name = "own_digest_off" if on else "own_digest_on"
    return Button(name, digest_phrases.own_switch(words.gettext, on=on))


def _peers(arrival: Arrival, words: Words) -> Button:
    on = arrival.official.prefers_peers
    return Button("peers_off" if on else "peers_on", home_phrases.switch_peers(words.gettext, on=on))


def _tasks(connection: Connection, arrival: Arrival, words: Words, now: datetime) -> Iterator[Card]:
    """Give what is open for staff; nothing for anybody else, also in a demonstration."""
    network_id = arrival.workspace.network_id
    if not was_named(connection, arrival):
        return
    count = tasks.count_open(connection, network_id)
    said = (
        home_phrases.open_tasks(words.ngettext, count) if count else staff_phrases.nothing_open(words.gettext)
    )
    yield Card(home_phrases.for_staff(words.gettext), (said,))
    for task in tasks.every_open(connection, network_id, MOST_TASKS):
        message = staff_tasks.shown(connection, task, now, everybody=False)
        if message is not None:
            yield card(message, words.locale)
    if count > MOST_TASKS:
        yield Card(paragraphs=(home_phrases.more_tasks(words.ngettext, count - MOST_TASKS),))
