"""A session at the terminal: the scene or one question, then, on a terminal, whatever the person types."""

import sys
from collections.abc import Callable

from rich.console import Console
from rich.text import Text

from bot.console import scene
from bot.console.messenger import ConsoleMessenger
from bot.console.prompt import Perform, Prompt
from bot.phrases import words


class Session:
    """Prints plain text; bold and colour only on a terminal that wants them."""

    def __init__(self, console: Console, locale: str) -> None:
        self._console = console
        self._locale = locale
        self.messenger = ConsoleMessenger(self._show)

    def play(self, perform: Perform) -> None:
        """Play the scene."""
        scene.play(self._prompt(perform), self.messenger, self._narrate)

    def answer(self, perform: Perform, question: str) -> None:
        """Answer one question."""
        self._prompt(perform).ask(question)

    def converse(self, perform: Perform, read_line: Callable[[str], str]) -> None:
        """Answer line by line until the person leaves or the input ends."""
        prompt = self._prompt(perform)
        self._narrate(words(self._locale).console_welcome())
        try:
            while prompt.enter(read_line("\n> ")):
                pass
        except (EOFError, KeyboardInterrupt):
            self._console.print()

    def _prompt(self, perform: Perform) -> Prompt:
        return Prompt(perform, self.messenger, self._locale)

    def _narrate(self, text: str) -> None:
        self._console.print(Text(f"\n=== {text}", style="bold"))

    def _show(self, readers: str, lines: list[str]) -> None:
        self._console.print(Text(f"\n[{readers}]", style="cyan"), soft_wrap=True)
        for line in lines:
            self._console.print(Text(line), soft_wrap=True)


def on_terminal() -> bool:
    """Say whether a person sits at this process."""
    return sys.stdin.isatty() and sys.stdout.isatty()
