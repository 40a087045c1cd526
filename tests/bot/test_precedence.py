"""Precedence: what somebody waits for to the second goes before what may take a moment longer."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic

import pytest

from bot.precedence import Precedence

PATIENCE = 10.0  # seconds; a slow machine must not fail a promise


def test_where_nothing_is_urgent_nobody_waits():
    began = monotonic()

    Precedence().give_way(PATIENCE)

    assert monotonic() - began < PATIENCE


def test_the_rest_waits_until_the_last_of_what_is_urgent_is_done():
    precedence, order = Precedence(), []
    waits = Event()

    def rest() -> None:
        waits.set()
        precedence.give_way(PATIENCE)
        order.append("rest")

    with ThreadPoolExecutor(1) as pool:
        with precedence.urgent():
            with precedence.urgent():
                done = pool.submit(rest)
                waits.wait(PATIENCE)
                order.append("first")
            order.append("second")
        done.result(PATIENCE)

    assert order == ["first", "second", "rest"]


def test_nobody_gives_way_for_ever():
    precedence, began = Precedence(), monotonic()

    with precedence.urgent():
        precedence.give_way(0.05)

    assert 0.05 <= monotonic() - began < PATIENCE


def test_what_fails_is_no_longer_urgent():
    precedence = Precedence()
    with pytest.raises(ValueError, match="failed"), precedence.urgent():
        raise ValueError("failed")

    began = monotonic()
    precedence.give_way(PATIENCE)

    assert monotonic() - began < PATIENCE
