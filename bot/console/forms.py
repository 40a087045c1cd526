"""A form at the terminal: one question after another, each answered with one line."""

from collections.abc import Callable, Iterator, Sequence
from textwrap import wrap

from bot.console.render import WIDTH, wrapped
from bot.forms import Field, Form, Mistakes, Option, Values
from bot.phrases import Words
from bot.phrases import form as form_phrases

# Choices that are listed: a terminal shows about so many lines at once. Of more, one is found by typing.
MOST_LISTED = 30
EMPTY = "-"  # typed alone, it leaves a question without an answer
# Stands for a line end, and shows one: prose has semicolons of its own, and addresses slashes without spaces.
LINE_END = " / "

Suggest = Callable[[str], Sequence[Option]]


class Filling:
    """One form on its way: what was answered so far, and what is asked next."""

    def __init__(self, form: Form, its_words: Words, suggest: Suggest) -> None:
        self.form = form
        self._ = its_words.gettext
        self._suggest = suggest
        # As in Slack, a question that has nothing to choose from is left out, and keeps what stood there.
        self._left = [field for field in form.fields if field.options or field.kind not in ("one", "several")]
        self._found: tuple[Option, ...] = ()
        self._values = {field.name: field.values for field in form.fields}
        # Labels of what was found by typing, so that a question that is asked again shows them.
        self._known = {
            (field.name, option.value): option.label for field in form.fields for option in field.options
        }

    @property
    def values(self) -> Values:
        """What was filled in so far, what stood there before included."""
        return self._values

    @property
    def finished(self) -> bool:
        """Whether nothing is left to ask."""
        return not self._left

    def beginning(self) -> list[str]:
        """Return what stands above the first question."""
        return [self.form.title, *wrapped(self.form.intro), *wrapped(form_phrases.how_to_fill_in(self._))]

    def question(self) -> list[str]:
        """Return the next question as lines: its label, what stands there, its hint, its choices."""
        return list(self._asked(self._left[0]))

    def answer(self, line: str) -> str:
        """Take one line as the answer; return "" or why it is none, and the question stays."""
        field, typed = self._left[0], line.strip()
        if not typed:
            return self._taken(self._values[field.name])
        if typed == EMPTY:
            return self._taken(())
        match field.kind:
            case "one" | "search":
                return self._chosen(field, typed)
            case "several":
                return self._several(field, typed)
            case "number" if not (typed.isascii() and typed.isdecimal()):
                return form_phrases.whole_number(self._)
            case "person":  # the console knows people by what they typed after /as, whatever its case
                return self._taken((typed.casefold(),))
            case "lines" | "days":
                return self._taken(("\n".join(part.strip() for part in typed.split(LINE_END)),))
        return self._taken((typed,))

    def ask_again(self, mistakes: Mistakes) -> None:
        """Ask the questions with mistakes again; the first one for a mistake that belongs to none."""
        wrong = [field for field in self.form.fields if field.name in mistakes]
        for field in wrong:
            self._values[field.name] = field.values  # what was refused is not offered for Enter to keep
        self._left = wrong or list(self.form.fields[:1])

    def _taken(self, values: tuple[str, ...]) -> str:
        field = self._left[0]
        if not values and not field.optional:
            return form_phrases.needed(self._)
        self._values[field.name] = values
        self._left.pop(0)
        self._found = ()
        return ""

    def _chosen(self, field: Field, typed: str) -> str:
        """Take the one choice that was typed; what fits several is listed, and then a number is enough."""
        if self._found and (numbered := _numbered(self._found, typed)):
            return self._taken((numbered.value,))
        found = tuple(self._suggest(typed) if field.kind == "search" else _fitting(field.options, typed))
        self._known |= {(field.name, option.value): option.label for option in found}
        if len(found) == 1:
            return self._taken((found[0].value,))
        self._found = found[:MOST_LISTED]
        if not found and field.kind == "one" and len(field.options) <= MOST_LISTED:
            return form_phrases.no_such_number(self._)
        return form_phrases.several_fit(self._) if found else form_phrases.nothing_found(self._)

    def _several(self, field: Field, typed: str) -> str:
        chosen: list[str] = []
        for part in typed.split(","):
            fitting = _fitting(field.options, part.strip())
            if len(fitting) != 1:
                return form_phrases.not_one_choice(self._, part.strip())
            chosen.append(fitting[0].value)
        return self._taken(tuple(dict.fromkeys(chosen)))

    def _asked(self, field: Field) -> Iterator[str]:
        mark = f" ({form_phrases.optional(self._)})" if field.optional else ""
        current = "; ".join(self._known.get((field.name, each), each) for each in self._values[field.name])
        standing = f" [{LINE_END.join(filter(None, current.splitlines()))}]" if current else ""
        yield from wrapped(f"{field.label}{mark}{standing}")
        yield from wrapped(field.hint)
        listed = self._found or (field.options if _is_listed(field) else ())
        for number, option in enumerate(listed, start=1):
            yield from wrap(f"  {number}. {option.label}", WIDTH, subsequent_indent="     ")
        yield from wrapped(self._how(field))

    def _how(self, field: Field) -> str:
        match field.kind:
            case "one" | "search" if self._found:
                return ""  # what stands above the list says how to choose from it
            case "one" if _is_listed(field):
                return form_phrases.choose_one(self._)
            case "one" | "search":
                return form_phrases.type_to_find(self._)
            case "several":
                names = form_phrases.choose_several(self._) if _is_listed(field) else ""
                return names or form_phrases.name_several(self._)
            case "lines" | "days":
                return form_phrases.several_lines(self._)
        return ""


def _is_listed(field: Field) -> bool:
    return field.kind in ("one", "several") and len(field.options) <= MOST_LISTED


def _numbered(options: Sequence[Option], typed: str) -> Option | None:
    """Return the choice with this number, counted from one."""
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 0
    return options[number - 1] if 0 < number <= len(options) else None


def _fitting(options: Sequence[Option], typed: str) -> list[Option]:
    """Return the choice with this number or label; else those whose label contains what was typed."""
    if len(options) <= MOST_LISTED and (numbered := _numbered(options, typed)):
        return [numbered]
    wanted = typed.casefold()
    exactly = [each for each in options if wanted in (each.label.casefold(), each.value.casefold())]
    return exactly[:1] or [each for each in options if wanted and wanted in each.label.casefold()]
