"""Many workspaces in one process: each reads its own network, and one that takes the app out ends alone."""

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine, select, update
from structlog.testing import capture_logs

from bot import posting
from bot.messages import Help
from bot.messenger import Address
from bot.outgoing import Outgoing
from bot.sealing import make_key
from bot.settings import Settings
from bot.web import make_web
from store import deliveries, installations, networks, tables
from store.deliveries import Delivery
from store.engine import migrate, open_engine
from store.installations import Installation
from tests.bot.slack.browser import Browser
from tests.bot.slack.deliveries import Deliveries, Response, mention
from tests.bot.test_web import library_of_words
from tests.factories import add_record
from tests.fakes import BOT, SIGNING_SECRET, FakeSlack
from tests.fakes_oauth import CLIENT_ID, CLIENT_SECRET, REDIRECT, FakeOAuth, Grant, fake_oauth
from tests.serving import served
from tests.waiting import wait_until

HARBOUR, HILL = "T0HARBOUR", "T0HILL"
QUESTION = "how do you pay for storm drains?"


@pytest.fixture(scope="module")
def oauth() -> Iterator[FakeOAuth]:
    with fake_oauth() as oauth:
        for team in (HARBOUR, HILL):
            oauth.workspace(team)
        yield oauth


@pytest.fixture(scope="module")
def settings(oauth: FakeOAuth, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    path = tmp_path_factory.mktemp("many") / "counterpart.db"
    return Settings(
        _env_file=None,
        database_url=f"sqlite:///{path}",
        slack_client_id=CLIENT_ID,
        slack_client_secret=SecretStr(CLIENT_SECRET),
        slack_signing_secret=SecretStr(SIGNING_SECRET),
        slack_api_url=oauth.url,
        slack_authorize_url="https://slack-gov.com/oauth/v2/authorize",
        COUNTERPART_TOKEN_KEYS=make_key(),
        COUNTERPART_PUBLIC_URL=REDIRECT.removesuffix("/slack/oauth_redirect"),
    )


@pytest.fixture(scope="module")
def engine(settings: Settings) -> Iterator[Engine]:
    """The database, in which each of two networks has one record about the same thing."""
    engine = open_engine(settings.database_url)
    migrate(engine)
    with engine.begin() as connection:
        for team, name in ((HARBOUR, "coast"), (HILL, "inland")):
            network_id = networks.ensure(connection, name)
            networks.ensure_workspace(connection, network_id, "slack", team)
            add_record(connection, network_id, title=f"How the {name} paid for storm drains")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def url(settings: Settings, engine: Engine) -> Iterator[str]:
    with served(make_web(settings, library_of_words)) as url:
        yield url


def install(url: str, oauth: FakeOAuth, team: str) -> None:
    browser = Browser(url)
    browser.begin()
    assert browser.end(code=oauth.allow(Grant(team))).status == 200


def deliver(url: str, team: str, event: dict[str, Any], **envelope: Any) -> Response:
    authorization = {"team_id": team, "user_id": BOT, "is_bot": True, "enterprise_id": None}
    return Deliveries(url).event(event, team_id=team, authorizations=[authorization], **envelope)


def ask(url: str, slack: FakeSlack) -> str:
    """Ask in the workspace; return the question's ts."""
    asked = slack.say("C0HELP", QUESTION)
    assert deliver(url, slack.team, mention(QUESTION, ts=asked)).status == 200
    return asked


def answers(slack: FakeSlack, asked: str) -> str:
    return json.dumps([post.blocks for post in slack.posts if post.thread == asked and post.key])


def serving(engine: Engine, team: str) -> Installation | None:
    with engine.connect() as connection:
        return installations.serving(connection, team)


def delivery(engine: Engine, delivery_id: int) -> Delivery:
    with engine.connect() as connection:
        found = deliveries.by_id(connection, delivery_id)
    assert found is not None
    return found


def test_two_workspaces_in_two_networks_see_nothing_of_each_other(url: str, oauth: FakeOAuth):
    for team in (HARBOUR, HILL):
        install(url, oauth, team)
    harbour, hill = oauth.workspaces[HARBOUR], oauth.workspaces[HILL]

    asked = [(slack, ask(url, slack)) for slack in (harbour, hill)]
    wait_until(lambda: all("storm drains" in answers(*each) for each in asked))

    assert ["coast" in answers(*each) for each in asked] == [True, False]
    assert ["inland" in answers(*each) for each in asked] == [False, True]


def test_who_installs_the_app_is_sent_to_the_slack_of_the_settings(url: str):
    assert Browser(url).begin().startswith("https://slack-gov.com/oauth/v2/authorize?")


def test_an_installation_and_who_asks_for_the_first_time_bring_no_message_but_the_answer(
    url: str, oauth: FakeOAuth, engine: Engine
):
    quiet = oauth.workspace("T0QUIET")
    with engine.begin() as connection:
        networks.ensure_workspace(connection, networks.ensure(connection, "coast"), "slack", "T0QUIET")

    install(url, oauth, "T0QUIET")
    asked = ask(url, quiet)
    wait_until(lambda: "coast" in answers(quiet, asked))

    # What is said about one event is written down at once.
    to_them = select(tables.delivery.c.key).where(tables.delivery.c.address.contains("T0QUIET"))
    with engine.connect() as connection:
        [key] = connection.execute(to_them).scalars()
    assert [post.key for post in quiet.posts if post.key] == [key]
    assert quiet.called("conversations.open") == []


def test_an_event_of_a_workspace_that_never_installed_the_app_is_acknowledged_and_does_nothing(
    url: str, oauth: FakeOAuth
):
    calls = sum(len(slack.calls) for slack in oauth.workspaces.values())

    assert deliver(url, "T0STRANGER", mention(QUESTION, ts="1700009999.000100")).status == 200
    assert sum(len(slack.calls) for slack in oauth.workspaces.values()) == calls


def test_who_types_a_command_where_the_token_is_refused_for_good_reads_a_number_for_the_log(
    url: str, oauth: FakeOAuth, engine: Engine
):
    install(url, oauth, HILL)
    end_token(engine, HILL)
    oauth.refused = "invalid_refresh_token"

    with capture_logs() as logs:
        answer = Deliveries(url).command(QUESTION, team_id=HILL, trigger_id="hill.2")
    oauth.refused = ""

    [line] = [each for each in logs if each["event"] == "slack_request_without_installation"]
    assert (answer.status, line["reference"] in answer.text) == (200, True)
    assert "invalid_refresh_token" in line["workspace"]


@pytest.mark.parametrize(
    "order", [("app_uninstalled", "tokens_revoked"), ("tokens_revoked", "app_uninstalled")]
)
def test_an_uninstall_in_either_order_and_repeated_ends_this_workspace_alone(
    order: tuple[str, str], url: str, oauth: FakeOAuth, engine: Engine
):
    for team in (HARBOUR, HILL):
        install(url, oauth, team)
    harbour = oauth.workspaces[HARBOUR]
    said = {"tokens_revoked": {"tokens": {"bot": [BOT]}}, "app_uninstalled": {}}

    for kind in (*order, *order):
        event = {"type": kind} | said[kind]
        assert deliver(url, HARBOUR, event, event_time=int(time.time())).status == 200

    assert (serving(engine, HARBOUR), serving(engine, HILL) is not None) == (None, True)
    posts = len(harbour.called("chat.postMessage"))
    assert deliver(url, HARBOUR, mention(QUESTION, ts="1700008888.000100")).status == 200
    assert len(harbour.called("chat.postMessage")) == posts

    install(url, oauth, HARBOUR)
    asked = ask(url, harbour)
    wait_until(lambda: "coast" in answers(harbour, asked))


def test_what_waited_at_an_uninstall_is_posted_when_the_app_is_installed_again(
    url: str, oauth: FakeOAuth, engine: Engine
):
    install(url, oauth, HARBOUR)
    deliver(url, HARBOUR, {"type": "app_uninstalled"}, event_time=int(time.time()))
    address = Address(f"slack:{HARBOUR}", "direct", people=("U0BOB",))
    for_bob = Outgoing(address, Help(demonstration=False), "en")
    with engine.begin() as connection:
        network_id = networks.ensure(connection, "coast")
        [waiting] = posting.keep(connection, network_id, "waited", [for_bob], datetime.now(UTC))
    wait_until(lambda: delivery(engine, waiting).attempts > 0)
    assert delivery(engine, waiting).state == "waiting"

    install(url, oauth, HARBOUR)

    wait_until(lambda: delivery(engine, waiting).state == "sent")


def end_token(engine: Engine, team: str) -> None:
    """Let the token of the workspace be over, and its refresh be free to try."""
    ended = {"expires_at": datetime.now(UTC) - timedelta(minutes=1), "refreshing_until": None}
    with engine.begin() as connection:
        connection.execute(update(tables.installation).filter_by(account=team).values(**ended))


def test_a_question_after_a_quiet_night_is_repeated_by_slack_while_there_is_no_new_token(
    url: str, oauth: FakeOAuth, engine: Engine
):
    install(url, oauth, HILL)
    asked = oauth.workspaces[HILL].say("C0HELP", QUESTION)
    oauth.down = 2

    end_token(engine, HILL)
    first = deliver(url, HILL, mention(QUESTION, ts=asked))
    end_token(engine, HILL)
    typed = Deliveries(url).command(QUESTION, team_id=HILL, trigger_id="hill.1")
    end_token(engine, HILL)
    again = deliver(url, HILL, mention(QUESTION, ts=asked))
    wait_until(lambda: "inland" in answers(oauth.workspaces[HILL], asked))

    assert (first.status, typed.status, again.status) == (500, 200, 200)
    assert re.search(r"this number.*[0-9a-f]{8}", typed.text)


def test_an_old_uninstall_spares_a_newer_installation(url: str, oauth: FakeOAuth, engine: Engine):
    install(url, oauth, HARBOUR)

    deliver(url, HARBOUR, {"type": "app_uninstalled"}, event_time=int(time.time()) - 60)

    assert serving(engine, HARBOUR)


def test_the_tokens_of_persons_are_none_of_ours(url: str, oauth: FakeOAuth, engine: Engine):
    install(url, oauth, HARBOUR)

    revoked = {"type": "tokens_revoked", "tokens": {"oauth": ["U0ALICE"]}}
    deliver(url, HARBOUR, revoked, event_time=int(time.time()))

    assert serving(engine, HARBOUR)


def test_an_organisation_that_installed_the_app_is_served_by_one_token_in_each_of_its_workspaces(
    url: str, oauth: FakeOAuth, engine: Engine
):
    whole, city = oauth.workspace("E0STATE"), "T0CITY"
    browser = Browser(url)
    browser.begin()
    browser.end(code=oauth.allow(Grant("E0STATE", enterprise=True)))
    with engine.begin() as connection:
        networks.ensure_workspace(connection, networks.ensure(connection, "coast"), "slack", city)
    installed = {"enterprise_id": "E0STATE", "is_enterprise_install": True}
    envelope = {
        "team_id": city,
        "enterprise_id": "E0STATE",
        "authorizations": [installed | {"team_id": city}],
    }

    asked = whole.say("C0HELP", QUESTION)
    Deliveries(url).event(mention(QUESTION, ts=asked), **envelope)
    wait_until(lambda: "coast" in answers(whole, asked))

    [answer] = [post for post in whole.posts if post.thread == asked and post.key]
    [value] = re.findall(r'"value": "(helpful .*?[^\\])"', json.dumps(answer.blocks))
    posts = len(whole.posts)
    pressed = Deliveries(url).press(
        "feedback",
        json.loads(f'"{value}"'),
        "feedback_buttons",
        team=None,
        enterprise={"id": "E0STATE"},
        user={"id": "U0ALICE", "username": "alice", "team_id": city},
    )
    assert pressed.status == 200
    wait_until(lambda: len(whole.posts) > posts)

    gone = [installed | {"team_id": None}]
    left = {"team_id": None, "enterprise_id": "E0STATE", "authorizations": gone}
    Deliveries(url).event({"type": "app_uninstalled"}, event_time=int(time.time()), **left)
    assert serving(engine, city) is None


def test_workspaces_of_an_organisation_that_are_of_two_networks_see_nothing_of_each_other_in_one_channel(
    url: str, oauth: FakeOAuth, engine: Engine
):
    whole, city, school = oauth.workspace("E0REGION"), "T0TOWNHALL", "T0SCHOOL"
    browser = Browser(url)
    browser.begin()
    browser.end(code=oauth.allow(Grant("E0REGION", enterprise=True)))
    with engine.begin() as connection:
        for team, name in ((city, "coast"), (school, "inland")):
            networks.ensure_workspace(connection, networks.ensure(connection, name), "slack", team)
    whole.channel("C0BOTH", BOT, "U0ALICE", "U0BOB", workspaces=(city, school))
    installed = {"enterprise_id": "E0REGION", "is_enterprise_install": True, "team_id": city}
    envelope = {"team_id": city, "enterprise_id": "E0REGION", "authorizations": [installed]}

    for person, home in (("U0ALICE", city), ("U0BOB", school)):
        asked = mention(QUESTION, ts=whole.say("C0BOTH", QUESTION), channel="C0BOTH", user=person)
        told = asked | {"user_team": home}
        Deliveries(url).event(told, **envelope, is_ext_shared_channel=False)
    wait_until(lambda: len([post for post in whole.posts if post.only_to]) == 2)

    seen = {post.only_to: json.dumps(post.blocks) for post in whole.posts if post.conversation == "C0BOTH"}
    assert ("coast" in seen["U0ALICE"], "coast" in seen["U0BOB"]) == (True, False)
    assert set(seen) == {"", "U0ALICE", "U0BOB"}  # "": what the two said themselves
    assert "coast" not in seen[""]


def test_an_organisation_that_takes_the_app_out_of_one_workspace_lets_it_in_again(
    url: str, oauth: FakeOAuth, engine: Engine
):
    oauth.workspace("E0COUNTY")
    town, other = "T0TOWN", "T0VILLAGE"
    browser = Browser(url)
    browser.begin()
    browser.end(code=oauth.allow(Grant("E0COUNTY", enterprise=True)))
    of_organisation = {"enterprise_id": "E0COUNTY", "team_id": None}
    envelope = of_organisation | {"authorizations": [of_organisation | {"is_enterprise_install": True}]}

    def tell(kind: str, *teams: str) -> None:
        answer = Deliveries(url).event({"type": kind, "team_ids": list(teams)}, **envelope)
        assert answer.status == 200

    served = []
    for kind, teams in (("granted", (town, other)), ("revoked", (town,)), ("granted", (town,))):
        tell(f"team_access_{kind}", *teams)
        served.append([serving(engine, team) is not None for team in (town, other)])

    assert served == [[True, True], [False, True], [True, True]]


def test_the_people_of_a_workspace_are_reached_no_more_from_its_uninstall_to_the_next_installation(
    url: str, oauth: FakeOAuth, engine: Engine
):
    def away() -> bool:
        with engine.connect() as connection:
            since = select(tables.workspace.c.away_since).filter_by(external_id=HARBOUR)
            return connection.execute(since).scalar_one() is not None

    install(url, oauth, HARBOUR)
    before = away()
    deliver(url, HARBOUR, {"type": "app_uninstalled"}, event_time=int(time.time()))
    meanwhile = away()
    install(url, oauth, HARBOUR)

    assert (before, meanwhile, away()) == (False, True, False)


def test_over_socket_mode_the_pages_stay_and_nobody_can_knock_at_the_path_for_events(
    settings: Settings, tmp_path: Path
):
    web = make_web(settings.model_copy(update={"slack_app_token": SecretStr("xapp-1")}), library_of_words)

    paths = {route.path for route in web.routes}  # type: ignore[attr-defined]

    assert paths == {
        "/healthz",
        "/slack/install",
        "/slack/oauth_redirect",
        "/records/{number}",
        "/digest/{number}",
    }


def test_with_one_workspace_by_token_nobody_can_install(settings: Settings):
    one = {"slack_client_id": "", "slack_bot_token": SecretStr("xoxb-1")}

    web = make_web(settings.model_copy(update=one), library_of_words)

    paths = {route.path for route in web.routes}  # type: ignore[attr-defined]
    assert paths == {"/healthz", "/slack/events", "/records/{number}", "/digest/{number}"}
