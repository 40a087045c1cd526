"""The lines of a summary that name a record: its number, which can be asked for, and whether it worked."""

from bot.digest import AnsweredLine, RecordLine
from bot.phrases import Words
from bot.phrases import digest as phrases
from bot.shortening import cut, one_line
from bot.shown import PlaceShown

LONGEST_IN_LINE = 120  # characters of a question or a title in a line of its own
LONGEST_LISTED = 70  # characters of one of several titles in one line


def record(line: RecordLine, words: Words, longest: int = LONGEST_IN_LINE) -> str:
    """Return "#12 A fee for storm drains (Oak, worked)"."""
    title = words.apart(cut(one_line(line.title), longest))
    facts = words.listed((_place(line.place, words), _result(line.result, words)))
    return f"#{line.record_id} {title} ({facts})"


def answer(answered: AnsweredLine, words: Words) -> str:
    """Return a question with how it was answered: a record by number, a peer not even by place."""
    how = phrases.how(words.gettext, answered.how, _record_of(answered, words))
    return f"“{words.apart(cut(one_line(answered.text), LONGEST_IN_LINE))}” {how}"


def _record_of(answered: AnsweredLine, words: Words) -> str:
    """Return the record that answered; "" where a peer did, or where it is not for the readers."""
    if answered.how != "record" or not answered.record_id or answered.place is None:
        return ""
    line = RecordLine(answered.record_id, answered.title, answered.place, answered.result)
    return record(line, words, LONGEST_LISTED)


def _place(place: PlaceShown, words: Words) -> str:
    """Return the place by its name; of a record without attribution its kind."""
    return words.apart(place.name) if place.name else words.kind_of_place(place)


def _result(code: str, words: Words) -> str:
    """Return whether it worked, in a word or two; nothing where nobody knows."""
    return "" if code in ("", "unknown") else words.result(code)
