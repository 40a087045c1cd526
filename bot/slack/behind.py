"""What is done behind an acknowledgement, for which Slack waits."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from secrets import token_hex
from threading import Thread

import structlog

from bot.durable import Handle
from bot.under_way import Interrupted

# Events whose end is awaited at once, since each holds a thread. Under more than that, the answers come
# first: a tab that is not shown anew is shown anew when it is opened.
MOST_AWAITED = 16

WAITING = "behind"  # what a thread that waits is called

Work = Coroutine[None, None, None]

log = structlog.get_logger(__name__)


class Behind:
    """Runs what must not hold up an answer to Slack; keeps it from being collected meanwhile."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._awaited = 0

    def start(self, work: Work) -> None:
        """Let the work run on the loop of the caller."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def soon(self, work: Work, seconds: float, failed_later: Callable[[Exception], Work]) -> None:
        """Return when the work is done, or after so many seconds, while it goes on.

        Raises what it failed with by then; what it fails with later is given to `failed_later`.
        """
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await asyncio.wait((task,), timeout=seconds)
        if task.done():
            task.result()
        else:
            self.start(_followed(task, failed_later))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("failed_behind", reference=token_hex(4), exc_info=error)

    @property
    def has_room(self) -> bool:
        """Whether the end of one more event can be awaited."""
        return self._awaited < MOST_AWAITED

    async def carried_out(self, handle: Handle) -> None:
        """Return when the event was carried out, well or not."""
        done, loop = asyncio.Event(), asyncio.get_running_loop()

        def ended() -> None:
            self._awaited -= 1
            done.set()

        def wait() -> None:
            try:
                with suppress(Interrupted):  # the process stops
                    handle.get_result()
            except Exception:  # a thread of nobody: what waits for it goes on
                log.exception("not_carried_out", reference=token_hex(4))
            finally:
                with suppress(RuntimeError):  # the server stopped meanwhile, and nobody waits any more
                    loop.call_soon_threadsafe(ended)

        self._awaited += 1
        # A thread of its own: what waits must take none of those in which events are stored.
        Thread(target=wait, name=WAITING, daemon=True).start()
        await done.wait()


async def _followed(task: asyncio.Task[None], failed: Callable[[Exception], Work]) -> None:
    """Wait for the end of the task; where it failed, have that told."""
    await asyncio.wait((task,))
    error = None if task.cancelled() else task.exception()
    if isinstance(error, Exception):
        await failed(error)
