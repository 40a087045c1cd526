"""The real models, loaded once for all tests that need them; every other test uses tests.fakes_embedder."""

import pytest

from matching.embedder import Embedder, load


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The bundled embedder."""
    return load()
