"""What a process left unfinished is carried out at the next start, where workspaces installed the app too."""

from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Engine

from bot import posting
from bot.messages import Help
from bot.messenger import Address
from bot.outgoing import Outgoing
from bot.sealing import make_key
from bot.settings import Settings
from bot.web import make_web
from store import deliveries, networks
from store.deliveries import Delivery
from store.engine import migrate, open_engine
from tests.bot.slack.browser import Browser
from tests.bot.test_web import library_of_words
from tests.fakes import SIGNING_SECRET
from tests.fakes_oauth import CLIENT_ID, CLIENT_SECRET, REDIRECT, Grant, fake_oauth
from tests.serving import served
from tests.waiting import wait_until

TEAM = "T0HARBOUR"
TO_BOB = Address(f"slack:{TEAM}", "direct", people=("U0BOB",))


def stored(engine: Engine, delivery_id: int) -> Delivery:
    with engine.connect() as connection:
        delivery = deliveries.by_id(connection, delivery_id)
    assert delivery is not None
    return delivery


def test_what_waited_is_posted_at_the_first_attempt_after_the_start(tmp_path: Path):
    with fake_oauth() as oauth:
        oauth.workspace(TEAM)
        settings = Settings(
            _env_file=None,
            database_url=f"sqlite:///{tmp_path}/died.db",
            slack_client_id=CLIENT_ID,
            slack_client_secret=SecretStr(CLIENT_SECRET),
            slack_signing_secret=SecretStr(SIGNING_SECRET),
            slack_api_url=oauth.url,
            COUNTERPART_TOKEN_KEYS=make_key(),
            COUNTERPART_PUBLIC_URL=REDIRECT.removesuffix("/slack/oauth_redirect"),
        )
        engine = open_engine(settings.database_url)
        migrate(engine)
        with served(make_web(settings, library_of_words)) as url:
            browser = Browser(url)
            browser.begin()
            assert browser.end(code=oauth.allow(Grant(TEAM))).status == 200
        with engine.begin() as connection:
            network_id = networks.ensure(connection, "coast")
            help_for_bob = Outgoing(TO_BOB, Help(demonstration=False), "en")
            [waiting] = posting.keep(connection, network_id, "died", [help_for_bob], datetime.now(UTC))

        with served(make_web(settings, library_of_words)):
            wait_until(lambda: stored(engine, waiting).state == "sent")

    assert stored(engine, waiting).attempts == 1
    engine.dispose()
