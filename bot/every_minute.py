"""What is done every minute, one step after the other: none beside itself, and each in a net of its own."""

from collections.abc import Callable
from functools import partial
from threading import Lock

from bot.means import Means
from bot.nets import caught
from bot.questions import backward
from bot.records import imported_pairs
from store import networks


class EveryMinute:
    """Steps by their names, in their order; one that lasts longer than a minute is left alone."""

    def __init__(self, **steps: Callable[[], object]) -> None:
        self._steps = {name: (Lock(), step) for name, step in steps.items()}

    def __call__(self) -> None:
        """Take each step that is not under way already."""
        for name, (turn, step) in self._steps.items():
            if turn.acquire(blocking=False):
                try:
                    caught(name, step)
                finally:
                    turn.release()


def match_all(means: Means) -> None:
    """Match what changed in each network against the questions that stand there, and compare its imports.

    How far it came is written down with what it found (bot/questions/backward.py).
    """
    with means.engine.connect() as connection:
        everywhere = networks.every(connection).values()
    for network_id in everywhere:
        for step in (backward.work_off, imported_pairs.work_off):
            match = partial(step, means.engine, means.library, network_id, means.write, means.clock)
            caught(step.__module__, match, network=network_id)
