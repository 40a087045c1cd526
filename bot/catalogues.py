"""The gettext catalogue of a locale, read from its .po file so that no compiled file can go stale."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).with_name("locale")
DOMAIN = "counterpart"
SOURCE_LOCALE = "en"


def available() -> tuple[str, ...]:
    """Return the locales that have words, the source locale among them."""
    translated = (path.parent.parent.name for path in FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return tuple(sorted({SOURCE_LOCALE, *translated}))


def nearest(locale: str) -> str:
    """Return the available locale for a hint such as "es-MX", "pt_BR" or "zh-TW"; else the source locale.

    A language has one catalogue: that of zh, in simplified characters, serves zh-TW too.
    """
    offered = {each.casefold(): each for each in available()}
    found = negotiate_locale([locale.replace("-", "_").casefold()], list(offered))
    return offered[found.casefold()] if found else SOURCE_LOCALE


@cache
def catalogue(locale: str) -> NullTranslations:
    """Return the catalogue of one available locale."""
    path = FOLDER / locale / "LC_MESSAGES" / f"{DOMAIN}.po"
    if locale == SOURCE_LOCALE or not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=locale, domain=DOMAIN))
    compiled.seek(0)
    return GNUTranslations(compiled)
