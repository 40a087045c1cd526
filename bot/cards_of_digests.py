"""Cards of summaries and about them: what a minute's reading holds stands first, the rest behind a button."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bot import digest_phrases as phrases
from bot.card import Button, Card
from bot.digest import AnsweredLine, Digest, OpenLine, PersonalDigest, RecordLine, ReRead, Story
from bot.messages_of_digests import (
    DigestMoreShown,
    DigestShown,
    HelpDecided,
    HelpNoted,
    HelpOffered,
    PersonalDigestShown,
    StoryAsked,
    StoryNoted,
)
from bot.phrases import Words
from bot.shortening import LONGEST_QUESTION, cut, one_line, title
from bot.working_time import zone

# Of each list so many stand in the message itself: twelve lines are read in a minute.
NEW_FIRST, ANSWERED_FIRST, OPEN_FIRST, WELCOMED_FIRST = 3, 2, 3, 5
TOPICS_FIRST = 12  # of the topics, in the one line that lists them
LONGEST_IN_LINE = 120  # characters of a question or a title in a line of its own
LONGEST_LISTED = 70  # characters of one of several titles in one line


def _digest(message: DigestShown, words: Words) -> Card:
    digest = message.digest
    lines = _lines(digest, words)
    offers = digest.open_questions[:OPEN_FIRST]
    help_goes = (phrases.how_help_goes(words.gettext),) if offers else ()
    refused = (phrases.shared_here(words.gettext),) if message.shared else ()
    return Card(
        heading=phrases.heading(words.gettext, digest.network_name, _days(digest, words)),
        paragraphs=lines if not digest.is_empty else (phrases.nothing_new(words.gettext), *lines),
        notes=(*help_goes, *refused),
        digest=message.digest_id,
        buttons=(*_offers(offers, words), *(_rest(message, words) if _has_more(digest) else ())),
    )


def _rest(message: DigestShown, words: Words) -> Iterator[Button]:
    """Give the button that shows the rest; of a preview, that of what the channel would get now."""
    label = phrases.more(words.gettext)
    if message.digest_id:
        yield Button("digest_more", label, (message.digest_id,))
    else:
        yield Button("digest_preview_more", label)


def _lines(digest: Digest, words: Words) -> tuple[str, ...]:
    _ = words.gettext
    counts = digest.counts
    new, verified = digest.new_records[:NEW_FIRST], digest.verified_records[:NEW_FIRST]
    welcomed = digest.welcomed[:WELCOMED_FIRST]
    said = [
        _listed(phrases.new_records(_, words.number(counts.new_records)), new, words),
        _listed(phrases.verified_records(_, words.number(counts.verified_records)), verified, words),
        *_answered(digest, digest.answered[:ANSWERED_FIRST], words),
        *_open(digest, digest.open_questions[:OPEN_FIRST], words),
        introductions(digest, words),
        *(_story(each, words) for each in digest.stories[:1]),
        phrases.welcome(_, _names(digest, len(welcomed), words)) if welcomed else "",
        _re_read(digest.re_read, words) if digest.re_read else "",
    ]
    return tuple(filter(None, said))


def _has_more(digest: Digest) -> bool:
    shown = NEW_FIRST + NEW_FIRST + ANSWERED_FIRST + OPEN_FIRST
    listed = (digest.new_records, digest.verified_records, digest.answered, digest.open_questions)
    return bool(digest.topics) or len(digest.stories) > 1 or sum(map(len, listed)) > shown


def _more(message: DigestMoreShown, words: Words) -> Card:
    """Return every line that the summary itself has no room for."""
    _, digest = words.gettext, message.digest
    rest = digest.open_questions[OPEN_FIRST:]
    said = [
        _by_topic(digest, words),
        *map(_bulleted, (_record(each, words) for each in digest.new_records[NEW_FIRST:])),
        *map(_bulleted, (_record(each, words) for each in digest.verified_records[NEW_FIRST:])),
        *map(_bulleted, (_answer(each, words) for each in digest.answered[ANSWERED_FIRST:])),
        *(_story(each, words) for each in digest.stories[1:]),
        *_open(digest, rest, words, first=OPEN_FIRST + 1),
    ]
    lines = tuple(filter(None, said)) or (phrases.nothing_new(_),)
    return Card(phrases.rest(_), lines, buttons=_offers(rest, words, first=OPEN_FIRST + 1))


def _offers(questions: Sequence[OpenLine], words: Words, first: int = 1) -> tuple[Button, ...]:
    _ = words.gettext
    return tuple(
        Button(
            "can_help",
            phrases.can_help(_, number),
            (each.question_id,),
            phrases.can_help_spoken(_, one_line(each.text)),
        )
        for number, each in enumerate(questions, start=first)
    )


def _days(digest: Digest | PersonalDigest, words: Words) -> str:
    here = zone(digest.zone)
    first, last = (moment.astimezone(here).date() for moment in (digest.since, digest.until))
    return phrases.days(first, last, words.locale)


def _listed(label: str, found: Sequence[RecordLine], words: Words) -> str:
    """Return the label with the records after it on one line; "" for none."""
    if not found:
        return ""
    named = (f"{cut(one_line(each.title), LONGEST_LISTED)} ({_place_of(each, words)})" for each in found)
    return f"{label} {'; '.join(named)}"


def _place_of(record: RecordLine, words: Words) -> str:
    """Return the place by its name; of a record without attribution its kind."""
    return record.place.name or words.kind_of_place(record.place)


def _record(record: RecordLine, words: Words) -> str:
    return f"{cut(one_line(record.title), LONGEST_IN_LINE)} ({_place_of(record, words)})"


def _answered(digest: Digest, first: Sequence[AnsweredLine], words: Words) -> list[str]:
    counts = digest.counts
    if not counts.answered:
        return []
    label = phrases.answered(words.gettext, words.number(counts.answered), words.number(counts.asked))
    return [label, *(_bulleted(_answer(each, words)) for each in first)]


def _answer(answered: AnsweredLine, words: Words) -> str:
    how = phrases.how(words.gettext, answered.how)
    where = answered.place.name if answered.place else ""
    return f"“{cut(one_line(answered.text), LONGEST_IN_LINE)}” {words.listed((how, where))}"


def _open(digest: Digest, shown: Sequence[OpenLine], words: Words, first: int = 1) -> list[str]:
    if not shown:
        return []
    label = phrases.looking(words.gettext, words.number(digest.counts.open_questions))
    asked = (
        f"{number}. “{cut(one_line(each.text), LONGEST_IN_LINE)}” {words.kind_of_place(each.asker)}"
        for number, each in enumerate(shown, start=first)
    )
    return [label, *asked]


def introductions(digest: Digest, words: Words) -> str:
    """Return what became of introductions, in figures; "" where none moved."""
    figures = digest.introductions
    numbers = {
        "asked": figures.asked,
        "agreed": figures.agreed,
        "met": figures.met,
        "useful": figures.useful,
        "taken": figures.adapted + figures.adopted,
        "not_useful": figures.not_useful,
    }
    if not any(numbers.values()):
        return ""
    shown = {name: words.number(number) for name, number in numbers.items()}
    return phrases.introductions(words.gettext, shown)


def _story(told: Story, words: Words) -> str:
    places = {"asker": words.place(told.asker), "peer": words.place(told.peer)}
    return phrases.story(words.gettext, places | {"title": title(told.title)}, told.outcome)


def _names(digest: Digest, shown: int, words: Words) -> str:
    named = [words.place(each) for each in digest.welcomed[:shown]]
    if digest.counts.welcomed > shown:
        named.append(phrases.and_more(words.gettext, words.number(digest.counts.welcomed - shown)))
    return words.listed(named)


def _re_read(found: ReRead, words: Words) -> str:
    _ = words.gettext
    why = phrases.why_verified(_)
    if found.why == "helped":
        why = phrases.why_helped(_, words.number(found.count))
    return phrases.re_read(_, _record(found.record, words), why)


def _by_topic(digest: Digest, words: Words) -> str:
    _ = words.gettext
    shares = [
        phrases.of_asked(
            _, each.topic or phrases.no_topic(_), words.number(each.answered), words.number(each.asked)
        )
        for each in digest.topics[:TOPICS_FIRST]
    ]
    return phrases.by_topic(_, words.listed(shares)) if shares else ""


def _bulleted(line: str) -> str:
    return f"• {line}"


# One person's


def _personal(message: PersonalDigestShown, words: Words) -> Card:
    _, digest = words.gettext, message.digest
    questions = [
        _bulleted(f"“{cut(one_line(each.text), LONGEST_IN_LINE)}” {_state(each.answered, words)}")
        for each in digest.questions
    ]
    waiting = [_bulleted(f"“{cut(one_line(each), LONGEST_IN_LINE)}”") for each in digest.waiting]
    verify = [f"{number}. {_record(each, words)}" for number, each in enumerate(digest.to_verify, start=1)]
    new = [_bulleted(_record(each, words)) for each in digest.new_records]
    parts = (
        (phrases.own_questions(_), questions),
        (phrases.waiting_for_you(_, words.number(len(waiting))), waiting),
        (phrases.to_verify(_), verify),
        (phrases.in_your_topics(_), new),
    )
    lines = tuple(line for label, listed in parts if listed for line in (label, *listed))
    confirm = (
        Button("confirm_record", phrases.confirm(_), (each.record_id,), _record(each, words))
        for each in digest.to_verify
    )
    heading = phrases.own_heading(_, _days(digest, words))
    return Card(heading, lines or (phrases.nothing_new(_),), buttons=tuple(confirm))


def _state(answered: bool, words: Words) -> str:  # noqa: FBT001 (a fact that is worded, not a switch)
    return phrases.own_state(words.gettext, answered=answered)


def _offered(message: HelpOffered, words: Words) -> Card:
    _, ids = words.gettext, (message.question_id, message.official_id)
    return Card(
        paragraphs=(phrases.help_offered(_, message.office, words.place(message.place)),),
        quotation=cut(message.question, LONGEST_QUESTION),
        buttons=(
            Button("accept_help", words.introduce_us(), ids, primary=True),
            Button("decline_help", phrases.not_now(_), ids),
        ),
    )


def _noted(message: HelpNoted, words: Words) -> Card:
    return Card(
        paragraphs=(phrases.help_noted(words.gettext),), quotation=cut(message.question, LONGEST_QUESTION)
    )


def _decided(message: HelpDecided, words: Words) -> Card:
    return Card(paragraphs=(phrases.help_decided(words.gettext, accepted=message.accepted),))


def _story_asked(message: StoryAsked, words: Words) -> Card:
    _ = words.gettext
    return Card(
        paragraphs=(phrases.story_asked(_, words.place(message.asker)),),
        notes=(phrases.how_it_is_told(_),),
        buttons=(Button("tell_story", phrases.tell_it(_), (message.introduction_id,)),),
    )


def _story_noted(message: StoryNoted, words: Words) -> Card:
    return Card(paragraphs=(phrases.story_noted(words.gettext),))


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {
    DigestShown: _digest,
    DigestMoreShown: _more,
    PersonalDigestShown: _personal,
    HelpOffered: _offered,
    HelpNoted: _noted,
    HelpDecided: _decided,
    StoryAsked: _story_asked,
    StoryNoted: _story_noted,
}
