"""How the simulated people answer: drawn from the seed, the question and the person, never from the order.

So a person answers the same question alike under every policy, and what differs between two policies is
whom they ask.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from math import exp, log
from statistics import NormalDist

from bot.simulation import laws

NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody who was asked says, and after how long; `accepts` is None for who never answers."""

    accepts: bool | None
    after: timedelta


def reply(seed: int, question: int, official: int) -> Reply:
    """Return how this official answers when asked about this question."""
    drawn = _drawn(seed, "reply", question, official)
    if drawn < laws.ACCEPTS:
        accepts: bool | None = True
    else:
        accepts = False if drawn < laws.ACCEPTS + laws.DECLINES else None
    return Reply(accepts, _delay(_drawn(seed, "delay", question, official)))


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody answers to a follow-up, and after how long."""

    answer: str
    after: timedelta


def follow_up(seed: int, introduction: int, official: int, offered: tuple[str, ...]) -> Said | None:
    """Return what this side says of the introduction, one of what is offered; None for nothing."""
    turn = ",".join(offered)
    if _drawn(seed, f"follow-up {turn}", introduction, official) >= laws.FOLLOW_UP_ANSWERED:
        return None
    delay = _delay(_drawn(seed, f"follow-up delay {turn}", introduction, official))
    return Said(_outcome(_drawn(seed, f"outcome {turn}", introduction, official), offered), delay)


def _outcome(drawn: float, offered: tuple[str, ...]) -> str:
    """Return the answer at this point of the law's shares; answers that are not offered have none."""
    shares = {name: share for name, share in laws.OUTCOMES if name in offered}
    point = drawn * sum(shares.values())
    for name, share in shares.items():
        point -= share
        if point < 0:
            return name
    return offered[-1]


def _delay(drawn: float) -> timedelta:
    return timedelta(hours=exp(log(laws.DELAY_MEDIAN) + laws.DELAY_SPREAD * NORMAL.inv_cdf(drawn)))


def _drawn(seed: int, what: str, *ids: int) -> float:
    """Return a number in (0, 1), even over many ids."""
    named = f"{seed}:{what}:{':'.join(map(str, ids))}".encode()
    return (int.from_bytes(blake2b(named, digest_size=8).digest()) + 0.5) / 2**64
