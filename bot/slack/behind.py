"""What is done behind an acknowledgement, for which Slack waits."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from threading import Thread

from bot.durable import Handle


class Behind:
    """Runs what must not hold up an answer to Slack; keeps it from being collected meanwhile."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[None, None, None]) -> None:
        """Let the work run on the loop of the caller."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def carried_out(handle: Handle) -> None:
    """Return when the event was carried out, well or not."""
    done, loop = asyncio.Event(), asyncio.get_running_loop()

    def wait() -> None:
        try:
            handle.get_result()
        finally:
            with suppress(RuntimeError):  # the server stopped meanwhile, and nobody waits any more
                loop.call_soon_threadsafe(done.set)

    # A thread of its own: what waits must take none of those in which events are stored.
    Thread(target=wait, daemon=True).start()
    await done.wait()
