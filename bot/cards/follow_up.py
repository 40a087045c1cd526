"""Cards after an introduction, of drafts, and of anonymous questions."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.card import Button, Card, Contact
from bot.messages.follow_up import (
    AnonymityExplained,
    DraftKept,
    FollowUpAnswered,
    FollowUpAsked,
    Hushed,
    SomebodyAsks,
)
from bot.phrases import Words
from bot.phrases import digest as digest_phrases
from bot.phrases import follow_up as phrases
from bot.phrases import giving as giving_phrases
from bot.shortening import LONGEST_QUESTION, cut, title
from bot.shown import PersonShown, PlaceShown

LONGEST_ANONYMOUS = 1_500  # characters; a channel reads the question here only, so more of it than elsewhere


def _asked(message: FollowUpAsked, words: Words) -> Card:
    _, ids, other = words.gettext, (message.introduction_id,), message.other
    asker = "useful" in message.answers
    of_meeting = asker and "met" in message.answers
    answers = (
        Button(code, phrases.answer(_, code, of_meeting=of_meeting), ids, primary=position == 0)
        for position, code in enumerate(message.answers)
    )
    return Card(
        heading=phrases.heading(_, turn=message.turn, in_writing=message.in_writing),
        paragraphs=(phrases.about(_, named=other is not None, in_writing=message.in_writing),),
        contacts=(_contact(other, words),) if other else (),
        quotation=phrases.asked(_, cut(message.question, LONGEST_QUESTION)),
        closing=(phrases.invitation(_, turn=message.turn, asker=asker),),
        buttons=(*answers, Button("stop_asking", phrases.stop_asking(_), ids)),
    )


def _contact(other: PersonShown, words: Words) -> Contact:
    """Return whom they were introduced to; a name that is only an id of the chat is left to the mention."""
    shown = replace(other, name=other.office) if other.name == other.chat_id else other
    return Contact(shown.chat_id, cut(words.person(shown), LONGEST_QUESTION))


def _answered(message: FollowUpAnswered, words: Words) -> Card:
    _ = words.gettext
    if message.kept == message.answer:
        said = phrases.thanks(_, message.answer, last=message.last)
    else:
        said = phrases.says_more(_, message.kept)
    if not message.may_draft:
        return Card(paragraphs=(said,))
    ids = (message.introduction_id,)
    write = Button("what_we_did", phrases.what_we_did(_), ids, primary=True)
    freely = Button("give_back", giving_phrases.in_your_own_words(_), ids)
    if not message.may_tell:
        return Card(paragraphs=(said, phrases.offer(_)), buttons=(write, freely))
    tell = Button("tell_story", digest_phrases.tell_it(_), ids)
    return Card(
        paragraphs=(said, phrases.offer(_)),
        notes=(digest_phrases.how_it_is_told(_),),
        buttons=(write, freely, tell),
    )


def _hushed(message: Hushed, words: Words) -> Card:
    return Card(paragraphs=(phrases.hushed(words.gettext),))


def _draft(message: DraftKept, words: Words) -> Card:
    _ = words.gettext
    said = phrases.draft_kept(_, title(message.title), changed=message.changed)
    change = Button("what_we_did", phrases.change_it(_), (message.introduction_id,))
    return Card(paragraphs=(said,), buttons=(change,))


def _explained(message: AnonymityExplained, words: Words) -> Card:
    _ = words.gettext
    asks = _who_asks(message.place, words)
    return Card(
        paragraphs=(
            phrases.who_sees_what(_),
            phrases.what_others_read(_, asks, posted=message.posted, names_asker=message.names_asker),
            phrases.ends_with_an_introduction(_),
        )
    )


def _somebody(message: SomebodyAsks, words: Words) -> Card:
    number = (phrases.numbered(words.gettext, message.question_id),) if message.question_id else ()
    return Card(
        heading=_who_asks(message.place, words),
        quotation=cut(message.question, LONGEST_ANONYMOUS),
        notes=(phrases.so_that_others_help(words.gettext), *number),
    )


def _who_asks(place: PlaceShown | None, words: Words) -> str:
    return phrases.somebody_asks(words.gettext, words.kind_of_place(place) if place else "")


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {
    FollowUpAsked: _asked,
    FollowUpAnswered: _answered,
    Hushed: _hushed,
    DraftKept: _draft,
    AnonymityExplained: _explained,
    SomebodyAsks: _somebody,
}
