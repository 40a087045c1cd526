"""Installing by OAuth in a browser: one state, one browser, ten minutes, and nothing in plain text."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import Engine, text
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.pages.install_pages import AboutUs
from bot.sealing import Seal, make_key
from bot.slack.app import make_plain_client
from bot.slack.clients import AppSecrets, InstalledClients
from bot.slack.config import SlackConfig
from bot.slack.install import COOKIE, STATE_LASTS, Installing, install_routes
from bot.slack.leaving import end_installation
from matching.domain import NetworkId
from store import audit_reading, installations, networks
from tests.bot.slack.browser import Browser
from tests.factories import NOW
from tests.fakes_oauth import CLIENT_ID, CLIENT_SECRET, REDIRECT, FakeOAuth, Grant, fake_oauth
from tests.serving import served


@dataclass
class Hour:
    """The time of the server under test."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def oauth() -> Iterator[FakeOAuth]:
    with fake_oauth() as oauth:
        yield oauth


@pytest.fixture
def hour() -> Hour:
    return Hour()


@pytest.fixture
def installing(engine: Engine, oauth: FakeOAuth, hour: Hour) -> Installing:
    make = partial(make_plain_client, SlackConfig("", "", api_url=oauth.url))
    secrets, seal = AppSecrets(CLIENT_ID, CLIENT_SECRET), Seal([make_key()])
    return Installing(
        engine=lambda: engine,
        seal=seal,
        secrets=secrets,
        client=make(None),
        clients=InstalledClients(lambda: engine, seal, secrets, make, hour),
        authorize_url="https://slack.test/oauth/v2/authorize",
        redirect_url=REDIRECT,
        clock=hour,
    )


@pytest.fixture
def browser(installing: Installing) -> Iterator[Browser]:
    with served(Starlette(routes=install_routes(installing))) as url:
        yield Browser(url)


def test_installing_asks_slack_for_our_scopes_and_a_state_that_only_this_browser_has(browser: Browser):
    address = urlsplit(browser.begin())

    asked = parse_qs(address.query)
    assert address.netloc == "slack.test"
    assert (asked["client_id"], asked["redirect_uri"]) == ([CLIENT_ID], [REDIRECT])
    assert "chat:write" in asked["scope"][0]
    assert browser.cookie == f"{COOKIE}={browser.state}"


def test_what_slack_allows_is_kept_encrypted_and_the_workspace_waits_for_its_network(
    browser: Browser, oauth: FakeOAuth, engine: Engine, installing: Installing
):
    browser.begin()

    page = browser.end(code=oauth.allow(Grant("T0HARBOUR", name="<b>Harbour</b>")))

    with engine.connect() as connection:
        found = installations.serving(connection, "T0HARBOUR")
        joined = networks.workspace(connection, "slack", "T0HARBOUR")
    assert found
    assert (page.status, joined) == (200, None)
    assert "T0HARBOUR" in page.text
    assert "<b>Harbour" not in page.text
    assert "xoxe" not in found.sealed
    assert json.loads(installing.seal.unseal(found.sealed))["token"].startswith("xoxe.xoxb-T0HARBOUR")
    assert found.expires_at == NOW + timedelta(hours=12)


def test_an_installation_and_its_end_stand_in_the_audit_trail_without_a_token(
    browser: Browser, oauth: FakeOAuth, engine: Engine, installing: Installing
):
    browser.begin()
    browser.end(code=oauth.allow(Grant("T0HARBOUR", name="Harbour")))
    gone = {"team_id": "T0HARBOUR", "event": {"type": "app_uninstalled"}}

    for _ in range(2):
        end_installation(gone, engine, NOW + timedelta(days=1))

    with engine.connect() as connection:
        installed, ended = audit_reading.entries(connection, NetworkId(0))
    assert [(each.actor, each.action, each.subject) for each in (installed, ended)] == [
        ("chat", "app.install", "installation:T0HARBOUR"),
        ("chat", "app.uninstall", "installation:T0HARBOUR"),
    ]
    assert json.loads(installed.after).keys() == {"whole_organisation", "installed_at"}
    assert json.loads(ended.before) == {"left_at": None}


def test_a_state_is_good_once(browser: Browser, oauth: FakeOAuth):
    browser.begin()
    first = browser.end(code=oauth.allow(Grant("T0ONE")))

    second = browser.end(code=oauth.allow(Grant("T0TWO")))

    assert (first.status, second.status) == (200, 400)
    assert "Nothing was installed" in second.text


def test_a_state_is_good_for_ten_minutes(browser: Browser, oauth: FakeOAuth, hour: Hour):
    browser.begin()
    hour.now += STATE_LASTS

    assert browser.end(code=oauth.allow(Grant("T0LATE"))).status == 400


def test_another_browser_cannot_end_what_this_one_began_and_does_not_use_it_up(
    browser: Browser, oauth: FakeOAuth
):
    browser.begin()
    other = Browser(browser.url)
    other.begin()
    other.state = browser.state
    code = oauth.allow(Grant("T0MINE"))

    assert other.end(code=code).status == 400
    assert browser.end(code=code).status == 200


def test_who_comes_back_without_having_begun_is_refused(browser: Browser, oauth: FakeOAuth):
    browser.state = ""

    assert browser.end(code=oauth.allow(Grant("T0NEVER"))).status == 400


def test_who_does_not_allow_it_reads_that_nothing_was_installed(browser: Browser):
    browser.begin()

    page = browser.end(error="access_denied")

    assert (page.status, "You did not allow" in page.text) == (400, True)


def test_both_pages_lead_to_the_privacy_policy_and_to_support_where_they_are_set(
    installing: Installing, oauth: FakeOAuth
):
    about = AboutUs("https://city.example/privacy?a=1&b=2", "mailto:help@city.example")
    with served(Starlette(routes=install_routes(replace(installing, about=about)))) as url:
        browser = Browser(url)
        browser.begin()
        done = browser.end(code=oauth.allow(Grant("T0HARBOUR")))
        browser.begin()
        refused = browser.end(error="access_denied")

    for page in (done, refused):
        assert '<a href="https://city.example/privacy?a=1&amp;b=2">Privacy policy</a>' in page.text
        assert '<a href="mailto:help@city.example">Support</a>' in page.text


def test_a_code_that_slack_refuses_installs_nothing(browser: Browser, engine: Engine):
    browser.begin()

    page = browser.end(code="guessed")

    with engine.connect() as connection:
        kept = installations.every(connection)
    assert (page.status, "Slack refused" in page.text, kept) == (502, True, ())


def test_a_whole_organisation_is_kept_under_its_own_id(browser: Browser, oauth: FakeOAuth, engine: Engine):
    browser.begin()

    browser.end(code=oauth.allow(Grant("E0STATE", enterprise=True)))

    with engine.begin() as connection:
        installations.note_team(connection, "T0CITY", "E0STATE")
        found = installations.serving(connection, "T0CITY")
    assert found
    assert (found.account, found.enterprise_wide) == ("E0STATE", True)


@pytest.mark.parametrize("table", ["install_state", "installation"])
def test_while_the_database_fails_each_page_says_so_with_the_number_in_the_log(
    browser: Browser, oauth: FakeOAuth, engine: Engine, table: str
):
    browser.begin()
    with engine.begin() as connection:
        connection.execute(text(f"DROP TABLE {table}"))

    with capture_logs() as logs:
        pages = [browser.end(code=oauth.allow(Grant("T0HARBOUR")))]
        pages += [browser.get("/slack/install")] if table == "install_state" else []

    assert len(logs) == len(pages)
    for page, line in zip(pages, logs, strict=True):
        assert (page.status, line["reference"] in page.text) == (503, True)
        assert "did not answer, so nothing was installed" in page.text
