"""Texts that wait for a model are taken together by its next turn: in eights they cost half as much.

A lone text finds a thread free and goes at once; under load a turn takes what has come meanwhile.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Generic, TypeVar

MOST = 8  # texts in a turn; more gain no time on a processor but cost memory
# A turn's texts are filled up to its longest one, so this may be so many times the length of the shortest.
# Up to the floor, some sixteen tokens, all cost the same (docs/retrieval.md, "Turns").
ALIKE, FLOOR = 2, 64

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting(Generic[Made]):
    text: str
    kind: int
    made: Future[Made] = field(default_factory=Future)


class Turns(Generic[Made]):
    """One model's work for many callers. Texts of a lower kind go first."""

    def __init__(
        self, pool: Executor, kinds: int, work: Callable[[Sequence[str], int], Sequence[Made]]
    ) -> None:
        """`work(texts, kind)` makes one thing of each text, in turns that the pool's threads take."""
        self._pool = pool
        self._work = work
        self._waiting: list[deque[_Waiting[Made]]] = [deque() for _ in range(kinds)]
        self._lock = Lock()

    def submit(self, texts: Sequence[str], kind: int) -> list[Future[Made]]:
        """Return what will be made of each text; texts of similar length that stand together share turns.

        An error that one text causes is that text's alone.
        """
        waiting: list[_Waiting[Made]] = [_Waiting(text, kind) for text in texts]
        with self._lock:
            self._waiting[kind].extend(waiting)
        for _ in waiting:
            self._start([])  # one that finds nothing left costs nothing
        return [each.made for each in waiting]

    def _start(self, taken: list[_Waiting[Made]]) -> None:
        self._pool.submit(self._turn, taken).add_done_callback(partial(self._tell, taken))

    def _turn(self, taken: list[_Waiting[Made]]) -> list[Made]:
        if not taken:
            taken += self._next()  # only now: who waits for a thread gathers company
        if not taken:
            return []
        made = list(self._work([each.text for each in taken], taken[0].kind))
        if len(made) != len(taken):
            raise ValueError(f"{len(made)} things were made of {len(taken)} texts")
        return made

    def _tell(self, taken: list[_Waiting[Made]], turn: Future[list[Made]]) -> None:
        error = turn.exception()
        if error is None:
            for each, made in zip(taken, turn.result(), strict=True):
                each.made.set_result(made)
        elif len(taken) == 1:
            taken[0].made.set_exception(error)
        else:
            for each in taken:
                self._start([each])

    def _next(self) -> list[_Waiting[Made]]:
        with self._lock:
            waiting = next((each for each in self._waiting if each), None)
            if not waiting:
                return []
            taken = [waiting.popleft()]
            while waiting and len(taken) < MOST and _are_alike([*taken, waiting[0]]):
                taken.append(waiting.popleft())
            return taken


def _are_alike(waiting: Sequence[_Waiting[Made]]) -> bool:
    lengths = [max(len(each.text), FLOOR) for each in waiting]
    return max(lengths) <= ALIKE * min(lengths)
