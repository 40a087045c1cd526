"""`counterpart reindex`: embeds every text by the configured model, so that it can serve."""

from collections.abc import Callable

import typer
from sqlalchemy import Engine

from bot.library import Library
from bot.progress import progress
from bot.settings import read
from bot.wiring import clock, configure_logging, using_database
from matching import embedder
from matching.embedded import Embedder
from store import models, networks
from store.models import Model


def run(load: Callable[[str], Embedder] = embedder.load) -> None:
    """Embed what the configured model has not yet embedded, and note it as the one to serve.

    What is embedded is kept batch by batch: an interrupted run goes on where it stopped. Until the end
    `serve` goes on with its model. Raises SettingsWrong, DatabaseUnavailable or WeightsError.
    """
    settings = read()
    configure_logging(settings.log_level, as_json=False)
    typer.echo(f"Loading the embedding model {settings.model} ...", err=True)
    loaded = load(settings.model)
    with using_database(settings) as engine:
        library = Library(engine, loaded, folder=settings.index_folder)
        _embed_everything(engine, library)
        library.save()
        with engine.begin() as connection:
            models.note_complete(connection, Model(settings.model, loaded.name), clock())
    typer.echo(f"Every text is embedded by {settings.model}. Restart `counterpart serve` to use it.")


def _embed_everything(engine: Engine, library: Library) -> None:
    with engine.connect() as connection:
        everywhere = networks.every(connection)
    for name, network_id in everywhere.items():
        with progress(f"Network {name}", library.entries(network_id)) as advance:
            library.embed_missing(network_id, advance)
        library.complete(network_id)
