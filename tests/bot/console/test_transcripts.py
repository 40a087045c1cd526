"""Golden transcripts: what an official reads at the console, word for word."""

from pathlib import Path

import pytest

from matching.embedded import Embedder
from tests.transcripts.playing import played, transcripts


@pytest.mark.parametrize("path", transcripts(), ids=lambda path: path.stem)
def test_the_console_shows_what_the_transcript_promises(path: Path, embedder: Embedder):
    golden = path.read_text(encoding="utf-8")

    assert played(golden, embedder) == golden
