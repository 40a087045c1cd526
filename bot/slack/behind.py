"""What is done behind an acknowledgement, for which Slack waits."""

import asyncio
from collections.abc import Coroutine


class Behind:
    """Runs what must not hold up an answer to Slack; keeps it from being collected meanwhile."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[None, None, None]) -> None:
        """Let the work run on the loop of the caller."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
