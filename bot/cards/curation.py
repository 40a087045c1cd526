"""Cards of the queue of staff: drafts, records to check, answers without help; what authors hear of it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from babel import Locale

from bot.card import Button, Card
from bot.cards.practice import source_line
from bot.cards.tasks import done, framed, in_thread, mentioned, waiting
from bot.cards.whole import fitted, read_on
from bot.messages.curation import (
    FIELDS,
    AnswerNotHelpful,
    DraftNotPublished,
    DraftPublished,
    DraftToReview,
    QueueEmpty,
)
from bot.phrases import Words
from bot.phrases import curation as phrases
from bot.phrases import follow_up as follow_up_phrases
from bot.phrases import merge as merge_phrases
from bot.phrases import record as record_phrases
from bot.phrases import staff as staff_phrases
from bot.shortening import LONGEST_QUESTION, cut, one_line, title
from bot.topic_names import topic_name


def _draft(message: DraftToReview, words: Words) -> Card:
    _, short = words.gettext, title(message.title)
    open_still = not message.decided and message.task.closed is None
    said = fitted(_said(message, words) if open_still else ())
    cut_here, whole = read_on(said, (message.record_id, message.title), words)
    return framed(
        message.task,
        words,
        Card(
            heading=phrases.draft_heading(_),
            paragraphs=(one_line(message.title), _from_whom(message, words), *said.paragraphs),
            contacts=mentioned(message.author_chat_id, message.author),
            closing=(*cut_here, *_about_draft(message, words)),
            source=(message.source_title, message.source_url),
            buttons=(
                (*whole, *_of_draft(message, words)) if open_still else (done(message.task, words, short),)
            ),
        ),
    )


def _said(message: DraftToReview, words: Words) -> Iterator[tuple[str, str]]:
    """Give all that a draft says beside its title, each after its label; "" for what it does not say."""
    facts = message.facts
    named = {
        "result": record_phrases.result(words, facts.result),
        "topics": " · ".join(map(topic_name, facts.topics)),
        "year_start": str(facts.year_start or ""),
        "year_end": str(facts.year_end or ""),
        "sdg_targets": ", ".join(facts.sdg_targets),
        "sources": "\n".join(map(source_line, facts.sources)),
        "source_lang": words.language(facts.source_lang) if facts.source_lang else "",
    }
    for name, text in (*message.parts, *named.items()):
        yield f"{_label(words, name)}:", text
    if facts.status in ("ongoing", "ended"):
        yield "", record_phrases.status(words.gettext, facts.status)
    yield "", _restricted(facts.visibility, words)
    yield f"{_label(words, 'readers')}:", words.listed(facts.readers)


def _label(words: Words, field: str) -> str:
    return record_phrases.label(words.gettext, field) if field in FIELDS else field


def _restricted(visibility: str, words: Words) -> str:
    """Return who may read the record, "" where that is simply every member."""
    if visibility not in ("public", "named", "unattributed"):
        return ""
    return record_phrases.visibility(words.gettext, visibility)


def _from_whom(message: DraftToReview, words: Words) -> str:
    _, place = words.gettext, words.place(message.place)
    if message.made_of_reply and message.author:
        who = (message.words_of, message.office, place) if message.words_of else ()
        return phrases.made_by(_, message.author, words.listed(who))
    if message.author and message.office:
        return phrases.written_by(_, message.author, message.office, place)
    return phrases.from_place(_, message.office, place)


def _about_draft(message: DraftToReview, words: Words) -> Iterator[str]:
    _ = words.gettext
    if message.decided:
        yield phrases.decided(_)
        return
    if message.changed:
        yield phrases.changed(_, " · ".join(_label(words, each) for each in message.changed))
    if message.unverified:
        yield phrases.author_unverified(_)
    if message.alike and message.task.closed is None:
        yield merge_phrases.says_the_same(words, message.alike)


def _of_draft(message: DraftToReview, words: Words) -> tuple[Button, ...]:
    _, ids, short = words.gettext, (message.task.id, message.revision), title(message.title)
    labels = {
        "approve_draft": phrases.approve(_),
        "return_draft": phrases.send_back(_),
        "reject_draft": phrases.reject(_),
    }
    compare = merge_phrases.compare(_)
    duplicates = Button("duplicates", compare, (message.record_id,), f"{compare}: {short}")
    return (
        *(
            Button(action, label, ids, f"{label}: {short}", primary=action == "approve_draft")
            for action, label in labels.items()
        ),
        *((duplicates,) if message.alike else ()),
    )


def _not_helpful(message: AnswerNotHelpful, words: Words) -> Card:
    _ = words.gettext
    language = Locale.parse(words.locale).languages.get(message.language, message.language)
    asked = staff_phrases.unanswered(_, words.kind_of_place(message.asker), language)
    hidden = () if message.question else (staff_phrases.unanswered_private(_),)
    shown = (phrases.was_shown(_), *(f"• {title(each)}" for each in message.titles))
    return framed(
        message.task,
        words,
        Card(
            heading=phrases.not_helpful_heading(_),
            paragraphs=(asked, *hidden),
            quotation=cut(message.question, LONGEST_QUESTION),
            closing=(
                *(shown if message.titles else ()),
                staff_phrases.unanswered_how(_),
                *in_thread(message.question_id, words),
            ),
            buttons=(done(message.task, words, cut(message.question, LONGEST_QUESTION)),),
        ),
    )


def _empty(message: QueueEmpty, words: Words) -> Card:
    _, of = words.gettext, message.queue.kind
    if not message.queue.counts:
        return Card(paragraphs=(staff_phrases.nothing_open(_),))
    said = phrases.nothing_of_kind(_, phrases.kind(_, of)) if of else staff_phrases.nothing_open(_)
    return Card(paragraphs=(said,), notes=(waiting(message.queue, words),))


def _published(message: DraftPublished, words: Words) -> Card:
    short = title(message.title)
    return Card(
        heading=short,
        paragraphs=(phrases.published(words.gettext, short, message.record_id),),
        record=message.record_id,
        for_named=(message.record_id,) if message.for_named else (),
    )


def _not_published(message: DraftNotPublished, words: Words) -> Card:
    _, short = words.gettext, title(message.title)
    if message.rejected:
        return Card(
            paragraphs=(phrases.rejected(_, short),),
            quotation=message.reason,
            closing=(phrases.thanks_all_the_same(_),),
        )
    change = Button(message.form, follow_up_phrases.change_it(_), (message.about,), primary=True)
    return Card(
        paragraphs=(phrases.sent_back(_, short),),
        quotation=message.reason,
        buttons=(change,) if message.form else (),
    )


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {
    DraftToReview: _draft,
    AnswerNotHelpful: _not_helpful,
    QueueEmpty: _empty,
    DraftPublished: _published,
    DraftNotPublished: _not_published,
}
