"""Cards about questions that stand."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.card import Button, Card, Elsewhere
from bot.messages.standing import QuestionStands, RecordForQuestion, StandingKept, StillLooking
from bot.phrases import Words
from bot.phrases import standing as phrases
from bot.shortening import LONGEST_QUESTION, cut, one_line, title
from bot.shown import MatchShown

LONGEST_PART = 1_000  # characters of what they did and of what came of it: both fit a phone's screen
LONGEST_LINE = 300
LONGEST_SOURCE = 120  # as in every card of a record


def _stands(message: QuestionStands, words: Words) -> Card:
    _, ids = words.gettext, (message.question_id,)
    before = message.asked_too
    elsewhere = None
    if before is not None:
        text = phrases.asked_too(words, before.asker, message.asked_on, message.others)
        elsewhere = Elsewhere(text, before.conversation, before.thread)
    peers = (Button("ask_peers", phrases.ask_peers(_), ids),) if message.can_ask_peers else ()
    return Card(
        paragraphs=(phrases.stands(_),),
        elsewhere=elsewhere,
        buttons=(*peers, Button("stop_looking", phrases.stop(_), ids)),
    )


def _fits(message: RecordForQuestion, words: Words) -> Card:
    match = message.match
    helped = Button("record_helped", words.helpful(), (message.question_id, match.record_id))
    decisions = () if message.decided else (helped, *_decisions(message.question_id, words))
    parts = ((words.what_they_did(), match.action), (words.what_came_of_it(), match.outcome))
    said = tuple(f"{label} {cut(text, LONGEST_PART)}" for label, text in parts if text.strip())
    notes = (cut(words.why(match.reasons), LONGEST_LINE), words.source_language(match), words.checked(match))
    return Card(
        heading=title(match.title),
        paragraphs=(phrases.fits(words.gettext),),
        quotation=cut(message.question, LONGEST_QUESTION),
        closing=(cut(words.facts(match), LONGEST_LINE), *said),
        notes=tuple(filter(None, notes)),
        source=(cut(one_line(match.source_title or match.source_url), LONGEST_SOURCE), match.source_url),
        record=match.record_id,
        for_named=(match.record_id,) if match.for_named else (),
        buttons=(*_way_to_peer(message.question_id, match, words), *decisions),
    )


def _way_to_peer(question_id: int, match: MatchShown, words: Words) -> tuple[Button, ...]:
    ids = (question_id, match.record_id)
    if match.can_introduce:
        return (Button("introduce", words.introduce_us(), ids, words.introduce_us_with(match)),)
    if match.can_seek:
        return (Button("find_office", words.find_office(), ids, words.find_office_of(match)),)
    return ()


def _decisions(question_id: int, words: Words) -> tuple[Button, ...]:
    _, ids = words.gettext, (question_id,)
    return (
        Button("still_looking", phrases.still_looking(_), ids),
        Button("look_later", phrases.later(_), ids),
        Button("stop_looking", phrases.stop(_), ids),
    )


def _still(message: StillLooking, words: Words) -> Card:
    return Card(
        heading=phrases.do_you_still_look(words.gettext),
        quotation=cut(message.question, LONGEST_QUESTION),
        notes=(phrases.without_an_answer(words, message.until),),
        buttons=_decisions(message.question_id, words),
    )


def _kept(message: StandingKept, words: Words) -> Card:
    return Card(paragraphs=(phrases.kept(words, message.decision, message.until),))


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {
    QuestionStands: _stands,
    RecordForQuestion: _fits,
    StillLooking: _still,
    StandingKept: _kept,
}
