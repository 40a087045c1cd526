"""The Home tab, shown to whoever opens it as it stands at that moment."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import reading
from bot.slack.behind import Behind
from bot.slack.failures import LocaleOf, home_failed_later
from bot.slack.form_listeners import DeskOf
from bot.slack.home import publish

# Seconds for which the acknowledgement waits for the Home tab, so that one that fails at once is repeated by
# Slack: with those for a token (bot/slack/app.py) less than the three that Slack gives.
HOME_WITHIN = 1.0


def register_home(app: AsyncApp, desk: DeskOf, behind: Behind, locale: LocaleOf) -> None:
    """Make the app show the Home tab, or on it the number in the log; `locale` says how somebody reads."""

    async def on_home(body: dict[str, Any], client: AsyncWebClient) -> None:
        speaker = reading.of_home(body)
        if speaker is not None:
            failed_later = partial(home_failed_later, locale, body, client)
            await behind.soon(publish(client, desk(), speaker), HOME_WITHIN, failed_later)

    app.event("app_home_opened")(on_home)
