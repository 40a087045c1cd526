"""What may stand in a map, checked so that every mistake gets a sentence."""

import difflib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.importing.words import shown


def checked(written: Mapping[str, Any], fields: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the options of each field, as keyword arguments of an origin.

    A text alone is short for {column = "..."}. Raises ValueError, a sentence, for anything but options of
    known fields.
    """
    table = written.get("fields")
    if not isinstance(table, dict) or not table:
        raise ValueError("it has no [fields] table")
    others = [name for name in written if name != "fields"]
    if others:
        raise ValueError(f"{shown(others[0])} stands outside [fields]")
    return {_known(name, fields, "field of a practice record"): _options(name, table[name]) for name in table}


def _options(name: str, written: object) -> dict[str, Any]:
    if isinstance(written, str):
        written = {"column": written}
    if not isinstance(written, dict):
        raise ValueError(f'{name} must be a column\'s name or a table such as {{ column = "..." }}')
    ways = [way for way in ("column", "join", "constant") if way in written]
    if len(ways) != 1:
        raise ValueError(f"{name} needs exactly one of column, join and constant")
    options: dict[str, Any] = {}
    for option, value in written.items():
        check, target, meant = OPTIONS[_known(option, tuple(OPTIONS), f"option of {name}")]
        if not check(value):
            raise ValueError(f"{option} of {name} must be {meant}")
        options[target] = (value,) if option == "column" else tuple(value) if option == "join" else value
    return options


def _known(name: str, names: Sequence[str], what: str) -> str:
    if name in names:
        return name
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean {shown(near[0])}?" if near else ", ".join(names)
    raise ValueError(f"{shown(name)} is no {what}; {hint}")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_any_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and len(value) > 1 and all(map(_is_text, value))


def _is_table(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_limit(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 100


# Option -> what it must be, the origin's field that it fills, and how a sentence says what it must be.
OPTIONS: dict[str, tuple[Callable[[object], bool], str, str]] = {
    "column": (_is_text, "columns", "the name of a column"),
    "join": (_is_texts, "columns", "a list of two or more columns"),
    "constant": (_is_any_text, "constant", "a text"),
    "separator": (_is_any_text, "separator", "a text"),
    "values": (_is_table, "values", "a table from texts to texts"),
    "otherwise": (_is_any_text, "otherwise", "a text"),
    "split": (_is_text, "split", "the text between two values"),
    "year": (_is_flag, "year", "true or false"),
    "limit": (_is_limit, "limit", "a number of characters, 100 or more"),
}
