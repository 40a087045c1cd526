"""The gettext catalogue of a locale, read from its .po file so that no compiled file can go stale."""

from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import negotiate_locale
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.directions import marked, runs_from_right

FOLDER = Path(__file__).with_name("locale")
DOMAIN = "counterpart"
SOURCE_LOCALE = "en"


@cache
def available() -> tuple[str, ...]:
    """Return the locales that have words, the source locale among them."""
    translated = (path.parent.parent.name for path in FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return tuple(sorted({SOURCE_LOCALE, *translated}))


def nearest(locale: str) -> str:
    """Return the available locale for a hint such as "es-MX" or "pt_BR"; else the source locale."""
    return offered(locale) or SOURCE_LOCALE


@lru_cache(maxsize=1_000)
def offered(locale: str) -> str:
    """Return the available locale for a hint, "" if its language has no words here.

    A language has one catalogue: that of zh, in simplified characters, serves zh-TW too.
    """
    names = {each.casefold(): each for each in available()}
    found = negotiate_locale([locale.replace("-", "_").casefold()], list(names))
    return names[found.casefold()] if found else ""


@cache
def catalogue(locale: str) -> NullTranslations:
    """Return the catalogue of one available locale."""
    path = FOLDER / locale / "LC_MESSAGES" / f"{DOMAIN}.po"
    if locale == SOURCE_LOCALE or not path.exists():
        return NullTranslations()
    with path.open("rb") as source:
        return compiled(read_po(source, locale=locale, domain=DOMAIN))


def compiled(source: Catalog) -> GNUTranslations:
    """Return the catalogue as gettext reads it; from right to left, what is filled in keeps its direction."""
    if runs_from_right(str(source.locale)):
        for entry in filter(lambda each: each.id, source):
            forms = entry.string
            entry.string = marked(forms) if isinstance(forms, str) else tuple(map(marked, forms or ()))
    written = BytesIO()
    write_mo(written, source)
    written.seek(0)
    return GNUTranslations(written)
