"""What is wrong with a translation, so that no reader meets it: for translators and for the tests."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from gettext import c2py
from string import Formatter

from babel.messages import Catalog, Message
from babel.messages.plurals import get_plural

# Words that a language shares with English, by locale: everything else that reads the same was forgotten.
SAME_AS_ENGLISH: Mapping[str, frozenset[str]] = {}

# Addresses, what is typed after a slash, and characters that Slack or a browser take for markup.
_KEPT = re.compile(
    r"https?://[^\s<>()]*[\w/]|[\w.+-]+@[\w-]+\.\w+|[<>&*_~`|]"
    r"|(?<![\w/])/[a-z]+(?: (?:on|off|show|pause|resume|leave)\b)?"
)
_PLACEHOLDER = re.compile(r"\{\w*\}")

# Numbers by which each plural form is told; every rule of Unicode repeats within two hundred.
_NUMBERS = range(201)


def problems(catalogue: Catalog, template: Catalog) -> list[str]:
    """Return a line for everything that is wrong with a locale's catalogue, nothing if it is complete."""
    wanted, found = {each.id for each in template if each.id}, {each.id for each in catalogue if each.id}
    lines = [f"missing: {_first(each)!r}" for each in wanted - found]
    lines += [f"left over: {_first(each)!r}" for each in found - wanted]
    lines += [f"obsolete: {_first(each)!r}" for each in catalogue.obsolete]
    rule = get_plural(str(catalogue.locale))
    if (catalogue.num_plurals, catalogue.plural_expr) != (rule.num_plurals, rule.plural_expr):
        lines.append(f"Plural-Forms must be: {rule}")
    shared = SAME_AS_ENGLISH.get(str(catalogue.locale), frozenset())
    for entry in filter(lambda each: each.id, catalogue):
        wrong = [*_wrong(entry, str(rule.plural_expr)), *_same(entry, shared)]
        lines += [f"{_first(entry.id)!r}: {each}" for each in wrong]
    return sorted(lines)


def _same(entry: Message, shared: frozenset[str]) -> Iterator[str]:
    source = str(_first(entry.id))
    has_words = any(letter.isalpha() for letter in _PLACEHOLDER.sub("", source))
    if has_words and source not in shared and source == _first(entry.string):
        yield "as in English"


def _wrong(entry: Message, plural: str) -> Iterator[str]:
    """Yield what is wrong with one entry; the first thing hides the others of its kind."""
    if entry.fuzzy:
        yield "fuzzy"
    given = entry.string if isinstance(entry.string, tuple | list) else (entry.string,)
    texts = [text or "" for text in given]
    if not all(map(str.strip, texts)):
        yield "not translated"
        return
    if isinstance(entry.id, str):
        yield from _unlike(entry.id, texts[0]) if len(texts) == 1 else ("has plural forms",)
        return
    forms = _numbers_of_forms(plural)
    if len(texts) != len(forms):
        yield f"needs {len(forms)} plural forms"
        return
    one, many = entry.id
    for text, numbers in zip(texts, forms, strict=True):
        # A form for one number only ("both places") may leave the number out where English does.
        fits_one = len(numbers) == 1 and not list(_unlike(one, text))
        yield from () if fits_one else _unlike(many, text)


def _numbers_of_forms(plural: str) -> list[list[int]]:
    form_of = c2py(plural)
    forms: dict[int, list[int]] = {}
    for number in _NUMBERS:
        forms.setdefault(form_of(number), []).append(number)
    return [forms[form] for form in sorted(forms)]


def _unlike(source: str, text: str) -> Iterator[str]:
    """Yield in what the translation differs from its source though it must not."""
    try:
        if _placeholders(source) != _placeholders(text):
            yield f"other placeholders: {text!r}"
    except ValueError as error:
        yield f"malformed, {error}: {text!r}"
    if _kept(source) != _kept(text):
        yield f"markup, an address or a command is lost or added: {text!r}"
    if _edges(source) != _edges(text):
        yield f"other spaces or lines: {text!r}"


def _placeholders(text: str) -> set[tuple[str, str | None, str | None]]:
    return {(name, form, how) for _, name, form, how in Formatter().parse(text) if name is not None}


def _kept(text: str) -> Counter[str]:
    return Counter(_KEPT.findall(_PLACEHOLDER.sub("", text)))


def _edges(text: str) -> tuple[str, str, int]:
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    return text[:start], text[end:], text.count("\n")


def _first(texts: object) -> object:
    return texts[0] if isinstance(texts, tuple | list) and texts else texts
