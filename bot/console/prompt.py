"""What is typed at the console: each line becomes one event for the durable runner, as in any other chat."""

from collections.abc import Callable
from uuid import uuid4

from bot.actions import event_of
from bot.console.messenger import ConsoleMessenger
from bot.console.render import buttons
from bot.console.render import command as as_typed
from bot.events import (
    SWITCH,
    Asked,
    Event,
    HelpWanted,
    IntroductionWanted,
    OfficeTaken,
    PeersSwitched,
    Rated,
)
from bot.messages import AnswerShown, DemonstrationOffice, Refused
from bot.phrases import words
from bot.refusal import Refusal
from bot.speaker import Speaker, Spot
from matching.domain import Audience

WORKSPACE = "console:terminal"
SPOT = Spot(conversation="terminal", audience=Audience.PRIVATE)

Perform = Callable[[str, Event], None]


class Prompt:
    """One person at the terminal, who may stand for several offices in turn.

    `perform(key, event)` carries an event out and returns when its messages were shown.
    """

    def __init__(self, perform: Perform, messenger: ConsoleMessenger, locale: str) -> None:
        self._perform = perform
        self._messenger = messenger
        self._locale = locale
        self.speaker = Speaker(WORKSPACE, "you", locale=locale)

    def enter(self, line: str) -> bool:
        """Carry out one line; False when the person leaves. What cannot be done is said, never raised."""
        command, _, rest = line.strip().partition(" ")
        if command in ("/quit", "/exit"):
            return False
        try:
            self._enter(command, rest.strip(), line)
        except Refusal as refusal:
            self._say(refusal)
        return True

    def ask(self, text: str) -> None:
        """Put a question."""
        self._do(Asked(self.speaker, SPOT, text))

    def take_office(self, office: str) -> bool:
        """Stand for an office from now on; False if it is none or not one, which was said."""
        taker = Speaker(WORKSPACE, office.casefold() or self.speaker.chat_id, locale=self._locale)
        self._do(OfficeTaken(taker, SPOT, office))
        taken = isinstance(
            self._messenger.last(taker.chat_id, DemonstrationOffice, Refused), DemonstrationOffice
        )
        self.speaker = taker if taken else self.speaker
        return taken

    def introduce(self, number: str) -> None:
        """Ask for an introduction to a match of the last answer. Raises Refusal if there is no such match."""
        answer = self._messenger.last(self.speaker.chat_id, AnswerShown)
        if not isinstance(answer, AnswerShown):
            raise Refusal("nothing_asked")
        if not number.isdecimal() or not 1 <= int(number) <= len(answer.matches):
            raise Refusal("unknown_match")
        record_id = answer.matches[int(number) - 1].record_id
        self._do(IntroductionWanted(self.speaker, SPOT, answer.question_id, record_id))

    def press(self, command: str) -> bool:
        """Press the button of this command in the latest message that has it; False if none does."""
        for shown in self._messenger.shown_to(self.speaker.chat_id):
            for button in buttons(shown, self._locale):
                event = event_of(button.action, button.ids, self.speaker, SPOT)
                if event and as_typed(button.action) == command:
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
            case "/ask":
                self.ask(rest)
            case "/anonymous":
                self._do(Asked(self.speaker, SPOT, rest, anonymous=True))
            case "/introduce":
                self.introduce(rest)
            case "/as":
                self.take_office(rest)
            case "/accept" | "/decline":
                self.decide(accepted=command == "/accept")
            case "/helpful" | "/not-helpful":
                self.rate(helpful=command == "/helpful")
            case _ if command.startswith("/"):
                self._enter_about_the_bot(command, rest)
            case _:
                self.ask(line)

    def _enter_about_the_bot(self, command: str, rest: str) -> None:
        match command:
            case "/peers":
                self._do(PeersSwitched(self.speaker, SPOT, SWITCH.get(rest.casefold())))
            case "/help":
                self._do(HelpWanted(self.speaker, SPOT))
            case _ if not self.press(command):
                raise Refusal("unknown_command", command=command)

    def _do(self, event: Event) -> None:
        self._perform(f"console:{uuid4()}", event)

    def _say(self, refusal: Refusal) -> None:
        self._messenger.say(
            self.speaker.chat_id, words(self._locale).refusal(refusal.reason, dict(refusal.details))
        )
