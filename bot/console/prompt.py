"""What is typed at the console: each line becomes one event for the durable runner, as in any other chat."""

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from bot import commands, turned_away, words_said
from bot.actions import FORMS, event_of
from bot.commands import FormWanted, UsageWanted
from bot.console.forms import Filling
from bot.console.messenger import ConsoleMessenger
from bot.console.render import buttons, wrapped
from bot.console.render import command as as_typed
from bot.desk import Desk
from bot.events import (
    SWITCH,
    Asked,
    Event,
    HelpWanted,
    IntroductionWanted,
    OfficeSought,
    OfficeTaken,
    PeersSwitched,
    Rated,
)
from bot.events.file import FileShared
from bot.forms import Form, Submitted
from bot.messages import AnswerShown, DemonstrationOffice, Refused
from bot.phrases import form as form_phrases
from bot.phrases import words
from bot.refusal import Refusal
from bot.speaker import Speaker, Spot
from matching.domain import Audience

WORKSPACE = "console:terminal"
SPOT = Spot(conversation="terminal", audience=Audience.PRIVATE)
# One session is one thread: "more" and "only in Spain" follow up on what was asked before.
ASKED = replace(SPOT, thread="terminal")


@dataclass(frozen=True, slots=True)
class Perform:
    """The bot behind the terminal: called, it carries an event out and returns when all was shown."""

    carry_out: Callable[[str, Event], None]
    desk: Desk

    def __call__(self, key: str, event: Event) -> None:
        """Carry the event out."""
        self.carry_out(key, event)


class Prompt:
    """One person at the terminal, who may stand for several offices in turn."""

    def __init__(self, perform: Perform, messenger: ConsoleMessenger, locale: str) -> None:
        self._perform = perform
        self._messenger = messenger
        self._locale = locale
        self._filling: Filling | None = None
        self.speaker = Speaker(WORKSPACE, "you", locale=locale)

    def enter(self, line: str) -> bool:
        """Carry out one line; False when the person leaves. What cannot be done is said, never raised."""
        command, _, rest = line.strip().partition(" ")
        if command in ("/quit", "/exit"):
            return False
        try:
            if self._filling is None:
                self._enter(command, rest.strip(), line)
            else:
                self._fill_in(self._filling, line)
        except Refusal as refusal:
            self._say(refusal)
        return True

    def ask(self, text: str) -> None:
        """Put a question."""
        self._do(Asked(self.speaker, ASKED, text))

    def take_office(self, office: str) -> bool:
        """Stand for an office from now on; False if it is none or not one, which was said."""
        taker = Speaker(WORKSPACE, office.casefold() or self.speaker.chat_id, locale=self._locale)
        self._messenger.call(taker.chat_id, office or taker.chat_id)
        self._do(OfficeTaken(taker, SPOT, office))
        taken = isinstance(
            self._messenger.last(taker.chat_id, DemonstrationOffice, Refused), DemonstrationOffice
        )
        self.speaker = taker if taken else self.speaker
        return taken

    def introduce(self, number: str, *, urgent: bool = False) -> None:
        """Ask for an introduction to a match of the last answer. Raises Refusal if there is no such match."""
        question_id, record_id = self._match(number)
        self._do(IntroductionWanted(self.speaker, SPOT, question_id, record_id, urgent))

    def find_office(self, number: str) -> None:
        """Let staff find the office of a match. Raises Refusal if there is no such match."""
        question_id, record_id = self._match(number)
        self._do(OfficeSought(self.speaker, SPOT, question_id, record_id))

    def import_file(self, said: str) -> None:
        """See what importing a file would change; a map may follow it. Raises Refusal if there is none."""
        try:
            name, its_map = (*shlex.split(said), "", "")[:2]
        except ValueError as unbalanced:
            raise Refusal("file_not_fetched", name=said) from unbalanced
        shared = FileShared(self.speaker, SPOT, Path(name).name, 0, name)
        self._do(replace(shared, map_name=Path(its_map).name, map_address=its_map))

    def _match(self, number: str) -> tuple[int, int]:
        answer = self._messenger.last(self.speaker.chat_id, AnswerShown)
        if not isinstance(answer, AnswerShown):
            raise Refusal("nothing_asked")
        if not number.isdecimal() or not 1 <= int(number) <= len(answer.matches):
            raise Refusal("unknown_match")
        return answer.question_id, answer.matches[int(number) - 1].record_id

    def press(self, command: str) -> bool:
        """Press the button of this command in the latest message that has it; False if none does."""
        for shown in self._messenger.shown_to(self.speaker.chat_id):
            for button in buttons(shown, self._locale):
                if as_typed(button.action) != command:
                    continue
                if button.action in FORMS:
                    self._open(button.action, button.ids)
                elif event := event_of(button.action, button.ids, self.speaker, SPOT):
                    self._do(event)
                return True
        return False

    def decide(self, *, accepted: bool) -> None:
        """Answer the latest request to this person. Raises Refusal if there is none."""
        if not self.press("/accept" if accepted else "/decline"):
            raise Refusal("unknown_introduction")

    def rate(self, *, helpful: bool) -> None:
        """Say whether the last answer helped. Raises Refusal if there is none."""
        answer = self._messenger.last(self.speaker.chat_id, AnswerShown)
        if not isinstance(answer, AnswerShown):
            raise Refusal("nothing_asked")
        self._do(Rated(self.speaker, SPOT, answer.question_id, helpful))

    def _enter(self, command: str, rest: str, line: str) -> None:
        match command:
            case _ if command in commands.OF_QUESTIONS and words_said.wants_help(rest):
                self._tell_usage(command)
            case "/ask":
                self.ask(rest)
            case "/anonymous":
                self._do(Asked(self.speaker, SPOT, rest, anonymous=True))
            case "/as":
                self.take_office(rest)
            case _ if command.startswith("/"):
                self._enter_about_an_answer(command, rest)
            case _ if words_said.wants_help(line):
                self._do(HelpWanted(self.speaker, SPOT))
            case _:
                self.ask(line)

    def _enter_about_an_answer(self, command: str, rest: str) -> None:
        match command:
            case "/introduce":
                number, _, how = rest.partition(" ")
                self.introduce(number, urgent=how.strip().casefold() == "urgent")
            case "/find-office":
                self.find_office(rest)
            case "/accept" | "/decline":
                self.decide(accepted=command == "/accept")
            case "/helpful" | "/not-helpful":
                self.rate(helpful=command == "/helpful")
            case _:
                self._enter_about_the_bot(command, rest)

    def _enter_about_the_bot(self, command: str, rest: str) -> None:
        match command:
            case "/peers":
                self._do(PeersSwitched(self.speaker, SPOT, SWITCH.get(rest.casefold())))
            case "/help":
                self._do(HelpWanted(self.speaker, SPOT))
            case "/import":
                self.import_file(rest)
            case _ if command in commands.COMMANDS:
                self._wish(command, rest)
            case _ if not self.press(command):
                raise Refusal("unknown_command", command=command)

    def _wish(self, command: str, rest: str) -> None:
        match commands.wish(command, rest, self.speaker, SPOT):
            case FormWanted(name, ids):
                self._open(name, ids)
            case UsageWanted():
                self._tell_usage(command)
            case event:
                self._do(event)

    def _tell_usage(self, command: str) -> None:
        usage = commands.usage(command, words(self._locale).gettext)
        self._messenger.say(self.speaker.chat_id, usage)

    # Forms

    def _open(self, name: str, ids: tuple[int, ...]) -> None:
        """Begin to ask a form's questions. Raises Refusal if the form is not for this person."""
        desk, speaker = self._perform.desk, self.speaker
        with self._turning_away(name, ids):
            form = desk.open(speaker, name, ids)
        filling = Filling(form, words(self._locale), lambda typed: desk.suggest(speaker, name, typed))
        self._show([*filling.beginning(), "", *(filling.question() if form.fields else ())])
        self._filling = filling
        if filling.finished:
            self._submit(filling)

    def _fill_in(self, filling: Filling, line: str) -> None:
        """Take one line as an answer; after the last one, hand the form on. What is wrong is asked again."""
        if line.strip() == "/cancel":
            self._filling = None
            self._messenger.say(self.speaker.chat_id, form_phrases.cancelled(words(self._locale).gettext))
            return
        mistake = filling.answer(line)
        if not filling.finished:
            self._show([*wrapped(mistake), *filling.question()])
            return
        self._submit(filling)

    def _submit(self, filling: Filling) -> None:
        self._filling, desk = None, self._perform.desk
        submitted = _submitted(filling.form, self.speaker, filling)
        with self._turning_away(submitted.name, submitted.ids):
            mistakes = desk.check(submitted)
        if not mistakes:
            self._do(desk.event(submitted))
            return
        filling.ask_again(mistakes)
        self._filling = None if filling.finished else filling
        said = [line for sentence in mistakes.values() for line in wrapped(sentence)]
        self._show([*said, *(() if filling.finished else filling.question())])

    @contextmanager
    def _turning_away(self, name: str, ids: tuple[int, ...]) -> Iterator[None]:
        """Let it be stored if the form is refused inside because it is for others."""
        try:
            yield
        except Refusal as refusal:
            if tried := turned_away.of_form(refusal, self.speaker, SPOT, name, ids):
                self._do(tried)
            raise

    def _show(self, lines: list[str]) -> None:
        self._messenger.say_lines(self.speaker.chat_id, lines)

    def _do(self, event: Event) -> None:
        self._perform(f"console:{uuid4()}", event)

    def _say(self, refusal: Refusal) -> None:
        self._messenger.say(
            self.speaker.chat_id, words(self._locale).refusal(refusal.reason, dict(refusal.details))
        )


def _submitted(form: Form, speaker: Speaker, filling: Filling) -> Submitted:
    return Submitted(speaker, SPOT, form.name, form.ids, dict(filling.values))
