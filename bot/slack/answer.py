"""An answer in Slack: one compact message, the first match whole, the others folded, each with its source."""

from bot.card import Button
from bot.messages import AnswerShown
from bot.phrases import Words
from bot.phrases import channel as channel_phrases
from bot.phrases.channel import hush
from bot.phrases.narrowing import after_none, narrowed_to
from bot.phrases.practice import how_to_read_all, read_all
from bot.shortening import LONGEST_PART, LONGEST_QUESTION, cut, one_line, title
from bot.shown import MatchShown, SharerShown
from bot.slack import buttons
from bot.slack.addresses import Links
from bot.slack.blocks import (
    Block,
    Element,
    bold,
    button,
    feedback,
    mention,
    paragraph,
    plain,
    quotation,
    rich,
    small_print,
)
from bot.slack.blocks import buttons as row_of
from bot.slack.markup import escaped, link

# Characters. Three matches then stay below half of the 13,000 at which Slack refused whole messages, and one
# match fits a laptop's screen; the page of the record has the rest.
LONGEST_SOURCE = 120
LONGEST_LINE = 200
LONGEST_FOLDED = 90  # of what they did, so that a folded match stays on two lines or three


def answer_text(message: AnswerShown, its_words: Words) -> str:
    """Return the answer on one line: how sure it is, and which places it shows."""
    heading = its_words.answer_heading(message.band, len(message.matches))
    if message.narrowed:
        heading = f"{narrowed_to(message.narrowed, its_words)} {heading}"
    if message.shared_by and message.shared_by.name:
        heading = f"{channel_phrases.shared_by(its_words.gettext)} {message.shared_by.name}. {heading}"
    if not message.matches:
        return f"{heading} {after_none(message.narrowed, its_words, private=message.private)}"
    shown = (
        f"{number}. {_title(match)} ({its_words.place(match.place)})"
        for number, match in enumerate(message.matches, start=1)
    )
    return " ".join((heading, *shown))


def answer_blocks(message: AnswerShown, its_words: Words, links: Links) -> list[Block]:
    """Return the answer's blocks; a private one repeats its question, since no thread holds it."""
    blocks = [rich(*_heading(message, its_words))]
    for match in message.matches:
        blocks += _match(message, match, its_words, links)
    if message.matches:
        blocks.append(_feedback(message, its_words))
        blocks += _share(message, its_words)
    else:
        after = after_none(message.narrowed, its_words, private=message.private)
        blocks.append(rich(paragraph(plain(after))))
    if message.can_hush:
        blocks.append(_row(Button("hush_thread", hush(its_words.gettext))))
    if message.first_time:
        blocks.append(small_print(escaped(its_words.what_is_kept(private=message.private))))
    return blocks


def _heading(message: AnswerShown, its_words: Words) -> list[Element]:
    heading = [paragraph(bold(its_words.answer_heading(message.band, len(message.matches))))]
    if message.narrowed:
        narrowed = cut(narrowed_to(message.narrowed, its_words), LONGEST_PART)
        heading = [paragraph(plain(narrowed)), *heading]
    if message.private:
        heading = [quotation(cut(message.question, LONGEST_QUESTION)), *heading]
    if message.outside:
        heading = [paragraph(plain(channel_phrases.read_outside(its_words.gettext))), *heading]
    if message.shared_by:
        heading = [_shared_by(message.shared_by, its_words), *heading]
    return heading


def _shared_by(sharer: SharerShown, its_words: Words) -> Element:
    label = plain(f"{channel_phrases.shared_by(its_words.gettext)} ")
    name = cut(one_line(sharer.name), LONGEST_LINE)
    return paragraph(label, *(mention(sharer.chat_id) or [plain(name)]))


def _share(message: AnswerShown, its_words: Words) -> list[Block]:
    if not message.can_share:
        return []
    _ = its_words.gettext
    shown = Button("share", channel_phrases.share(_), (message.question_id,), channel_phrases.share_spoken(_))
    return [_row(shown)]


def _match(message: AnswerShown, match: MatchShown, its_words: Words, links: Links) -> list[Block]:
    if match is not message.matches[0] and match.record_id not in message.expanded:
        return _folded(message, match, its_words)
    parts = [paragraph(bold(_title(match)), plain(f"\n{cut(its_words.facts(match), LONGEST_LINE)}"))]
    if match.action:
        parts.append(paragraph(bold(its_words.what_they_did()), plain(f" {cut(match.action, LONGEST_PART)}")))
    if match.outcome:
        parts += [
            paragraph(bold(its_words.what_came_of_it())),
            quotation(cut(match.outcome, LONGEST_PART)),
        ]
    blocks = [rich(*parts), small_print(*_provenance(match, its_words, links))]
    return [*blocks, *_way_to_peer(message, match, its_words)]


def _folded(message: AnswerShown, match: MatchShown, its_words: Words) -> list[Block]:
    """Return the match on two lines with its source; one button shows the rest."""
    did = cut(one_line(match.action), LONGEST_FOLDED)
    facts = " · ".join(filter(None, (cut(its_words.facts(match), LONGEST_LINE), did)))
    more = Button(
        "more", its_words.more(), (message.question_id, match.record_id), its_words.more_about(match)
    )
    return [
        rich(paragraph(bold(_title(match)), plain(f"\n{facts}"))),
        small_print(f"{escaped(its_words.source())} {_source(match, its_words)}"),
        _row(more),
    ]


def _way_to_peer(message: AnswerShown, match: MatchShown, its_words: Words) -> list[Block]:
    ids = (message.question_id, match.record_id)
    if match.can_introduce:
        spoken = its_words.introduce_us_with(match)
        return [_row(Button("introduce", its_words.introduce_us(), ids, spoken))]
    if match.can_seek:
        spoken = its_words.find_office_of(match)
        return [_row(Button("find_office", its_words.find_office(), ids, spoken))]
    return []


def _row(shown: Button) -> Block:
    return row_of(button(shown.action, buttons.carry(shown), shown.label, shown.spoken or shown.label))


def _provenance(match: MatchShown, its_words: Words, links: Links) -> list[str]:
    """Return why this peer, from which source, checked when, where the rest is, and who asked before."""
    lines = [
        escaped(cut(its_words.why(match.reasons), LONGEST_LINE)),
        f"{escaped(its_words.source())} {_source(match, its_words)}",
    ]
    if max(len(match.action), len(match.outcome)) > LONGEST_PART:
        lines.append(_rest(match, its_words, links))
    if before := match.asked_before:
        text = cut(its_words.asked_before(before, match), LONGEST_LINE)
        lines.append(link(links.threads.get((before.conversation, before.thread), ""), text))
    return lines


def _rest(match: MatchShown, its_words: Words, links: Links) -> str:
    """Return the link to the whole record; where there is none, what shows more of it."""
    if page := links.page(match.record_id, for_named=match.for_named):
        return link(page, read_all(its_words.gettext, _title(match)))
    return escaped(how_to_read_all(its_words.gettext, match.record_id))


def _source(match: MatchShown, its_words: Words) -> str:
    """Return the link to the source, in which language it is, and how long ago it was checked."""
    title = cut(one_line(match.source_title or match.source_url), LONGEST_SOURCE)
    notes = (its_words.source_language(match), its_words.checked(match))
    return " · ".join([link(match.source_url, title), *(escaped(note) for note in notes if note)])


def _feedback(message: AnswerShown, its_words: Words) -> Block:
    positive, negative = (
        button(each.action, buttons.carry_feedback(each), each.label, each.label)
        for each in (
            Button("helpful", its_words.helpful(), (message.question_id,)),
            Button("not_helpful", its_words.not_helpful(), (message.question_id,)),
        )
    )
    return feedback(buttons.FEEDBACK, positive, negative)


def _title(match: MatchShown) -> str:
    return title(match.title)
