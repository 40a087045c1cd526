"""A year of questions over an invented network, played through the real use cases (docs/simulation.md)."""
