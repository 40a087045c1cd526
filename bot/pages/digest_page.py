"""The page of a summary as HTML, for people outside the chat: its figures, pictures and records."""

import html
from base64 import b64encode
from collections.abc import Callable, Sequence

from bot.cards import digests as digest_cards
from bot.cards.digests import introductions
from bot.digest import Digest, RecordLine
from bot.pages.html_page import heading, page, text
from bot.phrases import Words
from bot.phrases import digest as digest_phrases
from bot.phrases import digest_page as page_phrases
from bot.phrases import picture as picture_phrases
from bot.pictures.network_map import map_in_words
from bot.pictures.picture import Picture
from bot.pictures.topics import topics_in_words

# Where a PNG says how wide and how tall it is (https://www.w3.org/TR/png-3/#11IHDR).
_PNG_SIZE = (16, 20)

# Of the pixels of a picture, so many are one of the page: they are drawn for the sharp screens of phones.
_PIXELS = 2

LinkTo = Callable[[int], str]  # the address of a record's page


def digest_page(
    digest: Digest,
    pictures: Sequence[Picture],
    words: Words,
    link_to: LinkTo,
    *,
    was_empty: bool = False,
) -> str:
    """Return the page; `digest` is what its readers may see, and `pictures` are drawn of it.

    `was_empty` if the summary told nothing to its own readers either.
    """
    _, counts = words.gettext, digest.counts
    new, verified = (_listing(each, words, link_to) for each in (digest.new_records, digest.verified_records))
    title = digest_cards.heading(digest, words)
    drawn = {each.name: _figure(each) for each in pictures}
    said = [
        _part(picture_phrases.by_topic(_), drawn.get("topics") or _listed(topics_in_words(digest, words))),
        _part(digest_phrases.new_records(_, words.number(counts.new_records)), new),
        _part(digest_phrases.verified_records(_, words.number(counts.verified_records)), verified),
        _worth_reading(digest, words, link_to),
        _part(picture_phrases.map_title(_), drawn.get("map") or _listed(map_in_words(digest, words))),
        _paragraph(introductions(digest, words)),
    ]
    nothing = digest_cards.nothing_new(digest, words) if was_empty else page_phrases.nothing_public(_)
    body = "".join(said) or _paragraph(nothing)
    about = f"<footer>{_paragraph(page_phrases.about_the_page(_))}</footer>"
    return page(title, f"<h1>{text(title)}</h1>{body}{about}", words)


def _part(title: str, body: str) -> str:
    return f"<h2>{heading(title)}</h2>{body}" if body else ""


def _paragraph(said: str) -> str:
    return f"<p>{text(said)}</p>" if said else ""


def _listed(lines: Sequence[str]) -> str:
    """Return in words what there is no picture of: the sum, then its parts."""
    parts = "".join(f'<li dir="auto">{text(line)}</li>' for line in lines[1:])
    return f"{_paragraph(lines[0])}<ul>{parts}</ul>" if lines else ""


def _figure(picture: Picture) -> str:
    """Return the picture with what it shows in words, within the page itself."""
    width, height = (int.from_bytes(picture.png[at : at + 4]) // _PIXELS for at in _PNG_SIZE)
    return (
        f'<figure><img src="data:image/png;base64,{b64encode(picture.png).decode()}" '
        f'alt="{text(picture.alt)}" width="{width}" height="{height}"></figure>'
    )


def _listing(records: Sequence[RecordLine], words: Words, link_to: LinkTo) -> str:
    listed = "".join(f"<li>{_record(each, words, link_to)}</li>" for each in records)
    return f"<ul>{listed}</ul>" if listed else ""


def _record(record: RecordLine, words: Words, link_to: LinkTo) -> str:
    address = html.escape(link_to(record.record_id))
    facts = " · ".join((words.apart(words.place(record.place)), words.result(record.result)))
    lang = f' lang="{text(record.language)}"' if record.language else ""
    return f'<a class="signed" href="{address}"{lang} dir="auto">{text(record.title)}</a> · {text(facts)}'


def _worth_reading(digest: Digest, words: Words, link_to: LinkTo) -> str:
    if digest.re_read is None:
        return ""
    record = _record(digest.re_read.record, words, link_to)
    return _part(page_phrases.worth_reading(words.gettext), f"<p>{record}</p>")
