"""Forms at the terminal: a question at a time, each answered with one line."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from bot.console.forms import Filling
from bot.console.messenger import ConsoleMessenger
from bot.console.prompt import Perform, Prompt
from bot.desk import Desk
from bot.events import Event
from bot.events.curation import QueueWanted
from bot.events.member import MembershipPaused, NetworkLeft, ProfileWanted, TasksWanted
from bot.forms import Field, Form, Option
from bot.phrases import words
from bot.refusal import Refusal
from store import networks
from tests.engines import quickly_opened
from tests.factories import NOW, add_network
from tests.forms import CLOSED_MEANWHILE, FIELDS, KINDS, NAME, PLACES, REFUSED

ENGLISH = words("en")
TOPICS = tuple(Option(f"topic-{number}", f"Topic {number:02}") for number in range(40))


class Terminal:
    """A person who types; `shown` is what they read, `done` what the bot was told."""

    def __init__(self, engine: Engine) -> None:
        self.shown: list[str] = []
        self.done: list[Event] = []
        self.messenger = ConsoleMessenger(lambda readers, lines: self.shown.append("\n".join(lines)))
        kinds = KINDS | {"profile": replace(KINDS[NAME], opened=self._profile)}
        perform = Perform(lambda key, event: self.done.append(event), Desk(engine, lambda: NOW, kinds))
        self.prompt = Prompt(perform, self.messenger, "en")
        self.form = Form(NAME, (7,), "What we did", "Save", "", FIELDS)

    def type(self, *lines: str) -> str:
        """Type lines and return what is shown after the last one."""
        for line in lines:
            self.shown.append("")
            self.prompt.enter(line)
        return self.shown[-1]

    def values(self) -> dict[str, list[str]]:
        """What was filled in, of the one event."""
        [event] = self.done
        return json.loads(event.text)

    def _profile(self, *_arguments: object) -> Form:
        if self.form.ids == (REFUSED,):
            raise Refusal("unknown_introduction")
        return self.form


@pytest.fixture
def terminal(sqlite_url: str) -> Iterator[Terminal]:
    engine = quickly_opened(sqlite_url)
    with engine.begin() as connection:
        networks.ensure_workspace(connection, add_network(connection), "console", "terminal")
    yield Terminal(engine)
    engine.dispose()


def filling(*fields: Field) -> Filling:
    def suggest(typed: str) -> list[Option]:
        return [each for each in PLACES if typed.casefold() in each.label.casefold()]

    return Filling(Form("profile", (), "Profile", "Save", "", fields), ENGLISH, suggest)


def test_a_form_is_asked_line_by_line_and_handed_on_after_the_last(terminal: Terminal):
    first = terminal.type("/profile")
    terminal.type("A fee for storm drains", "Ask early; ask all / Read a/b", "9", "1", "3, 5", "oak", "2")
    last = terminal.type("2026-07-01 to 2026-07-14 / 2026-12-24", "U0BOB")

    assert first.splitlines()[0] == "What we did"
    assert "/cancel stops" in first
    assert first.endswith("What did you do?\nOne line, as a peer would search for it.")
    assert last == ""
    assert terminal.values() == {
        "title": ["A fee for storm drains"],
        "lessons": ["Ask early; ask all\nRead a/b"],
        "seats": ["9"],
        "result": ["worked"],
        "topics": ["topic-2", "topic-4"],
        "place": ["known:2"],
        "quiet": ["2026-07-01 to 2026-07-14\n2026-12-24"],
        "colleague": ["u0bob"],
    }


def test_enter_keeps_what_is_in_brackets_and_a_dash_empties_it(terminal: Terminal):
    asked = terminal.type("/profile", "A fee", "Ask early", "9", "", "", "")
    terminal.type("-", "")

    assert asked.startswith("When should nobody ask you? (optional)")
    kept = {"title": ["A fee"], "lessons": ["Ask early"], "seats": ["9"]}
    assert terminal.values() == kept | {"result": ["mixed"], "place": ["known:1"]}


def test_a_question_that_has_nothing_to_choose_from_is_not_asked():
    empty = Field("answerable", "Which of these could you answer?", "several", optional=True)
    form = Form(NAME, (7,), "What we did", "Save", "", (empty, Field("name", "Your name", "text")))
    filling = Filling(form, ENGLISH, lambda _: ())

    asked = filling.question()
    filling.answer("Robin")

    assert asked[0] == "Your name"
    assert filling.finished
    assert filling.values == {"answerable": (), "name": ("Robin",)}


def test_choices_are_numbered_and_the_present_one_stands_in_brackets():
    lines = filling(FIELDS[3]).question()

    assert lines == ["Did it work? [Mixed]", "  1. Worked", "  2. Mixed", "  3. Failed", "Type one number."]


def test_lines_that_stand_already_are_shown_as_they_are_typed():
    form = filling(
        Field("text", "Text", "lines", values=("No record fits.\n\nHave you tried; did it work?",))
    )

    assert form.question()[0] == "Text [No record fits. / Have you tried; did it work?]"


def test_choices_of_one_value_keep_the_label_of_their_own_question():
    first, second = (
        Field(name, name, "one", options=(Option("same", label),), values=("same",))
        for name, label in (("title", "A fee"), ("lessons", "Ask early"))
    )

    assert filling(first, second).question()[0] == "title [A fee]"


@pytest.mark.parametrize(
    ("field", "typed", "mistake"),
    [
        (FIELDS[0], "", "I need an answer here."),
        (FIELDS[0], "-", "I need an answer here."),
        (FIELDS[2], "nine", "Please type a whole number."),
        (FIELDS[2], "-3", "Please type a whole number."),
        (FIELDS[3], "4", "Please type one of the numbers shown."),
        (FIELDS[3], "0", "Please type one of the numbers shown."),
        (FIELDS[4], "1, 99", "“99” is not one of the choices."),
        (FIELDS[4], "1,,2", "“” is not one of the choices."),
        (FIELDS[5], "Atlantis", "I found nothing by that name. Please try another spelling."),
    ],
)
def test_what_is_no_answer_is_said_and_asked_again(field: Field, typed: str, mistake: str):
    form = filling(field)

    assert form.answer(typed) == mistake
    assert not form.finished


@pytest.mark.parametrize("typed", ["1", "worked", "Worked"])
def test_a_choice_is_taken_by_number_or_name(typed: str):
    form = filling(FIELDS[3])

    assert form.answer(typed) == ""
    assert form.values == {"result": ("worked",)}


def test_a_place_of_which_there_are_two_is_chosen_by_number():
    form = filling(FIELDS[5])

    assert form.answer("oak").startswith("More than one fits.")
    assert form.question()[1:] == ["  1. Oak (OR, United States)", "  2. Oak (TX, United States)"]
    assert form.answer("2") == ""
    assert form.values == {"place": ("known:2",)}


def test_a_place_that_alone_fits_is_taken_at_once():
    form = filling(FIELDS[5])

    assert form.answer("oak (tx") == ""
    assert form.values == {"place": ("known:2",)}


def test_of_very_many_choices_some_are_found_by_name():
    one, several = Field("one", "One", "one", options=TOPICS), Field("all", "All", "several", options=TOPICS)
    form = filling(one, several)

    assert form.question() == ["One", "Type the name or a part of it."]
    form.answer("topic 3")
    assert form.question()[1] == "  1. Topic 30"
    form.answer("2")
    assert form.question() == ["All", "Type one or more names, with commas between."]
    form.answer("topic 07, topic 39")
    assert form.values == {"one": ("topic-31",), "all": ("topic-7", "topic-39")}


def test_a_mistake_is_shown_and_only_its_question_is_asked_again(terminal: Terminal):
    shown = terminal.type("/profile", "wrong", "", "", "", "", "", "", "")
    terminal.type("A fee")

    # Enter keeps what is in brackets, so what was refused does not stand there.
    assert shown.splitlines()[:2] == ["Not this title.", "What did you do?"]
    assert terminal.values()["title"] == ["A fee"]


def test_a_mistake_of_no_question_asks_the_first_again(terminal: Terminal):
    terminal.form = replace(terminal.form, fields=(FIELDS[0],))
    form = Filling(terminal.form, ENGLISH, lambda typed: ())
    form.answer("A fee")

    form.ask_again({"budget": "Say what it cost."})

    assert form.question()[0] == "What did you do? [A fee]"


def test_cancel_stops_and_the_next_line_is_a_command_again(terminal: Terminal):
    assert terminal.type("/profile", "A fee", "/cancel") == "Cancelled. Nothing was changed."

    terminal.type("/profile show")
    assert isinstance(terminal.done[0], ProfileWanted)


def test_who_leaves_in_the_middle_of_a_form_leaves(terminal: Terminal):
    terminal.type("/profile")

    assert not terminal.prompt.enter("/quit")


def test_a_form_that_is_closed_meanwhile_says_so(terminal: Terminal):
    terminal.form = replace(terminal.form, ids=(CLOSED_MEANWHILE,), fields=FIELDS[:1])

    shown = terminal.type("/profile", "A fee")

    assert shown == "I no longer have that request. Nothing is open for you."
    assert terminal.done == []


def test_a_form_that_is_not_for_this_person_is_refused_in_a_sentence(terminal: Terminal):
    terminal.form = replace(terminal.form, ids=(REFUSED,))

    assert terminal.type("/profile").startswith("I no longer have that request.")
    terminal.type("/profile show")
    assert len(terminal.done) == 1


@pytest.mark.parametrize(
    ("typed", "event"),
    [
        ("/profile show", ProfileWanted),
        ("/profile pause 3", MembershipPaused),
        ("/profile leave", NetworkLeft),
        ("/staff", TasksWanted),
        ("/curate", QueueWanted),
        ("/curate drafts", QueueWanted),
    ],
)
def test_commands_of_members_and_staff_mean_the_same_as_in_slack(
    terminal: Terminal, typed: str, event: type[Event]
):
    terminal.type(typed)

    assert [type(each) for each in terminal.done] == [event]


@pytest.mark.parametrize("command", ["/profile", "/staff", "/curate"])
def test_help_says_how_a_command_is_used(terminal: Terminal, command: str):
    assert terminal.type(f"{command} help").startswith(command)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(st.text(max_size=12), min_size=1, max_size=12))
def test_whatever_is_typed_the_form_asks_on_or_ends(terminal: Terminal, lines: list[str]):
    terminal.type("/cancel", "/profile")
    for line in lines:
        terminal.prompt.enter(line.replace("/", ""))

    assert terminal.shown[-1] != "" or terminal.done
