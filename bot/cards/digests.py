"""Cards of summaries and about them: what a minute's reading holds stands first, the rest behind a button."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.card import Button, Card
from bot.digest import (
    ANSWERED_FIRST,
    NEW_FIRST,
    OPEN_FIRST,
    STORIES_FIRST,
    WELCOMED_FIRST,
    Digest,
    OfferLine,
    OpenLine,
    OwnQuestion,
    PersonalDigest,
    RecordLine,
    ReRead,
    Story,
    rest_of,
)
from bot.digest.lines import LONGEST_IN_LINE, LONGEST_LISTED, answer, record
from bot.messages.digests import (
    DigestMoreShown,
    DigestShown,
    HelpDecided,
    HelpLapsed,
    HelpNoted,
    HelpOffered,
    PersonalDigestShown,
    StoryAsked,
    StoryNoted,
)
from bot.phrases import Words
from bot.phrases import digest as phrases
from bot.phrases import profile as profile_phrases
from bot.shortening import LONGEST_QUESTION, cut, one_line, title
from bot.shown import PlaceShown
from bot.topic_names import topic_name
from bot.working_time import zone

TOPICS_FIRST = 12  # of the topics, in the one line that lists them


def _digest(message: DigestShown, words: Words) -> Card:
    digest = message.digest
    lines = _lines(digest, words)
    offers = digest.open_questions[:OPEN_FIRST]
    help_goes = (phrases.how_help_goes(words.gettext),) if offers else ()
    refused = (phrases.shared_here(words.gettext),) if message.shared else ()
    return Card(
        heading=heading(digest, words),
        paragraphs=lines if not digest.is_empty else (nothing_new(digest, words), *lines),
        notes=(*help_goes, *refused),
        linked=_records_of(digest),
        digest=message.digest_id,
        buttons=(*_offers(offers, words), *(_rest(message, words) if _has_more(digest) else ())),
    )


def heading(digest: Digest, words: Words) -> str:
    """Return the first line of a summary, which says of which days it is."""
    network = words.apart(digest.network_name)
    return phrases.heading(words.gettext, network, _days(digest, words), a_week=_is_a_week(digest))


def nothing_new(digest: Digest | PersonalDigest, words: Words) -> str:
    """Return that nothing happened in the days of this summary."""
    return phrases.nothing_new(words.gettext, a_week=_is_a_week(digest))


def _is_a_week(digest: Digest | PersonalDigest) -> bool:
    # A day more than a week still is "this week": a summary may have come early, or late.
    return digest.until - digest.since <= timedelta(days=8)


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
    said = [
        _listed(phrases.new_records(_, words.number(counts.new_records)), new, words),
        _listed(phrases.verified_records(_, words.number(counts.verified_records)), verified, words),
        *_questions(digest, words),
        *_open(digest, digest.open_questions[:OPEN_FIRST], words),
        introductions(digest, words),
        *(_story(each, words) for each in digest.stories[:STORIES_FIRST]),
        _welcome(digest, digest.welcomed[:WELCOMED_FIRST], words),
        _re_read(digest.re_read, words) if digest.re_read else "",
    ]
    return tuple(filter(None, said))


def _has_more(digest: Digest) -> bool:
    rest = rest_of(digest)
    records = (rest.new_records, rest.verified_records)
    listed = (*records, rest.answered, rest.open_questions, rest.stories, rest.welcomed)
    return bool(digest.topics) or any(listed)


def _records_of(digest: Digest) -> tuple[int, ...]:
    """Return which records the summary names by their numbers."""
    re_read = (digest.re_read.record,) if digest.re_read else ()
    listed = (*digest.new_records, *digest.verified_records, *digest.answered, *re_read)
    return tuple(each.record_id for each in listed if each.record_id)


def _more(message: DigestMoreShown, words: Words) -> Card:
    """Return the lines of what the summary itself has no room for."""
    _, digest, counts = words.gettext, message.digest, message.digest.counts
    first = OPEN_FIRST + 1  # the questions are numbered on from those of the summary
    new = phrases.new_records(_, words.number(counts.new_records))
    verified = phrases.verified_records(_, words.number(counts.verified_records))
    said = [
        _by_topic(digest, words),
        *_under(new, _bullets(record, digest.new_records, words)),
        *_under(verified, _bullets(record, digest.verified_records, words)),
        *_under(_answered_label(digest, words), _bullets(answer, digest.answered, words)),
        *(_story(each, words) for each in digest.stories),
        _welcome(digest, digest.welcomed, words, WELCOMED_FIRST),
        *_open(digest, digest.open_questions, words, first),
    ]
    lines = tuple(filter(None, said)) or (phrases.nothing_more(_),)
    offers = _offers(digest.open_questions, words, first)
    return Card(phrases.rest(_), lines, linked=_records_of(digest), buttons=offers)


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
    named = (record(each, words, LONGEST_LISTED) for each in found)
    return f"{label} {'; '.join(named)}"


def _questions(digest: Digest, words: Words) -> list[str]:
    """Return the first answered questions, or only how many were asked; nothing for none."""
    counts = digest.counts
    if counts.answered:
        return [_answered_label(digest, words), *_bullets(answer, digest.answered[:ANSWERED_FIRST], words)]
    return [phrases.asked(words.gettext, words.number(counts.asked))] if counts.asked else []


def _answered_label(digest: Digest, words: Words) -> str:
    counts = digest.counts
    return phrases.answered(words.gettext, words.number(counts.answered), words.number(counts.asked))


def _under(label: str, lines: Sequence[str]) -> list[str]:
    """Return the lines below their label; nothing for none."""
    return [label, *lines] if lines else []


def _open(digest: Digest, shown: Sequence[OpenLine], words: Words, first: int = 1) -> list[str]:
    if not shown:
        return []
    label = phrases.looking(words.gettext, words.number(digest.counts.open_questions))
    asked = (
        f"{number}. {_quoted(each.text, words)} {words.kind_of_place(each.asker)}"
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
    places = {"asker": words.apart(words.place(told.asker)), "peer": words.apart(words.place(told.peer))}
    return phrases.story(words.gettext, places | {"title": words.apart(title(told.title))}, told.outcome)


def _welcome(digest: Digest, shown: Sequence[PlaceShown], words: Words, before: int = 0) -> str:
    """Return the welcome to these places, and to how many more than these and those before; "" for none."""
    if not shown:
        return ""
    named = words.listed(words.apart(words.place(each)) for each in shown)
    more = digest.counts.welcomed - before - len(shown)
    return phrases.welcome(words.gettext, named, words.number(more) if more > 0 else "")


def _re_read(found: ReRead, words: Words) -> str:
    _ = words.gettext
    why = phrases.why_again(_, found.why, words.number(found.count))
    return phrases.re_read(_, record(found.record, words), why)


def _by_topic(digest: Digest, words: Words) -> str:
    _ = words.gettext
    shares = [
        phrases.of_asked(_, _topic(each.topic, words), words.number(each.answered), words.number(each.asked))
        for each in digest.topics[:TOPICS_FIRST]
    ]
    return phrases.by_topic(_, words.listed(shares)) if shares else ""


def _topic(topic: str, words: Words) -> str:
    return words.apart(topic_name(topic)) if topic else phrases.no_topic(words.gettext)


def _quoted(text: str, words: Words) -> str:
    return f"“{words.apart(cut(one_line(text), LONGEST_IN_LINE))}”"


def _bullets(line: Callable[[Any, Words], str], listed: Sequence[Any], words: Words) -> list[str]:
    """Return each of the list in a line of its own, as `line` puts it."""
    return [_bulleted(line(each, words)) for each in listed]


def _bulleted(line: str) -> str:
    return f"• {line}"


# One person's


def _personal(message: PersonalDigestShown, words: Words) -> Card:
    _, digest = words.gettext, message.digest
    questions = [_bulleted(f"{_quoted(each.text, words)} {_state(each, words)}") for each in digest.questions]
    offers = _bullets(_offer_line, digest.offers, words)
    waiting = [*_bullets(_quoted, digest.waiting, words), *offers]
    verify = [f"{number}. {record(each, words)}" for number, each in enumerate(digest.to_verify, start=1)]
    new = _bullets(record, digest.new_records, words)
    parts = (
        (phrases.own_questions(_), questions),
        (phrases.waiting_for_you(_, words.number(len(waiting))), waiting),
        (phrases.to_verify(_), verify),
        (phrases.in_your_topics(_), new),
    )
    lines = tuple(line for label, listed in parts if listed for line in (label, *listed))
    records = (*digest.to_verify, *digest.new_records)
    return Card(
        phrases.own_heading(_, _days(digest, words)),
        lines or (nothing_new(digest, words),),
        linked=tuple(each.record_id for each in records),
        for_named=tuple(each.record_id for each in records if each.for_named),
        buttons=tuple(_still_right(each, words) for each in digest.to_verify),
    )


def _offer_line(line: OfferLine, words: Words) -> str:
    office, place = words.apart(line.office), words.apart(words.place(line.place))
    return phrases.offers_help(words.gettext, office, place, _quoted(line.text, words))


def _still_right(line: RecordLine, words: Words) -> Button:
    label = profile_phrases.still_right(words.gettext, title(line.title))
    return Button("still_right_listed", label, (line.record_id,), label)


def _state(question: OwnQuestion, words: Words) -> str:
    return phrases.own_state(words.gettext, answered=question.answered, shown=question.shown)


def _offered(message: HelpOffered, words: Words) -> Card:
    _, ids = words.gettext, (message.question_id, message.official_id)
    return Card(
        paragraphs=(_offer(message, words),),
        quotation=cut(message.question, LONGEST_QUESTION),
        buttons=(
            Button("accept_help", words.introduce_us(), ids, primary=True),
            Button("decline_help", phrases.not_now(_), ids),
        ),
    )


def _offer(message: HelpOffered, words: Words) -> str:
    office, place = words.apart(message.office), words.apart(words.place(message.place))
    return phrases.help_offered(words.gettext, office, place)


def _noted(message: HelpNoted, words: Words) -> Card:
    return Card(
        paragraphs=(phrases.help_noted(words.gettext),), quotation=cut(message.question, LONGEST_QUESTION)
    )


def _lapsed(message: HelpLapsed, words: Words) -> Card:
    return Card(
        paragraphs=(phrases.help_lapsed(words.gettext),), quotation=cut(message.question, LONGEST_QUESTION)
    )


def _decided(message: HelpDecided, words: Words) -> Card:
    return Card(paragraphs=(phrases.help_decided(words.gettext, accepted=message.accepted),))


def _story_asked(message: StoryAsked, words: Words) -> Card:
    _ = words.gettext
    place = words.apart(words.place(message.asker)) if message.asker else ""
    return Card(
        paragraphs=(phrases.story_asked(_, place),),
        quotation=cut(message.title, LONGEST_QUESTION),
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
    HelpLapsed: _lapsed,
    HelpDecided: _decided,
    StoryAsked: _story_asked,
    StoryNoted: _story_noted,
}
