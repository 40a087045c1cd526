"""A process of its own that serves as the product does, with words for a model; run by test_stopping.py.

usage: serving_slowly.py SECONDS, with the settings of `serve` in the environment

SECONDS is how long it thinks about each question.
"""

import sys
from collections.abc import Sequence
from threading import Event

from sqlalchemy import Engine

from bot.library import Library
from bot.settings import Settings
from bot.web import serve
from matching.embedded import EmbeddedQuestion
from tests.fakes_embedder import WordEmbedder


class SlowEmbedder(WordEmbedder):
    """Takes its time for a question."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def questions(self, texts: Sequence[str]) -> list[EmbeddedQuestion]:
        Event().wait(self._seconds)
        return super().questions(texts)


def main() -> None:
    def load(settings: Settings, engine: Engine) -> Library:
        return Library(engine, SlowEmbedder(float(sys.argv[1])))

    serve(load)


if __name__ == "__main__":
    main()
