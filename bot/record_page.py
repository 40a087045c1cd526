"""The page of one record as HTML: without scripts, fit for a screen reader and for paper."""

import html
import re
from base64 import b64encode
from hashlib import sha256
from urllib.parse import urlsplit

from bot import practice_phrases as phrases
from bot.cards_of_practice import further_facts, merged, parts
from bot.directions import runs_from_right
from bot.harmless import harmless, safe_address
from bot.messages_of_practice import PracticeShown
from bot.phrases import Words
from bot.shown import MatchShown

# Colours with a contrast of at least 7 to 1 (WCAG 2.2, AAA); on paper, links show where they lead.
_STYLE = (
    "body{font:1.125rem/1.6 system-ui,sans-serif;color:#1b1b1b;background:#fff;margin:0}"
    "main{max-width:42rem;margin:auto;padding:1.5rem;overflow-wrap:anywhere}"
    "h1,h2{line-height:1.25}a{color:#0b3d62}footer{margin-top:2rem;border-top:1px solid #595959}"
    "@media print{body{font-size:11pt}main{max-width:none;padding:0}a{color:inherit}"
    "a[href]::after{content:' <' attr(href) '>'}h2{break-after:avoid}footer{display:none}}"
)

_PAGE = (
    '<!doctype html><html lang="{lang}" dir="{direction}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title}</title><style>{style}</style></head><body><main>{body}</main></body></html>"
)

_BLANK_LINES = re.compile(r"\n\s*\n")


def headers() -> dict[str, str]:
    """Return what a browser must know of these pages: nothing runs, nothing is kept or told to others."""
    style = b64encode(sha256(_STYLE.encode()).digest()).decode()
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'"
        ),
        "Referrer-Policy": "no-referrer",  # the address is the key to the page
        "Vary": "Accept-Language",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }


def whole(shown: PracticeShown, language: str, words: Words) -> str:
    """Return the page of the record, whose own words are in this language; all else is in the reader's."""
    _, record = words.gettext, shown.record
    said = "".join(
        f"<h2>{_heading(label)}</h2>{_own_words(text, language)}" for label, text in parts(shown, words)
    )
    facts = " · ".join(filter(None, (words.facts(record), record.office, *further_facts(shown, words))))
    body = (
        f'<h1 lang="{_text(language)}" dir="auto">{_text(record.title)}</h1><p>{_text(facts)}</p>{said}'
        f"<h2>{_heading(words.source())}</h2><p>{_source(record, words)}</p>{_more_sources(shown)}"
        f"{_merged(shown, words)}"
        f"<footer><p>{_text(phrases.about_the_page(_))}</p></footer>"
    )
    return _page(record.title, body, words)


def sentence(title: str, text: str, words: Words) -> str:
    """Return a page that says one thing."""
    return _page(title, f"<h1>{_text(title)}</h1><p>{_text(text)}</p>", words)


def _page(title: str, body: str, words: Words) -> str:
    return _PAGE.format(
        lang=_text(words.locale.replace("_", "-")),
        direction="rtl" if runs_from_right(words.locale) else "ltr",
        title=_text(title),
        style=_STYLE,
        body=body,
    )


def _merged(shown: PracticeShown, words: Words) -> str:
    said = merged(shown, words)
    return f"<p>{_text(said)}</p>" if said else ""


def _own_words(text: str, language: str) -> str:
    """Return the record's own words as paragraphs, each in its own language and direction."""
    paragraphs = (_text(each).replace("\n", "<br>") for each in _BLANK_LINES.split(text.strip()))
    return "".join(f'<p lang="{_text(language)}" dir="auto">{each}</p>' for each in paragraphs)


def _source(record: MatchShown, words: Words) -> str:
    """Return the link to the source with its host, its language, and how long ago it was checked."""
    lang = f' hreflang="{_text(record.source_lang)}"' if record.source_lang else ""
    linked = _linked(record.source_title, record.source_url, lang)
    notes = (words.source_language(record), words.checked(record))
    return " · ".join([*filter(None, (linked,)), *(_text(note) for note in notes if note)])


def _more_sources(shown: PracticeShown) -> str:
    listed = "".join(f"<li>{_linked(title, url)}</li>" for title, url in shown.details.sources)
    return f"<ul>{listed}</ul>" if listed else ""


def _linked(title: str, url: str, attributes: str = "") -> str:
    """Return the link with the host it leads to, whatever its title says; the title alone without a link."""
    address, title = safe_address(url), title.strip() or url
    if not address:
        return _text(title)
    linked = f'<a href="{html.escape(address)}" rel="noreferrer"{attributes} dir="auto">{_text(title)}</a>'
    return f"{linked} ({_text(urlsplit(address).hostname or '')})"


def _heading(label: str) -> str:
    """Return what stands before a text in a message as the heading above it: without its colon."""
    return _text(label.rstrip(" \u00a0\u202f:："))


def _text(text: str) -> str:
    return html.escape(harmless(text))
