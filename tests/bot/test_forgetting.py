"""The engine keeps what it needs to carry an event out, with the text and who sent it, for seven days."""

from datetime import UTC, datetime, timedelta

from dbos import DBOS
from sqlalchemy import Engine

from bot.durable import Runner
from bot.events import Asked
from tests.bot.stage import ANA, CHANNEL, QUESTION, Stage
from tests.bot.test_durable import RecordingMessenger


def kept(engine: Engine, key: str) -> int:
    """Return how many workflows the engine keeps of the event."""
    prefix = "" if engine.dialect.name == "sqlite" else "dbos."
    with engine.connect() as connection:
        return connection.exec_driver_sql(
            f"SELECT count(*) FROM {prefix}workflow_status WHERE workflow_uuid = '{key}'"
        ).scalar_one()


def test_what_was_carried_out_is_forgotten_after_seven_days_and_not_before(stage: Stage):
    later = [timedelta(days=6)]
    runner = Runner(
        stage.engine, stage.library, {"slack": RecordingMessenger()}, lambda: datetime.now(UTC) + later[0]
    )
    runner.start()
    try:
        runner.accept("slack:T1:1", Asked(ANA, CHANNEL, QUESTION)).get_result()

        DBOS.trigger_schedule("due").get_result()
        assert kept(stage.engine, "slack:T1:1") == 1
        later[0] = timedelta(days=8)
        DBOS.trigger_schedule("due").get_result()
        assert kept(stage.engine, "slack:T1:1") == 0
    finally:
        runner.stop()
