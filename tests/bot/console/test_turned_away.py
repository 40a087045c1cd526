"""A form at the terminal that is for others: refused, and written to the audit trail."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from bot.console.messenger import ConsoleMessenger
from bot.console.prompt import Perform, Prompt
from bot.desk import Desk
from bot.events import Event
from store import networks, staff
from tests.bot.stage import Stage
from tests.bot.test_auditing import trail
from tests.engines import quickly_opened
from tests.factories import NOW


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    opened = quickly_opened(sqlite_url)
    yield opened
    opened.dispose()


@pytest.fixture
def shown() -> list[str]:
    return []


@pytest.fixture
def prompt(stage: Stage, shown: list[str]) -> Prompt:
    named(stage, "somebody else")
    messenger = ConsoleMessenger(lambda readers, lines: shown.append(" ".join(lines)))

    def carry_out(_key: str, event: Event) -> None:
        stage.do(event)

    perform = Perform(carry_out, Desk(stage.engine, lambda: NOW))
    return Prompt(perform, messenger, "en")


def named(stage: Stage, person: str) -> None:
    """Let this person alone be staff at the terminal."""
    with stage.engine.begin() as connection:
        here = networks.ensure_workspace(connection, stage.network_id, "console", "terminal")
        staff.replace_source(connection, here, "setting", [person])


def test_a_form_of_staff_is_not_opened_and_leaves_one_entry(stage: Stage, prompt: Prompt, shown: list[str]):
    prompt.enter(f"/practice withdraw {stage.record.id}")

    [(actor, action, subject, _, after)] = trail(stage)
    assert (action, subject) == ("staff.refused", actor)
    assert after == {"tried": "withdraw_record", "record": stage.record.id}
    assert "Only the staff of your network can do this." in shown[-1]


def test_who_loses_the_role_while_filling_a_form_in_leaves_one_entry(
    stage: Stage, prompt: Prompt, shown: list[str]
):
    named(stage, "you")
    prompt.enter(f"/practice withdraw {stage.record.id}")
    named(stage, "somebody else")

    prompt.enter("It is wrong.")

    assert [(action, after["tried"]) for _, action, _, _, after in trail(stage)] == [
        ("staff.refused", "withdraw_record")
    ]
    assert "Only the staff of your network can do this." in shown[-1]
