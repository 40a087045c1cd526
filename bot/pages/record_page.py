"""The page of one record as HTML: without scripts, fit for a screen reader and for paper."""

import html
import re
from urllib.parse import urlsplit

from bot.cards import practice as cards_of_practice
from bot.cards.practice import further_facts, parts, topics
from bot.harmless import safe_address
from bot.messages.practice import PracticeShown
from bot.pages.html_page import heading, page
from bot.pages.html_page import text as text_of
from bot.phrases import Words
from bot.phrases import practice as phrases
from bot.shown import MatchShown

_BLANK_LINES = re.compile(r"\n\s*\n")


def whole(shown: PracticeShown, language: str, words: Words) -> str:
    """Return the page of the record, whose own words are in this language; all else is in the reader's."""
    _, record = words.gettext, shown.record
    said = "".join(
        f"<h2>{heading(label)}</h2>{_own_words(text, language)}" for label, text in parts(shown, words)
    )
    named = (words.facts(record), record.office, *further_facts(shown, words), *topics(shown, words))
    facts = " · ".join(filter(None, named))
    body = (
        f'<h1 lang="{text_of(language)}" dir="auto">{text_of(record.title)}</h1><p>{text_of(facts)}</p>{said}'
        f"<h2>{heading(words.source())}</h2><p>{_source(record, words)}</p>"
        f"{_more_sources(shown)}{_merged(shown, words)}"
        f"<footer><p>{text_of(phrases.about_the_page(_))}</p></footer>"
    )
    return page(record.title, body, words)


def _merged(shown: PracticeShown, words: Words) -> str:
    said = cards_of_practice.merged(shown, words)
    return f"<p>{text_of(said)}</p>" if said else ""


def _own_words(text: str, language: str) -> str:
    """Return the record's own words as paragraphs, each in its own language and direction."""
    paragraphs = (text_of(each).replace("\n", "<br>") for each in _BLANK_LINES.split(text.strip()))
    return "".join(f'<p lang="{text_of(language)}" dir="auto">{each}</p>' for each in paragraphs)


def _source(record: MatchShown, words: Words) -> str:
    """Return the link to the source with its host, its language, and how long ago it was checked."""
    lang = f' hreflang="{text_of(record.source_lang)}"' if record.source_lang else ""
    linked = _linked(record.source_title, record.source_url, lang)
    notes = (words.source_language(record), words.checked(record))
    return " · ".join([*filter(None, (linked,)), *(text_of(note) for note in notes if note)])


def _more_sources(shown: PracticeShown) -> str:
    listed = "".join(f"<li>{_linked(title, url)}</li>" for title, url in shown.details.sources)
    return f"<ul>{listed}</ul>" if listed else ""


def _linked(title: str, url: str, attributes: str = "") -> str:
    """Return the link with the host it leads to, whatever its title says; the title alone without a link."""
    address, title = safe_address(url), title.strip() or url
    if not address:
        return text_of(title)
    linked = f'<a href="{html.escape(address)}" rel="noreferrer"{attributes} dir="auto">{text_of(title)}</a>'
    return f"{linked} ({text_of(urlsplit(address).hostname or '')})"
