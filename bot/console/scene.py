"""The scene that `make demo` plays first: one question, until an introduction both sides agreed to."""

from collections.abc import Callable

from bot.console.messenger import ConsoleMessenger
from bot.console.prompt import Prompt
from bot.messages import AnswerShown

ASKER = "Public health and public safety departments, Denver"
QUESTION = "mandating vaccines for employees?"

Narrate = Callable[[str], None]


def play(prompt: Prompt, messenger: ConsoleMessenger, narrate: Narrate) -> None:
    """Play the scene through the same use cases that officials use. Raises LookupError if it cannot."""
    narrate("An official of a mid-sized city takes part.")
    prompt.take_office(ASKER)
    asker = prompt.speaker
    answer = messenger.last(asker.chat_id, AnswerShown)

    narrate(f"They ask: {QUESTION}")
    prompt.ask(QUESTION)
    answer = messenger.last(asker.chat_id, AnswerShown)
    if not isinstance(answer, AnswerShown) or not answer.matches:
        raise LookupError(f"the demonstration no longer answers {QUESTION!r}")
    peer = answer.matches[0]

    narrate("The peer of the first match is at their desk, too.")
    prompt.take_office(f"{peer.office}, {peer.place.name}")
    peer_speaker = prompt.speaker

    narrate("The asker chooses “introduce us”. The peer is asked in private.")
    prompt.speaker = asker
    prompt.introduce("1")

    narrate("The peer says yes.")
    prompt.speaker = peer_speaker
    prompt.decide(accepted=True)
    prompt.speaker = asker
