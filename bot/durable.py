"""The durable runner: what was accepted happens, once, also when the process dies in between.

The only module that names the workflow engine (DBOS, on the same database as everything else). An event is
one workflow: think, write, then post what may be posted at once. What it writes is one transaction together
with its key, so that a second try finds the key and writes nothing; a message has its own state, and waits
for its turn (bot/pacing.py). See docs/decisions/0010-fast-acknowledgement.md.
"""

from collections.abc import Callable, Mapping, Sequence
from contextvars import Context
from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Protocol, TypeVar

import structlog
from dbos import (
    DBOS,
    DBOSConfig,
    DBOSPortableJSONSerializer,
    SetWorkflowID,
    SQLAlchemyDatasource,
)
from sqlalchemy import Connection, Engine

from bot import due, events, happening, network
from bot.alarms import Alarms
from bot.carrying_out import CarryingOut
from bot.chat_locales import ChatLocales
from bot.events import Event
from bot.every_minute import EveryMinute, match_all
from bot.library import Library
from bot.means import Means
from bot.messenger import Messenger
from bot.nets import caught
from bot.pacing import Pump
from bot.posting import Kept
from bot.precedence import Precedence
from bot.screening import screened
from bot.speaker import Speaker
from bot.under_way import UnderWay
from store.due import Due
from store.engine import reach
from store.executors import Executors

log = structlog.get_logger(__name__)

VERSION = "1"  # pinned: with the default, a hash of the code, an update would orphan unfinished work

# Workflows at once in this process; what comes beyond is stored and waits its turn. More would mostly
# wait for the interpreter's lock, and so would the acknowledgements; each waits a fifth of a second for
# Slack, which makes 30 a second.
THREADS = 8

# Seconds for which what is under way when the process is told to stop may go on: hardly anything takes
# longer, and whoever stops us waits for ten at least before they kill (docs/deploy.md, *Stopping*).
STOP_SECONDS = 8

# On SQLite the engine's listener for notifications, of which we send none, sleeps so long before it sees that
# the runner stops: with its own value, 1 s, stopping takes a second.
LISTENER_SECONDS = 0.1

KEEP_FINISHED = timedelta(days=7)  # how long finished workflows stay for whoever looks into a failure

T = TypeVar("T")


class Handle(Protocol):
    """An accepted event; `get_result` waits until it was carried out and what need not wait was posted."""

    def get_result(self) -> object:
        """Return when the event was carried out. Raises what made it fail."""


class Runner:
    """Carries out events for one database. One per process: the engine behind it is a singleton."""

    def __init__(
        self,
        engine: Engine,
        library: Library,
        messengers: Mapping[str, Messenger],
        clock: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._library = library
        self._messengers = messengers
        self._clock = clock
        self._means = Means(engine, library, self._messenger, clock, self._write)
        self._locales = ChatLocales(self._ask_for_locale, clock)
        self._pump = Pump(engine, self._messenger, clock)
        self._alarms = Alarms(engine, clock, self.tick)
        self._precedence = Precedence()
        self._executors = Executors(engine)
        self._under_way = UnderWay()
        self._events = CarryingOut(self._means, self.locale, self._under_way, THREADS)
        self._chores: list[Callable[[], None]] = []
        self._admitted: set[str] = set()

    def start(self) -> None:
        """Start the engine; what a former process left unfinished is carried out first."""
        self._executors.enter()
        url, serializer = self._engine.url.render_as_string(hide_password=False), DBOSPortableJSONSerializer()
        config = DBOSConfig(
            name="counterpart",
            system_database_url=url,
            system_database_engine=self._engine,
            serializer=serializer,
            application_version=VERSION,
            executor_id=self._executors.own,
            max_executor_threads=THREADS,
            notification_listener_polling_interval_sec=LISTENER_SECONDS,
            log_level="WARNING",
        )
        DBOS(config=config)
        self._data = SQLAlchemyDatasource.create(url, engine=self._engine, serializer=serializer)
        self._register()
        self._pump.start()
        DBOS.launch()
        self.take_over()
        DBOS.apply_schedules(
            [{"schedule_name": "due", "workflow_fn": self._minutely, "schedule": "* * * * *"}]
        )

    def stop(self) -> None:
        """Stop when what is under way is ended; what waits or takes too long goes on at the next start."""
        self._alarms.stop()
        self._under_way.stop(STOP_SECONDS)
        DBOS.destroy(destroy_registry=True)
        self._pump.stop()
        self._events.stop()
        self._executors.leave()

    def accept(self, key: str, event: Event) -> Handle:
        """Store the event durably and return; it is carried out in the background.

        The key names what happened (a message, a click); a repeated key runs nothing. A question that must
        not be stored is replaced by the reason before it is. Raises UnknownWorkspace, and stores nothing,
        where the speaker's workspace belongs to no network: nobody could be answered. Raises DatabaseFailed
        while a shared database is away: the engine would wait for it without end, and the chat with it.
        """
        reach(self._engine)
        self._admit(event.speaker)
        with self._precedence.urgent(), SetWorkflowID(key):
            return DBOS.start_workflow(self._handle, key, events.to_json(screened(event)))

    def _admit(self, speaker: Speaker) -> None:
        """Look once whether the workspace belongs to a network: it never leaves one."""
        if speaker.workspace in self._admitted:
            return
        with self._engine.connect() as connection:
            network.admit(connection, speaker)
        self._admitted.add(speaker.workspace)

    def tick(self, most: int | None = None) -> list[Handle]:
        """Start everything that is due by now, or so many of it, the longest overdue first."""
        with self._engine.connect() as connection:
            ready = due.ready(connection, self._clock())
        return [self.start_due(each) for each in ready[:most]]

    def finish_posting(self) -> None:
        """Return when everything that may be posted by now was: for a reader who must not be interrupted."""
        self._pump.finish()

    def match_backwards(self) -> None:
        """Match what changed since the last time against the questions that stand, and compare imports."""

        def write(name: str, function: Callable[[Connection], T]) -> T:
            self._under_way.unless_stopping()  # it may be a long way to the end
            return self._write(name, function)

        match_all(replace(self._means, write=write))
        self._alarms.wake()

    def start_due(self, waiting: Due) -> Handle:
        """Start what is due, once for each time that it is."""
        with SetWorkflowID(happening.key_of(waiting)):
            return DBOS.start_workflow(self._happen, waiting.id)

    def locale(self, speaker: Speaker) -> str:
        """Return the speaker's locale, asking their chat if need be; "" if it is unknown or not offered."""
        return self._locales.of(speaker)

    def remembered_locale(self, speaker: Speaker) -> str:
        """Return the same without asking the chat; "" also if nobody asked lately."""
        return self._locales.remembered(speaker)

    def take_over(self) -> None:
        """Carry on what processes on this database that died have left unfinished; done every minute, too."""
        pending = DBOS.list_workflows(status="PENDING", load_input=False)
        dead = self._executors.absent(str(each.executor_id) for each in pending)
        DBOS._recover_pending_workflows(dead)  # noqa: SLF001 (the engine has no public name for it)

    def every_hour(self, chore: Callable[[], None]) -> None:
        """Let this be done at each full hour; of several processes on one database, one does it."""
        self._chores.append(chore)

    def do_chores(self) -> None:
        """Do now what is done every hour."""
        for chore in self._chores:
            caught("hourly", chore)

    def _register(self) -> None:
        every_minute = EveryMinute(
            take_over=self.take_over,
            forget=self._forget_finished,
            tick=self.tick,
            match=self.match_backwards,
        )

        def handle(key: str, text: str) -> None:
            with self._under_way.one_more():
                self._precedence.give_way()
                self._post_all(self._events.carry_out(key, text))
                self._alarms.wake()

        def happen(due_id: int) -> None:
            with self._under_way.one_more():
                self._post_all([happening.let_happen(self._means, due_id, DBOS.workflow_id)])

        def minutely(scheduled_at: datetime, context: object) -> None:
            with self._under_way.one_more():
                Context().run(every_minute)  # no step: the engine's lists cannot be checkpointed
                if scheduled_at.minute == 0:
                    self.do_chores()

        self._handle = DBOS.workflow(name="handle")(handle)
        self._happen = DBOS.workflow(name="happen")(happen)
        self._minutely = DBOS.workflow(name="minutely")(minutely)

    # Messages

    def _post_all(self, everything: Sequence[Kept]) -> None:
        """Post at once, in their order, what need not wait; the pump posts the rest when it is its turn."""
        for kept in everything:
            remaining = list(kept.ids)
            if kept.in_hand:
                remaining[:1] = self._pump.carry_on(kept.in_hand)
            while remaining:
                remaining[:1] = self._pump.post(remaining[0])
        self._pump.wake()

    def _ask_for_locale(self, workspace: str, chat_id: str) -> str:
        try:
            return self._messenger(workspace).locale(workspace, chat_id)
        except Exception:  # it must end neither what was acknowledged nor its apology
            log.exception("locale_unknown", reference=token_hex(4), workspace=workspace)
            return ""

    def _messenger(self, workspace: str) -> Messenger:
        return self._messengers[workspace.partition(":")[0]]

    # The engine

    def _write(self, name: str, function: Callable[[Connection], T]) -> T:
        """Run the function in one transaction, again where another transaction was in its way.

        In a context of its own, where the engine sees no workflow and writes no checkpoint: the key that is
        written in the same transaction is one.
        """

        def once() -> T:
            self._under_way.unless_ended()
            return function(self._data.sql_session().connection())

        return Context().run(lambda: self._data.run_tx_step({"name": name}, once))

    def _forget_finished(self) -> None:
        """Delete workflows that finished long ago; the keys of their events stay in the event table.

        Also those of what is due that failed and could not be put off: nothing of the same name would start.
        """
        before = (self._clock() - KEEP_FINISHED).isoformat()
        old = DBOS.list_workflows(
            end_time=before, status=["SUCCESS", "ERROR", "CANCELLED"], limit=500, load_input=False
        )
        stuck = DBOS.list_workflows(name="happen", status="ERROR", limit=500, load_input=False)
        if old or stuck:
            DBOS.delete_workflows([each.workflow_id for each in (*old, *stuck)])
