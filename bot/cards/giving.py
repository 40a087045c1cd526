"""Cards of giving back: the parts that an official's own words propose, and what became of them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.card import Button, Card
from bot.messages.giving import ProposalDropped, ProposalSent, ProposalShown
from bot.phrases import Words
from bot.phrases import draft as draft_phrases
from bot.phrases import follow_up as follow_up_phrases
from bot.phrases import giving as phrases
from bot.phrases import record as record_phrases
from bot.records.proposing import TEXTS
from bot.shortening import LONGEST_TITLE, cut, title
from bot.topic_names import topic_name

# Characters of one part: eight of them stay below the 13,000 at which Slack refused whole messages. What is
# longer stands whole in the form behind "Change".
LONGEST_PART = 1_200
MOST_LISTED = 5  # sources and topics that are named; the form has all of them


def _shown(message: ProposalShown, words: Words) -> Card:
    _, ids = words.gettext, (message.proposal_id,)
    parts = (phrases.part(_, name, text) for name, text in _parts(message, words) if text.strip())
    lacking = words.listed(record_phrases.label(_, name) for name in message.missing)
    return Card(
        heading=phrases.heading(_),
        paragraphs=(draft_phrases.intro(_, nameless=message.nameless), *parts),
        closing=(phrases.missing(_, lacking),) if lacking else (),
        notes=(phrases.kept(_),),
        buttons=(
            Button("send_proposal", phrases.send(_), ids, primary=True),
            Button("change_proposal", phrases.change(_), ids),
            Button("drop_proposal", phrases.drop(_), ids),
        ),
    )


def _parts(message: ProposalShown, words: Words) -> Iterator[tuple[str, str]]:
    """Return each part under its name, in the order of a record."""
    yield "title", title(message.title)
    for part in TEXTS:
        yield part, cut(getattr(message, part), LONGEST_PART)
    yield "years", message.years
    yield "result", record_phrases.result(words, message.result) if message.result else ""
    topics = tuple(map(topic_name, message.topics))
    for name, values in (("topics", topics), ("sources", message.sources)):
        yield name, words.listed(cut(each, LONGEST_TITLE) for each in values[:MOST_LISTED])


def _sent(message: ProposalSent, words: Words) -> Card:
    _ = words.gettext
    said = follow_up_phrases.draft_kept(_, title(message.title), changed=message.changed)
    change = Button("change_proposal", follow_up_phrases.change_it(_), (message.proposal_id,))
    return Card(paragraphs=(said,), buttons=(change,))


def _dropped(message: ProposalDropped, words: Words) -> Card:
    return Card(paragraphs=(phrases.dropped(words.gettext),))


CARDS: Mapping[type, Callable[[Any, Words], Card]] = {
    ProposalShown: _shown,
    ProposalSent: _sent,
    ProposalDropped: _dropped,
}
