"""Fills a locale's catalogue from JSON and says what is still wrong: `make translate L=sw FILE=sw.json`.

docs/glossary.md tells translators how. Run from a checkout: it writes into bot/locale.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

from bot.catalogues import DOMAIN, FOLDER
from bot.operator.catalogue_checks import problems

Translations = Mapping[str, str | Sequence[str]]


def fill(folder: Path, locale: str, translations: Translations) -> list[str]:
    """Write the translations into the locale's catalogue, made if need be; return what is wrong with it.

    A sentence is named by its English text, one with plural forms by the English singular. What is not
    among the translations stays as it was; sentences that are not in the template any more are dropped.
    """
    with (folder / f"{DOMAIN}.pot").open("rb") as source:
        template = read_po(source)
    path = folder / locale / "LC_MESSAGES" / f"{DOMAIN}.po"
    catalogue = _known(path, locale)
    catalogue.update(template, no_fuzzy_matching=True)
    for english, translation in translations.items():
        entry = catalogue.get(english)
        if entry is not None:
            entry.string = translation if isinstance(translation, str) else tuple(translation)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, no_location=True, sort_output=True, ignore_obsolete=True)
    unknown = [f"unknown: {english!r}" for english in translations if template.get(english) is None]
    with path.open("rb") as file:
        return unknown + problems(read_po(file, locale=locale), template)


def _known(path: Path, locale: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=locale, domain=DOMAIN, project="Counterpart", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale, domain=DOMAIN)


def main() -> None:
    """Fill one catalogue; the exit status is 1 as long as something is wrong with it."""
    if len(sys.argv) != 3:
        sys.exit("usage: make translate L=LOCALE FILE=TRANSLATIONS.json")
    locale, file = sys.argv[1:]
    wrong = fill(FOLDER, locale, json.loads(Path(file).read_text(encoding="utf-8")))
    sys.exit("\n".join([*wrong, f"{len(wrong)} to put right"]) if wrong else 0)


if __name__ == "__main__":
    main()
