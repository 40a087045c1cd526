"""A process of its own that imports a file into DATABASE_URL and is killed; run by test_import_file.py.

usage: importing_and_dying.py FILE
"""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.library import Library
from bot.operator.import_file import Order, run
from matching.embedded import EmbeddedPassage, Parts
from tests.fakes_embedder import WordEmbedder


class MortalEmbedder(WordEmbedder):
    """Embeds one batch of texts, and is killed with the second."""

    batches = 0

    def passages(self, texts: Sequence[Parts]) -> list[EmbeddedPassage]:
        """Return the first batch."""
        self.batches += 1
        if self.batches == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().passages(texts)


if __name__ == "__main__":
    run(Order(Path(sys.argv[1]), yes=True), lambda settings, engine: Library(engine, MortalEmbedder()))
