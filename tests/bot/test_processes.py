"""Processes that die, and several on one database: what was accepted is answered, once."""

import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from bot.durable import Runner
from bot.library import Library
from store import networks, tables
from store.engine import open_engine
from tests.bot.crashing import FileMessenger
from tests.engines import quickly_opened
from tests.fakes_embedder import WordEmbedder
from tests.waiting import PATIENCE, wait_until

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("death", ["before:3", "after:3", "before:1", "after:5"])
def test_after_a_death_around_a_post_every_accepted_event_is_answered_once(
    sqlite_url: str, tmp_path: Path, death: str
):
    join(sqlite_url)

    died = crash(sqlite_url, tmp_path, number=5, death=death)
    died.wait(PATIENCE)
    carry_on(sqlite_url, tmp_path)

    assert died.returncode == 9
    assert_answered_once(tmp_path)


def test_after_kill_9_at_a_random_moment_every_accepted_event_is_answered_once(
    sqlite_url: str, tmp_path: Path
):
    join(sqlite_url)

    process = crash(sqlite_url, tmp_path, number=40, death="never")
    wait_until(lambda: len(accepted(tmp_path)) > random.randint(1, 39))
    process.kill()
    process.wait(PATIENCE)
    carry_on(sqlite_url, tmp_path)

    assert_answered_once(tmp_path)


def test_what_a_process_that_died_left_is_carried_out_by_the_next(postgresql_url: str, tmp_path: Path):
    join(postgresql_url)

    died = crash(postgresql_url, tmp_path, number=5, death="asked")
    died.wait(PATIENCE)
    carry_on(postgresql_url, tmp_path)

    assert died.returncode == 9
    assert_answered_once(tmp_path)


def test_what_a_process_that_died_left_is_carried_out_by_one_that_lives(postgresql_url: str, tmp_path: Path):
    join(postgresql_url)

    with living(postgresql_url, tmp_path) as (runner, engine):
        died = crash(postgresql_url, tmp_path, number=5, death="asked")
        died.wait(PATIENCE)
        runner.take_over()
        wait_until(lambda: nothing_left(engine, set(accepted(tmp_path))))

    assert_answered_once(tmp_path)


def test_two_processes_that_accept_the_same_events_answer_each_once(postgresql_url: str, tmp_path: Path):
    join(postgresql_url)
    engine, keys = quickly_opened(postgresql_url), {f"slack:T1:{number}" for number in range(20)}

    processes = [crash(postgresql_url, tmp_path, number=len(keys), death="never") for _ in range(2)]
    try:
        wait_until(lambda: len(accepted(tmp_path)) == 2 * len(keys) and nothing_left(engine, keys))
    finally:
        for process in processes:
            process.kill()
            process.wait(PATIENCE)
        engine.dispose()

    assert posted(tmp_path) == sorted(f"{key}:0" for key in keys)


def test_what_a_living_process_carries_out_is_left_to_it(postgresql_url: str, tmp_path: Path):
    join(postgresql_url)
    engine, keys = quickly_opened(postgresql_url), {f"slack:T1:{number}" for number in range(20)}

    process = crash(postgresql_url, tmp_path, number=len(keys), death="never")
    try:
        wait_until(lambda: accepted(tmp_path))
        with living(postgresql_url, tmp_path) as (runner, _):
            while not nothing_left(engine, keys):
                runner.take_over()
    finally:
        process.kill()
        process.wait(PATIENCE)

    assert tries(engine) == {1}
    engine.dispose()


def join(url: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        network_id = networks.ensure(connection, "main")
        networks.ensure_workspace(connection, network_id, "slack", "T1")
    engine.dispose()


def crash(url: str, folder: Path, number: int, death: str) -> subprocess.Popen[bytes]:
    arguments = [url, folder / "posted", folder / "accepted", str(number), death]
    return subprocess.Popen([sys.executable, "-m", "tests.bot.crashing", *map(str, arguments)], cwd=ROOT)


@contextmanager
def living(url: str, folder: Path) -> Iterator[tuple[Runner, Engine]]:
    """A process beside those that die, on the same database and in the same chat."""
    engine = open_engine(url)
    messenger = FileMessenger(folder / "posted", death="never")
    library = Library(engine, WordEmbedder())
    runner = Runner(engine, library, {"slack": messenger}, lambda: datetime.now(UTC))
    runner.start()
    try:
        yield runner, engine
    finally:
        runner.stop()
        engine.dispose()


def carry_on(url: str, folder: Path) -> None:
    """Start again, accept nothing new, and stop when nothing is left to do."""
    process = crash(url, folder, number=0, death="never")
    engine = open_engine(url)
    try:
        wait_until(lambda: nothing_left(engine, set(accepted(folder))))
    finally:
        process.kill()
        process.wait(PATIENCE)
        engine.dispose()


def tries(engine: Engine) -> set[int]:
    """How often each workflow was begun."""
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT recovery_attempts FROM dbos.workflow_status")
        return set(found.scalars())


def nothing_left(engine: Engine, keys: set[str]) -> bool:
    with engine.connect() as connection:
        handled = set(connection.execute(select(tables.event.c.key)).scalars())
        states = set(connection.execute(select(tables.delivery.c.state)).scalars())
        deliveries = connection.execute(select(func.count()).select_from(tables.delivery)).scalar_one()
    return keys <= handled and states <= {"sent"} and deliveries == len(handled)


def assert_answered_once(folder: Path) -> None:
    """What was stored just before the death is answered too, though nobody was told that it was accepted."""
    assert set(accepted(folder)) <= {key.removesuffix(":0") for key in posted(folder)}
    assert len(posted(folder)) == len(set(posted(folder)))


def accepted(folder: Path) -> list[str]:
    path = folder / "accepted"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def posted(folder: Path) -> list[str]:
    path = folder / "posted"
    return sorted(path.read_text(encoding="utf-8").splitlines()) if path.exists() else []
