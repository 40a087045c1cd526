"""Proposing the parts of a record from an official's own words, by rules that anybody can check.

Each part is made of whole sentences of the text, in their order, and of nothing else; docs/giving_back.md.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from sentencex import segment

from bot.records.proposing_cues import CUES, LABELS, RESULT_WORDS, RESULTS
from bot.shortening import LONGEST_TITLE, cut, one_line
from bot.topic_names import topic_name
from matching.domain import Result, Source
from matching.text import clean

# The parts that sentences go to, in the order in which a record shows them.
TEXTS = ("problem", "action", "outcome", "lessons", "figures", "cost", "staffing", "conditions")
LEFTOVERS = "action"  # what no rule knows: most of what somebody tells is what they did

_BULLETS = r"[\s#>*_•·‣–—-]*"
_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
_PERCENT = re.compile(r"\d\s?[%٪％]|\b(?:per ?cent|prozent|por ciento|por cento|pour cent)\b", re.I)
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")  # the letters of Japanese and Chinese
_SIGN = "[$¢£¤¥฿\u20a0-\u20cf]"
_MONEY = re.compile(
    rf"{_SIGN}\s?\d|\d\s?(?:k|m|bn|million|mio\.?|millones|millions|milhões|mil|millionen)?\s?{_SIGN}"
    r"|\b(?:USD|EUR|GBP|BRL|MXN|CHF|CAD|AUD)\s?\d"
    r"|\d\s?(?:k|m|million|mio\.?|millones|millions|milhões|mil|millionen)?(?:\s(?:de|d'))?\s?"
    r"(?:dollars?|euros?|pounds?|dólares|pesos|reais|USD|EUR|GBP|BRL|MXN|CHF)\b",
    re.I,
)
# A year of our time that is no part of another number or amount.
_YEAR = re.compile(rf"(?<![\w.,%#/-])(?<!{_SIGN})(?:19|20)\d\d(?![\w%]|[.,]\d)")
_SPAN = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s?(?:[-–—]|to|until|a|hasta|bis|à|até)\s?((?:19|20)\d\d)(?!\d)", re.I
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a record could say, all of it in the official's words; empty or None where they said nothing.

    `missing` names the parts, in their order, of which nothing was found.
    """

    title: str
    problem: str
    action: str
    outcome: str
    lessons: str
    figures: str
    cost: str
    staffing: str
    conditions: str
    year_start: int | None
    year_end: int | None
    result: Result
    topics: tuple[str, ...]
    sources: tuple[Source, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sentence:
    part: str
    text: str
    line: int


def propose(text: str, language: str, topics: Iterable[str] = ()) -> Proposal:
    """Return the parts of a record that the text names; `topics` are those that the network knows.

    Every sentence of the text is in exactly one part; the title repeats one of them, unless it has a label.
    """
    said = tuple(_said(clean(text), language))
    parts = {part: _joined(said, part) for part in TEXTS}
    whole = " ".join(each.text for each in said)
    years = _years(_labelled(said, "years"), parts["action"], whole)
    result = _result(_labelled(said, "result"), whole)
    missing = [part for part in TEXTS if not parts[part]]
    if "figures" in missing and re.search(r"\d", parts["outcome"]):
        missing.remove("figures")
    missing += [name for name, lacks in (("years", not years), ("result", not result)) if lacks]
    return Proposal(
        title=_title(said),
        **parts,
        year_start=years[0] if years else None,
        year_end=years[1] if len(years) > 1 else None,
        result=Result(result) if result else Result.UNKNOWN,
        topics=tuple(each for each in topics if _names(whole, each) or _names(whole, topic_name(each))),
        sources=tuple(_sources(said)),
        missing=tuple(missing),
    )


def _said(text: str, language: str) -> Iterator[_Sentence]:
    """Return the sentences with their parts: a label decides for what it stands above, else the cues."""
    above, ends_with_paragraph = "", False
    valued = set[str]()
    for number, line in enumerate(text.split("\n")):
        if not line.strip():
            above = "" if ends_with_paragraph else above
            continue
        label = _label().match(line)
        if not label and ends_with_paragraph and _cue(line, language):
            above = ""
        if label:
            line = line[label.end() :].strip()
            above, ends_with_paragraph = str(label.lastgroup), bool(line)
        value = _value(above, line) if label else ""
        if value and value not in valued:
            valued.add(value)
            yield _Sentence(value, line, number)
            continue
        above = "" if above in ("title", "years") else above
        for part, sentence in _sentences(line.strip(), above, language):
            yield _Sentence(part, sentence, number)


def _sentences(line: str, above: str, language: str) -> Iterator[tuple[str, str]]:
    """Return each sentence of a line with its part; an address alone is a source."""
    if line and (above == "sources" or _URL.fullmatch(line)):
        yield "sources", line
        return
    for each in segment(language, line):
        if each.strip():
            yield above or _part(each, language), each.strip()


def _value(part: str, line: str) -> str:
    """Return which value the words after a label are, as a whole; "" where they are sentences."""
    if part == "title" and line:
        return "title"
    if part == "years" and (_YEAR.fullmatch(line) or _SPAN.fullmatch(line)):
        return "years"
    return "result" if part == "outcome" and _result_word(line) else ""


def _part(sentence: str, language: str) -> str:
    """Return the part that the first cue in the sentence names; without any, what somebody did."""
    return _cue(sentence, language) or LEFTOVERS


def _cue(text: str, language: str) -> str:
    """Return the part of the cue that stands first in the text; without one, what its figures say, or ""."""
    found = [
        (match.start(), -len(match.group()), part)
        for part, cues in _cues(language).items()
        if (match := cues.search(text))
    ]
    if found:
        return min(found)[2]
    if _MONEY.search(text):
        return "cost"
    return "figures" if _PERCENT.search(text) else ""


def _joined(said: Iterable[_Sentence], part: str) -> str:
    """Return the sentences of the part as one text, on the lines on which they were written."""
    lines: dict[int, list[str]] = {}
    for each in said:
        if each.part == part:
            lines.setdefault(each.line, []).append(each.text)
    return "\n".join(" ".join(sentences) for sentences in lines.values())


def _labelled(said: Iterable[_Sentence], part: str) -> str:
    return next((each.text for each in said if each.part == part), "")


def _title(said: tuple[_Sentence, ...]) -> str:
    """Return the title with a label; else the first sentence of what was done, or of all, cut at a word."""
    ranked = (_labelled(said, part) for part in ("title", LEFTOVERS, *TEXTS, "sources"))
    first = re.sub(f"^{_BULLETS}", "", next(filter(None, ranked), ""))
    return cut(one_line(first).removesuffix("."), LONGEST_TITLE)


def _years(labelled: str, action: str, whole: str) -> tuple[int, ...]:
    """Return the first year, and the last of a span; of what was done before all else that is told."""
    for text in (labelled, action, whole):
        without_links = _URL.sub(" ", text)
        if (span := _SPAN.search(without_links)) and span[1] <= span[2]:
            return int(span[1]), int(span[2])
        if found := _YEAR.search(without_links):
            return (int(found.group()),)
    return ()


def _result(labelled: str, whole: str) -> str:
    """Return the one result that the words name; "" where they name none or several."""
    if labelled:
        return _result_word(labelled)
    named = [result for result, pattern in _results().items() if pattern.search(whole)]
    return named[0] if len(named) == 1 else ""


def _result_word(text: str) -> str:
    word = text.strip(" .!*_").casefold()
    return next((result for result, words in RESULT_WORDS.items() if word in words.split("|")), "")


def _names(text: str, topic: str) -> bool:
    return bool(topic.strip() and re.search(rf"(?<!\w){re.escape(topic)}(?!\w)", text, re.I))


def _sources(said: Iterable[_Sentence]) -> Iterator[Source]:
    """Return what stands under the label of sources, and each address in the text, once."""
    seen = set()
    for each in said:
        found = _URL.findall(each.text) or ([""] if each.part == "sources" else [])
        for address in found:
            title = each.text if each.part == "sources" else address
            if (title, address) not in seen:
                seen.add((title, address))
                yield Source(title, address)


# The patterns are made at their first use: making all of them takes longer than reading a text.


@cache
def _label() -> re.Pattern[str]:
    """Return what matches a label with its colon, or one that is a whole line; its group names the part."""
    parts = "|".join(f"(?P<{part}>{words})" for part, words in LABELS.items())
    return re.compile(rf"{_BULLETS}(?:{parts})[*_]*\s*(?:[:：?][*_]*\s*|$)", re.I)


@cache
def _cues(language: str) -> Mapping[str, re.Pattern[str]]:
    return {part: _any_of(words) for part, words in CUES.get(language, {}).items()}


@cache
def _results() -> Mapping[str, re.Pattern[str]]:
    return {result: _any_of(words) for result, words in RESULTS.items()}


def _any_of(words: str) -> re.Pattern[str]:
    """Return what matches any of the words, the longest first; one that ends in * also begins others."""
    longest_first = sorted(words.split("|"), key=len, reverse=True)
    return re.compile("|".join(map(_whole, longest_first)), re.I)


def _whole(word: str) -> str:
    """Return what matches the word and no part of another, unless its script has no spaces."""
    letters = re.escape(word[:-1]) + r"\w*" if word[-1] == "*" else re.escape(word)
    return letters if _UNSPACED.match(word) else rf"(?<!\w){letters}(?!\w)"
