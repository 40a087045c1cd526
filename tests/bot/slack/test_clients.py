"""Tokens that end are refreshed once, by whoever comes first; who has none is told so."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.messages import Help
from bot.messenger import Address, TryLater, Undelivered
from bot.sealing import Seal, make_key
from bot.slack.app import make_app, make_plain_client
from bot.slack.asgi import slack_route
from bot.slack.clients import AppSecrets, InstalledClients, NotNow, RenewedClient, sealed_tokens
from bot.slack.config import SlackConfig
from bot.slack.messenger import SlackMessenger
from store import installations
from store.engine import open_engine
from store.installations import NewInstallation
from tests.bot.slack.conftest import Inbox, no_desk
from tests.bot.slack.deliveries import Deliveries
from tests.factories import NOW
from tests.fakes import SIGNING_SECRET
from tests.fakes_oauth import CLIENT_ID, CLIENT_SECRET, LASTS, FakeOAuth, Grant, fake_oauth
from tests.serving import running_loop, served
from tests.waiting import wait_until

TEAM = "T0HARBOUR"
GRANT = Grant(TEAM)
NEARLY_OVER = NOW + timedelta(seconds=LASTS, minutes=-30)
OVER = NOW + timedelta(seconds=LASTS + 60)
SEAL = Seal([make_key()])
SECOND = f"xoxe.xoxb-{TEAM}-2"  # the token that the first refresh brings
TO_BOB = Address(f"slack:{TEAM}", "direct", people=("U0BOB",))


@pytest.fixture
def oauth() -> Iterator[FakeOAuth]:
    with fake_oauth() as oauth:
        oauth.workspace(TEAM)
        yield oauth
        oauth.held.clear()


def install(engine: Engine, oauth: FakeOAuth, now: datetime = NOW) -> str:
    """Install the app and return its first token."""
    given = oauth.issue(GRANT)
    sealed = sealed_tokens(SEAL, given["access_token"], given["refresh_token"])
    new = NewInstallation(TEAM, sealed, now + timedelta(seconds=LASTS))
    with engine.begin() as connection:
        installations.save(connection, new, now)
    return str(given["access_token"])


def clients(engine: Engine, oauth: FakeOAuth, now: datetime) -> InstalledClients:
    """Return what one process has; two of them share nothing but the database."""
    make = partial(make_plain_client, SlackConfig("", "", api_url=oauth.url))
    return InstalledClients(lambda: engine, SEAL, AppSecrets(CLIENT_ID, CLIENT_SECRET), make, lambda: now)


def tokens_of(*sources: InstalledClients, times: int = 1) -> list[str | None]:
    """Ask all of them at once for the workspace's client, and let them finish what they began."""

    async def ask() -> list[str | None]:
        asked = [source.of(TEAM) for source in sources for _ in range(times)]
        tokens = [client.token for client in await asyncio.gather(*asked)]
        await asyncio.gather(*(source.finished() for source in sources))
        return tokens

    return asyncio.run(ask())


def test_a_fresh_token_is_used_as_it_is(engine: Engine, oauth: FakeOAuth):
    first = install(engine, oauth)

    assert tokens_of(clients(engine, oauth, NOW)) == [first]
    assert oauth.refreshes == []


def test_two_processes_at_once_use_each_refresh_token_once(engine: Engine, oauth: FakeOAuth):
    first = install(engine, oauth)

    told = tokens_of(*(clients(engine, oauth, NEARLY_OVER) for _ in range(2)), times=4)

    assert len(oauth.refreshes) == 1
    assert set(told) <= {first, SECOND}
    assert tokens_of(clients(engine, oauth, NEARLY_OVER)) == [SECOND]


def test_the_refresh_token_that_came_with_a_refresh_serves_the_next_time(engine: Engine, oauth: FakeOAuth):
    install(engine, oauth)
    for days in (1, 2, 3):
        tokens_of(clients(engine, oauth, NOW + timedelta(days=days)))

    assert oauth.refreshes == [f"xoxe-{TEAM}-{number}" for number in (1, 2, 3)]


def test_while_slack_is_down_the_token_serves_on_and_is_refreshed_half_a_minute_later(
    engine: Engine, oauth: FakeOAuth
):
    first = install(engine, oauth)
    oauth.down = 1

    for seconds in (0, 29):
        assert tokens_of(clients(engine, oauth, NEARLY_OVER + timedelta(seconds=seconds))) == [first]
    assert oauth.refreshes == []
    tokens_of(clients(engine, oauth, NEARLY_OVER + timedelta(seconds=31)))
    assert tokens_of(clients(engine, oauth, NEARLY_OVER)) == [SECOND]


@pytest.mark.parametrize("status", [503, 429])
def test_a_token_that_is_over_while_slack_is_down_is_tried_again_later(
    engine: Engine, oauth: FakeOAuth, status: int
):
    install(engine, oauth)
    oauth.down, oauth.status = 1, status

    with pytest.raises(SlackApiError):
        tokens_of(clients(engine, oauth, OVER))
    with pytest.raises(NotNow):
        tokens_of(clients(engine, oauth, OVER + timedelta(seconds=29)))

    assert oauth.refreshes == []
    assert tokens_of(clients(engine, oauth, OVER + timedelta(seconds=31))) == [SECOND]


def test_while_a_token_serves_nobody_waits_for_the_next_one(engine: Engine, oauth: FakeOAuth):
    first, source = install(engine, oauth), clients(engine, oauth, NEARLY_OVER)
    oauth.held.set()

    with running_loop() as loop:

        def token() -> str | None:
            return asyncio.run_coroutine_threadsafe(source.of(TEAM), loop).result(5).token

        meanwhile = [token() for _ in range(3)]
        oauth.held.clear()
        wait_until(lambda: token() == SECOND)

    assert (meanwhile, len(oauth.refreshes)) == ([first] * 3, 1)


def test_a_refresh_for_which_somebody_waited_no_longer_is_kept(engine: Engine, oauth: FakeOAuth):
    install(engine, oauth)
    source = clients(engine, oauth, OVER)
    oauth.held.set()

    async def give_up() -> str | None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(source.of(TEAM), 0.1)
        oauth.held.clear()
        await source.finished()
        return (await source.of(TEAM)).token

    assert (asyncio.run(give_up()), len(oauth.refreshes)) == (SECOND, 1)


def test_tokens_that_the_database_takes_only_the_second_time_are_kept(engine: Engine, oauth: FakeOAuth):
    install(engine, oauth)
    lost = ["the connection is lost"]

    def lose(_conn: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        if lost and "SET sealed=" in statement:
            raise OperationalError(statement, None, ConnectionError(lost.pop()))

    event.listen(engine, "before_cursor_execute", lose)

    assert tokens_of(clients(engine, oauth, OVER)) == [SECOND]
    assert (lost, tokens_of(clients(engine, oauth, OVER)), len(oauth.refreshes)) == ([], [SECOND], 1)


def test_a_database_that_does_not_answer_leaves_a_locale_unknown(oauth: FakeOAuth, tmp_path: Path):
    empty = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")

    with running_loop() as loop, capture_logs() as logs:
        told = SlackMessenger(clients(empty, oauth, NOW), loop).locale(f"slack:{TEAM}", "U0BOB")
    empty.dispose()

    [line] = logs
    assert (told, line["error"], len(line["reference"])) == ("", "OperationalError", 8)


def test_where_the_database_has_no_other_token_either_what_slack_answered_is_raised(
    engine: Engine, oauth: FakeOAuth
):
    oauth.expired.add(install(engine, oauth))
    source = clients(engine, oauth, NOW)

    async def called_without_a_database() -> None:
        client = RenewedClient(await source.of(TEAM), source, TEAM)
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE installation"))
        await client.users_info(user="U0BOB")

    with pytest.raises(SlackApiError, match="token_expired"):
        asyncio.run(called_without_a_database())


def test_a_refused_refresh_leaves_the_token_that_still_serves_and_is_logged_with_a_number(
    engine: Engine, oauth: FakeOAuth
):
    first = install(engine, oauth)
    oauth.refused = "invalid_refresh_token"

    with capture_logs() as logs:
        told = tokens_of(*(clients(engine, oauth, NEARLY_OVER) for _ in range(2)), times=3)

    assert set(told) == {first}
    [line] = [each for each in logs if each["event"] == "token_not_refreshed"]
    assert (line["account"], line["error"], len(line["reference"])) == (TEAM, "invalid_refresh_token", 8)


def test_a_refused_refresh_of_a_token_that_is_over_says_why_nothing_can_be_posted(
    engine: Engine, oauth: FakeOAuth
):
    install(engine, oauth)
    oauth.refused = "invalid_refresh_token"

    with pytest.raises(Undelivered, match="invalid_refresh_token"):
        tokens_of(clients(engine, oauth, OVER))


def test_an_uninstall_during_a_refresh_hands_out_no_token(engine: Engine, oauth: FakeOAuth):
    install(engine, oauth)

    def uninstall() -> None:
        with engine.begin() as connection:
            assert installations.end(connection, TEAM, OVER, OVER)

    oauth.meanwhile = uninstall

    with pytest.raises(Undelivered, match="app_not_installed"):
        tokens_of(clients(engine, oauth, OVER))


def test_installing_again_during_a_refresh_leaves_the_newer_token(engine: Engine, oauth: FakeOAuth):
    install(engine, oauth)
    newer: list[str] = []
    oauth.meanwhile = lambda: newer.append(install(engine, oauth, OVER))

    assert tokens_of(clients(engine, oauth, OVER)) == newer
    assert tokens_of(clients(engine, oauth, OVER)) == newer


def test_a_token_that_slack_calls_expired_in_the_middle_of_a_post_is_refreshed(
    engine: Engine, oauth: FakeOAuth
):
    oauth.expired.add(install(engine, oauth))

    with running_loop() as loop:
        SlackMessenger(clients(engine, oauth, NOW), loop).post(TO_BOB, Help(demonstration=False), "en", "k")

    assert len(oauth.refreshes) == 1
    assert [post.key for post in oauth.workspaces[TEAM].seen_in("D0BOB")] == ["k"]


def test_a_token_that_expired_is_refreshed_for_what_a_button_says_at_once(engine: Engine, oauth: FakeOAuth):
    oauth.expired.add(install(engine, oauth))
    config = SlackConfig("", SIGNING_SECRET, api_url=oauth.url)
    inbox = Inbox()
    inbox.fault = OSError("the database is gone, and the person is told")
    app = make_app(config, inbox.accept, no_desk, clients(engine, oauth, NOW))

    with served(Starlette(routes=[slack_route(app, config)])) as url:
        Deliveries(url).press("helpful", '{"question":7}', team={"id": TEAM})
        wait_until(lambda: oauth.workspaces[TEAM].seen_in("C0HELP", "U0ALICE"))

    assert len(oauth.refreshes) == 1
    assert len(oauth.workspaces[TEAM].seen_in("C0HELP", "U0ALICE")) == 1


def test_where_the_app_is_not_installed_a_message_waits_for_it(engine: Engine, oauth: FakeOAuth):
    with running_loop() as loop, pytest.raises(TryLater) as waits:
        SlackMessenger(clients(engine, oauth, NOW), loop).post(TO_BOB, Help(demonstration=False), "en", "k")

    assert (waits.value.after, waits.value.reason) == (None, "app_not_installed")


def test_a_workspace_of_an_organisation_is_written_down_once_and_read_at_each_request(
    engine: Engine, oauth: FakeOAuth
):
    sealed = sealed_tokens(SEAL, oauth.issue(Grant("E0STATE", enterprise=True))["access_token"], "")
    with engine.begin() as connection:
        installations.save(connection, NewInstallation("E0STATE", sealed, enterprise_wide=True), NOW)
    source, writes = clients(engine, oauth, NOW), list[str]()

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "INSERT" in statement:
            writes.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    for _ in range(3):
        asyncio.run(source.of("T0CITY", "E0STATE"))

    assert len(writes) == 1
    with engine.connect() as connection:
        found = installations.serving(connection, "T0CITY")
    assert found
    assert found.account == "E0STATE"
