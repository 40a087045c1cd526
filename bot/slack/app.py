"""The Bolt application and its client, made from one SlackConfig."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.messenger import Undelivered
from bot.slack.clients import Clients, OneClient, RenewedClient
from bot.slack.config import SlackConfig
from bot.slack.failures import LocaleOf, NotInstalled, TokenNotRefreshed
from bot.slack.form_listeners import Accept, DeskOf
from bot.slack.listeners import register
from bot.slack.opening import note_arrival
from bot.slack.reading import installed_in
from bot.speaker import Speaker

# Seconds after which a call is given up and tried anew; Slack answers in well under one.
CALL_TIMEOUT = 10

# Seconds for which a request waits for a token where the one before is over: Slack waits three for us, and
# the language of an apology may take one.
TOKEN_WITHIN = 1.5


# The runner lets these wait in their conversation's queue; waiting in the client would hold up a thread.
# Looking for a message may have to wait for a minute.
POSTS = ("chat.postMessage", "chat.postEphemeral", "chat.update")
LOOKS = ("conversations.history", "conversations.replies")


# Somebody waits for an answer until Slack has said who reads along: no longer for a 429 than for no answer.
AWAITED = ("conversations.info",)


class WaitsUnlessPosting(AsyncRateLimitErrorRetryHandler):
    """Waits once as long as a 429 asks, except for a message and for looking whether it stands.

    Where somebody waits for what was asked, a longer wait than CALL_TIMEOUT is not begun.
    """

    async def _can_retry_async(self, **asked: Any) -> bool:
        method, response = asked["request"].url, asked.get("response")
        if method.endswith((*POSTS, *LOOKS)) or (method.endswith(AWAITED) and _is_long(response)):
            return False
        return await super()._can_retry_async(**asked)


def _is_long(response: HttpResponse | None) -> bool:
    """Say whether Slack asks for a wait longer than a call may take."""
    headers = response.headers if response else {}
    named = [value for name, values in headers.items() if name.lower() == "retry-after" for value in values]
    return bool(named) and named[0].isdigit() and int(named[0]) > CALL_TIMEOUT


def make_client(config: SlackConfig) -> AsyncWebClient:
    """Return a client that waits once as long as a 429 asks, messages excepted.

    It never repeats a call after a broken connection, as the SDK's default does: a post that did arrive would
    stand there twice. The durable runner repeats it, after looking for it.
    """
    return _client(config, config.bot_token)


def make_plain_client(config: SlackConfig, token: str | None) -> AsyncWebClient:
    """Return such a client with another token, or with none."""
    return _client(config, token)


def unknown(_speaker: Speaker) -> str:
    """Return that nobody's locale is known."""
    return ""


def make_app(
    config: SlackConfig,
    accept: Accept,
    desk: DeskOf,
    clients: Clients | None = None,
    locale: LocaleOf = unknown,
) -> AsyncApp:
    """Return the application that hands what officials do to `accept` and acknowledges it when it is stored.

    `desk()` is where forms are opened and checked, `clients` who speaks to which workspace, else the one of
    the bot token; `locale` says in which words somebody reads whose request failed. Makes no connection and
    calls nothing of Slack, not even `auth.test`: Bolt acknowledges an event for which that call failed, and
    the event would be lost.
    """
    tokens = clients or OneClient(make_client(config))

    async def authorize(installed_in: tuple[str, str]) -> AuthorizeResult:
        team, enterprise = installed_in
        try:
            async with asyncio.timeout(TOKEN_WITHIN):
                client = await tokens.of(team, enterprise)
        except Undelivered as nowhere:
            raise NotInstalled(f"{team or enterprise}: {nowhere.reason}") from nowhere
        except SlackApiError as failed:  # Bolt would answer that with 200, and Slack not repeat the event
            raise TokenNotRefreshed(team or enterprise) from failed
        return AuthorizeResult(enterprise_id=enterprise or None, team_id=team or None, bot_token=client.token)

    bolt_log = logging.getLogger("slack_bolt")
    bolt_log.setLevel(logging.ERROR)  # its warnings are about SLACK_BOT_TOKEN, and requests that we ignore
    app = AsyncApp(
        name="counterpart",
        logger=bolt_log,
        client=_client(config, token=None),  # Bolt copies its address and handlers for every request
        before_authorize=_note_where_and_when,
        authorize=authorize,
        request_verification_enabled=False,  # bot/slack/asgi.py verifies before Bolt sees anything
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    if clients is not None:
        app.use(_renewing(clients))
    register(app, accept, desk, locale, demonstration=config.demonstration)
    return app


async def _note_where_and_when(
    body: dict[str, Any], context: AsyncBoltContext, next_: Callable[[], Awaitable[None]]
) -> None:
    # Bolt would take the team of a whole organisation's installation from elsewhere than we do.
    context["installed_in"] = installed_in(body)
    note_arrival(context)
    await next_()


def _renewing(clients: Clients) -> Callable[..., Awaitable[None]]:
    """Return the middleware by which what listeners call survives the end of a token."""

    async def renew(context: AsyncBoltContext, next_: Callable[[], Awaitable[None]]) -> None:
        team, _ = context["installed_in"]
        context["client"] = RenewedClient(context["client"], clients, team)
        await next_()

    return renew


def _client(config: SlackConfig, token: str | None) -> AsyncWebClient:
    return AsyncWebClient(
        token=token,
        base_url=config.api_url,
        timeout=CALL_TIMEOUT,
        retry_handlers=[WaitsUnlessPosting()],
    )
