"""What all our pages share: without scripts, fit for a screen reader and for paper."""

import html
from base64 import b64encode
from hashlib import sha256

from bot.directions import runs_from_right
from bot.harmless import harmless
from bot.phrases import Words

# Colours with a contrast of at least 7 to 1 (WCAG 2.2, AAA). On paper links show where they lead, but not our
# signed ones: nobody types 150 characters, and whoever found the paper could read the page.
_STYLE = (
    "body{font:1.125rem/1.6 system-ui,sans-serif;color:#1b1b1b;background:#fff;margin:0}"
    "main{max-width:42rem;margin:auto;padding:1.5rem;overflow-wrap:anywhere}"
    "h1,h2{line-height:1.25}a{color:#0b3d62}footer{margin-top:2rem;border-top:1px solid #595959}"
    "figure{margin:1.5rem 0}img{max-width:100%;height:auto;display:block}li{margin:.5rem 0}"
    "table{border-collapse:collapse;width:100%}th,td{padding:.25rem .5rem;text-align:start;"
    "border-bottom:1px solid #767676}td+td,th+th{text-align:end}"
    "@media print{body{font-size:11pt}main{max-width:none;padding:0}a{color:inherit}"
    "a[href]::after{content:' <' attr(href) '>'}a.signed::after{content:none}"
    "h2{break-after:avoid}footer{display:none}"
    "figure,tr,li{break-inside:avoid}img{max-height:18cm;max-width:12cm;width:auto}}"
)

_PAGE = (
    '<!doctype html><html lang="{lang}" dir="{direction}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{title}</title><style>{style}</style></head><body><main>{body}</main></body></html>"
)


def headers() -> dict[str, str]:
    """Return what a browser must know of these pages: nothing runs, nothing is kept or told to others.

    Pictures stand in the page itself.
    """
    style = b64encode(sha256(_STYLE.encode()).digest()).decode()
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": (
            f"default-src 'none'; img-src data:; style-src 'sha256-{style}'; base-uri 'none'; "
            "form-action 'none'; frame-ancestors 'none'"
        ),
        "Referrer-Policy": "no-referrer",  # the address is the key to the page
        "Vary": "Accept-Language",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }


def page(title: str, body: str, words: Words) -> str:
    """Return a page in the language of the words; `body` is HTML already."""
    return _PAGE.format(
        lang=text(words.locale.replace("_", "-")),
        direction="rtl" if runs_from_right(words.locale) else "ltr",
        title=text(title),
        style=_STYLE,
        body=body,
    )


def sentence(title: str, said: str, words: Words) -> str:
    """Return a page that says one thing."""
    return page(title, f"<h1>{text(title)}</h1><p>{text(said)}</p>", words)


def heading(label: str) -> str:
    """Return what stands before a text in a message as the heading above it: without its colon."""
    return text(label.rstrip(" \u00a0\u202f:："))


def text(said: str) -> str:
    """Return a text as it stands in HTML: letters only, whatever somebody wrote."""
    return html.escape(harmless(said))
