"""The composition root: settings become an engine, a library, messengers and the runner that joins them."""

import logging
import sys
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

import structlog
from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine

from bot import demonstration, working_time
from bot.digest import sending as digests
from bot.durable import Runner
from bot.library import Library
from bot.messenger import Messenger
from bot.records import verification
from bot.settings import Settings, SettingsWrong
from matching import cross_encoder, embedder
from matching.calibration import Calibration, CalibrationOfAnotherModel
from matching.domain import NetworkId, WorkspaceId
from matching.embedded import Embedder
from matching.weights import WeightsError
from store import audit, audit_views, models, networks, staff
from store.audit import Act, watched
from store.engine import DatabaseUnavailable, is_current, migrate, open_engine, sqlite_file
from store.models import Model

log = structlog.get_logger(__name__)
_EMBEDDING_ANEW = (
    "the model that had embedded every text is gone, so the configured one embeds them while it starts; "
    "`counterpart reindex` does it beforehand"
)

Clock = Callable[[], datetime]


def clock() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)


def open_database(settings: Settings) -> Engine:
    """Return the database at its current version.

    An SQLite file is migrated here; a shared database only by `counterpart migrate`, so that two processes of
    different versions never race. Raises DatabaseUnavailable.
    """
    engine = open_engine(settings.database_url)
    if engine.dialect.name == "sqlite":
        migrate(engine)
    elif not is_current(engine):
        raise DatabaseUnavailable("The database is of an older version. Run `counterpart migrate` first.")
    return engine


@contextmanager
def using_database(settings: Settings) -> Iterator[Engine]:
    """Give the database for one command and close it afterwards, whatever happens. As `open_database`."""
    engine = open_database(settings)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def only_process(database_url: str) -> Iterator[None]:
    """Hold the SQLite file for one serving process. Raises DatabaseUnavailable if another one serves it."""
    file = sqlite_file(database_url)
    if not file:
        yield
        return
    lock = FileLock(f"{file}.serving", timeout=0)
    try:
        lock.acquire()
    except Timeout as taken:
        raise DatabaseUnavailable(
            f"Another `counterpart serve` is using {file}. Stop it first, or give this "
            "one its own DATABASE_URL. Several processes can share a PostgreSQL database."
        ) from taken
    try:
        yield
    finally:
        lock.release()


def is_served(database_url: str) -> bool:
    """Say whether a process is serving from this SQLite file."""
    try:
        with only_process(database_url):
            return False
    except DatabaseUnavailable:
        return True


def load_library(settings: Settings, engine: Engine) -> Library:
    """Return the library over the models that can serve. Raises WeightsError or CalibrationUnusable.

    That is the configured model unless it lacks texts that another has (`counterpart reindex`). A calibration
    that was fitted for another model is not used, and the log says so.
    """
    with engine.connect() as connection:
        complete = models.complete(connection)
    setting = serving_model(settings.model, complete)
    loaded = _loaded(setting, settings.model)
    if not complete:
        with engine.begin() as connection:
            models.note_complete(connection, Model(setting, loaded.name), clock())
    fitted = _calibration(settings.calibration, loaded.name) if settings.calibration else None
    reader = cross_encoder.load(settings.cross_encoder) if settings.cross_encoder else None
    return Library(engine, loaded, fitted, settings.index_folder, cross_encoder=reader)


def _loaded(setting: str, configured: str) -> Embedder:
    """Return the model to serve with, or the configured one where that one's weights are gone."""
    try:
        return embedder.load(setting)
    except WeightsError as error:
        if setting == configured:
            raise
        log.warning(_EMBEDDING_ANEW, complete=setting, serving=configured, reason=str(error))
        return embedder.load(configured)


def _calibration(path: Path, name: str) -> Calibration | None:
    """Return the network's own calibration, None where it is of another model. Raises CalibrationUnusable."""
    try:
        return Calibration.read(path, name)
    except CalibrationOfAnotherModel as error:
        # Whoever changes the model changes one setting; that the probabilities wait for judgements is no
        # reason to answer nobody.
        log.warning(
            "the calibration is of another model and is not used; run `counterpart calibrate` for this one",
            calibration=str(path),
            reason=str(error),
        )
        return None


def serving_name(settings: Settings, connection: Connection) -> str:
    """Return under which name the store keeps what the model of `load_library` makes, without loading it."""
    return embedder.name_of(serving_model(settings.model, models.complete(connection)))


def serving_model(configured: str, complete: Sequence[Model]) -> str:
    """Return the setting of the model to serve with: the configured one, or the latest that is complete.

    One whose weights are gone, or others in their place, cannot serve; then the configured one does, and
    embeds every text when its index is opened.
    """
    if not complete or embedder.name_of(configured) == complete[0].name:
        return configured
    if not _is_there(complete[0]):
        log.warning(_EMBEDDING_ANEW, complete=complete[0].setting, serving=configured)
        return configured
    log.warning(
        "the index of the configured model is not complete; run `counterpart reindex`",
        configured=configured,
        serving=complete[0].setting,
    )
    return complete[0].setting


def _is_there(model: Model) -> bool:
    """Say whether the setting still names the weights that it named when the model was complete."""
    try:
        return embedder.name_of(model.setting) == model.name
    except WeightsError:
        return False


def load_demonstration(engine: Engine) -> None:
    """Fill the demonstration network and open it to the console; a second time changes nothing."""
    with engine.begin() as connection:
        network_id = demonstration.load(connection, clock())
        networks.ensure_workspace(connection, network_id, "console", "terminal")


def join_workspace(
    engine: Engine, settings: Settings, chat: str, external_id: str, actor: str = audit.SETTING
) -> NetworkId:
    """Let a workspace take part in the demonstration's network or in COUNTERPART_NETWORK; return it."""
    name = settings.served_network
    with engine.begin() as connection:
        network_id = networks.ensure(connection, name, demonstration=settings.demonstration)
        try:
            act = Act(network_id, actor, "workspace.join")
            with watched(connection, act, audit_views.workspace(chat, external_id), clock()):
                networks.ensure_workspace(connection, network_id, chat, external_id)
        except ValueError as other:
            raise SettingsWrong(
                f"The {chat} workspace {external_id} belongs to another network of this database. Set "
                "COUNTERPART_NETWORK to that network, or DATABASE_URL to another database."
            ) from other
    return network_id


def name_staff(engine: Engine, settings: Settings, external_id: str) -> WorkspaceId:
    """Let the settings say who is staff of this Slack workspace, and where staff read; return the workspace.

    Whom the user group named stays until it is read again, unless no group is set any more.
    """
    with engine.begin() as connection:
        workspace = networks.workspace(connection, "slack", external_id)
        assert workspace is not None, "the workspace joined before"
        act = Act(workspace.network_id, audit.SETTING, "staff.setting")
        with watched(connection, act, audit_views.staff(workspace.id), clock()):
            staff.replace_source(connection, workspace.id, "setting", settings.staff_slack_users)
            staff.set_conversation(connection, workspace.id, settings.staff_slack_channel)
            if not settings.staff_slack_usergroup:
                staff.replace_source(connection, workspace.id, "usergroup", ())
        named = staff.every(connection, workspace.network_id)
    if not (named or settings.staff_slack_usergroup or settings.demonstration):
        log.warning("nobody is set as staff, so nobody can verify members; see docs/staff.md")
    return workspace.id


def name_group(engine: Engine, workspace_id: WorkspaceId, people: Sequence[str] | None) -> None:
    """Let exactly these people be staff by the user group; None, which could not be read, changes nothing."""
    if people is None:
        return
    with engine.begin() as connection:
        network_id = networks.workspace_by_id(connection, workspace_id).network_id
        act = Act(network_id, audit.SETTING, "staff.usergroup")
        with watched(connection, act, audit_views.staff(workspace_id), clock()):
            staff.replace_source(connection, workspace_id, "usergroup", people)


@contextmanager
def running(
    engine: Engine, library: Library, messengers: Mapping[str, Messenger], now: Clock = clock
) -> Iterator[Runner]:
    """Run accepted events while the block lasts."""
    runner = Runner(engine, library, messengers, now)
    _follow_clocks(engine, runner, now)
    _look_after_records(engine, runner, now)
    runner.start()
    try:
        yield runner
    finally:
        runner.stop()


def _follow_clocks(engine: Engine, runner: Runner, now: Clock) -> None:
    """Compute when summaries come by the rules of time zones as they are now, and once an hour."""

    def replan() -> None:
        working_time.read_rules_anew()
        with engine.begin() as connection:
            digests.refresh(connection, now())

    replan()
    runner.every_hour(replan)


def _look_after_records(engine: Engine, runner: Runner, now: Clock) -> None:
    """Let every network look each day for records to check again, also one that an import makes later."""

    def begin() -> None:
        with engine.begin() as connection:
            verification.begin(connection, now())

    begin()
    runner.every_hour(begin)


def _plain_renderer() -> structlog.dev.ConsoleRenderer:
    # The plain traceback has no local variables: what officials wrote stays out of the log.
    return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)


def configure_logging(level: str, *, as_json: bool) -> None:
    """Send every log line to standard error, as JSON for machines or as text for a terminal."""
    as_lines: list[Any] = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    rendering = as_lines if as_json else [_plain_renderer()]
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    lowest = logging.getLevelNamesMapping()[level]
    structlog.configure(
        processors=[*shared, *rendering],
        wrapper_class=structlog.make_filtering_bound_logger(lowest),
        logger_factory=structlog.WriteLoggerFactory(file=sys.__stderr__),
    )
    _adopt_libraries(shared, rendering, lowest)


def _adopt_libraries(shared: list[Any], rendering: list[Any], lowest: int) -> None:
    """Let the libraries' own log lines have the same form as ours."""
    handler = logging.StreamHandler(sys.__stderr__)
    without_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _numbered], processors=[without_meta, *rendering]
        )
    )
    for name in ("", "dbos"):  # the workflow engine gives its logger another handler where it finds none
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.propagate = False  # else the root writes the engine's lines once more
        logger.setLevel(max(lowest, logging.WARNING))


def _numbered(_logger: object, _level: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Give a line of a library a number, as each warning of ours has one: they write nothing below that."""
    line.setdefault("reference", token_hex(4))
    return line
