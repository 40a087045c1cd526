"""Messages on their way to Slack: blocking calls for the durable runner, over the one loop's one client."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from secrets import token_hex
from typing import Any, TypeVar

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.messages import Message
from bot.messenger import Address, Receipt, TryLater, Undelivered
from bot.outgoing import NOT_REPEATED
from bot.pages.digest_links import digest_links
from bot.pages.record_links import RecordLinks
from bot.slack.addresses import Links
from bot.slack.clients import NOT_INSTALLED, UNANSWERED, Clients, NotNow, OneClient
from bot.slack.errors import code_of, refusals
from bot.slack.file_downloads import FETCH_TIMEOUT, downloaded
from bot.slack.known_audiences import KnownAudiences
from bot.slack.looking import Looks
from bot.slack.markup import is_person
from bot.slack.outsiders import as_others_read, is_shared
from bot.slack.permalinks import Permalinks
from bot.slack.render import Rendered, render
from bot.slack.uploads import Uploads
from matching.domain import Audience
from store.engine import DatabaseFailed

# Seconds that one post, or one look for it, may take: two calls of CALL_TIMEOUT each, and the links. What
# takes longer, such as a look after a 429, is tried again. LEASE in store/lanes.py follows from it.
POST_TIMEOUT = 25.0

# Seconds: a first answer waits for the locale, and a form, which must be open within 2.5 (opening.py).
LOCALE_TIMEOUT = 1.0
UNSAID_WAIT = 30  # seconds after a 429 without Retry-After; Slack has always sent one

MOST_TOKENS = 3  # tried for one call, one after the other
METADATA_TYPE = "counterpart_delivery"

# What refuses a look but would not refuse a post: the message may stand, and is not put elsewhere either.
UNREADABLE = {"missing_scope", "no_permission", "not_allowed_token_type"}

T = TypeVar("T")
log = structlog.get_logger(__name__)


class SlackMessenger:
    """Slack as the runner sees it; every method blocks, and must not be called on the loop's own thread.

    What may pass (429, 5xx, no connection, no answer in time) is raised as TryLater, for the runner to try
    again.
    """

    def __init__(
        self,
        client: AsyncWebClient | Clients,
        loop: asyncio.AbstractEventLoop,
        records: RecordLinks | None = None,
        uploads: Uploads | None = None,
        audiences: KnownAudiences | None = None,
    ) -> None:
        """Take the client of the one workspace, or the clients of many; `records` links to their pages.

        `uploads` makes what comes with a message, and has it uploaded; `audiences` hears of what changes.
        """
        self._clients = OneClient(client) if isinstance(client, AsyncWebClient) else client
        self._loop = loop
        self._records = records
        self._uploads = uploads or Uploads()
        self._audiences = audiences or KnownAudiences()
        self._permalinks = Permalinks()
        self._looks = Looks()

    def post(self, address: Address, message: Message, locale: str, key: str) -> Receipt:
        """Show the message and return where it stands. Raises Undelivered when Slack refuses it for good."""

        sending = _Sending()
        with self._uploads.made(message, locale, key) as made, _passing(sending):

            async def posted(client: AsyncWebClient) -> Receipt:
                with refusals():
                    said = await as_others_read(client, address, message, self._audiences.mixes)
                links = await self._links(client, address.workspace, said)
                shown = await self._uploads.shown(client, made, key)
                rendered = render(said, locale, links, shown.blocks)
                with sending:
                    return await _post(client, address, replace(rendered, shares=shown.address), key)

            try:
                receipt = self._call(address.workspace, posted)
            except Undelivered as refused:
                wait = self._uploads.refused(key, refused.reason)
                if wait is None:
                    raise
                if wait:
                    raise TryLater(wait) from refused
                receipt = self._call(address.workspace, posted)
        self._uploads.forget(key)
        return receipt

    async def _links(self, client: AsyncWebClient, workspace: str, message: Message) -> Links:
        threads = await self._permalinks.of(client, workspace, message)
        if self._records is None:
            return Links(threads)
        of_digests = digest_links(self._records)
        record = partial(self._records.to, workspace)
        return Links(threads, record, partial(of_digests.to, workspace), partial(record, for_named=True))

    def find(self, address: Address, key: str, since: datetime) -> Receipt | None:
        """Return where the message with this key stands; None if nowhere, or if it may simply be done again.

        Raises Undelivered if Slack will never let us look: then it is not posted a second time.
        """
        try:
            with _passing():
                return self._call(
                    address.workspace, lambda client: _find(client, self._looks, address, key, since)
                )
        except Undelivered as refused:
            if refused.reason in UNREADABLE:
                raise Undelivered(NOT_REPEATED) from refused
            raise

    def audience(self, workspace: str, conversation: str) -> Audience | None:
        """Return CHANNEL if everybody of the workspace can open the conversation, and nobody from outside.

        PRIVATE also where Slack refuses to say: the other error could not be undone. None while it does not
        answer. What it said is remembered for five minutes (known_audiences.py), a refusal is not.
        """
        known = self._audiences.of(workspace, conversation)
        if known is not None:
            return known
        try:
            channel = self._call(workspace, lambda client: _info(client, conversation))
        except Undelivered as refused:
            _unknown("audience_unknown", conversation, refused.reason)
            return Audience.PRIVATE
        except (NotNow, DatabaseFailed, SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            _unknown("audience_unknown", conversation, type(error).__name__)
            return None
        is_open = channel.get("is_channel") and not channel.get("is_private", True)
        shared = "is_ext_shared" not in channel or is_shared(channel, workspace, self._audiences.mixes)
        said = Audience.CHANNEL if is_open and not shared else Audience.PRIVATE
        self._audiences.keep(workspace, conversation, said)
        return said

    def outside(self, workspace: str, conversation: str) -> bool:
        """Say whether people of other organisations, or of other networks, read the conversation."""
        try:
            channel = self._call(workspace, lambda client: _info(client, conversation))
        except (
            *(Undelivered, NotNow, DatabaseFailed),
            *(SlackApiError, aiohttp.ClientError, TimeoutError),
        ) as error:
            _unknown("outsiders_unknown", conversation, type(error).__name__)
            return False
        return is_shared(channel, workspace, self._audiences.mixes)

    def _call(
        self, workspace: str, call: Callable[[AsyncWebClient], Awaitable[T]], seconds: float = POST_TIMEOUT
    ) -> T:
        return self._wait(self._called(workspace.partition(":")[2], call), seconds)

    async def _called(self, team: str, call: Callable[[AsyncWebClient], Awaitable[T]]) -> T:
        """Make the call with the workspace's token; an expired one did nothing, and is refreshed.

        Raises NotNow where the new ones expire as they are used: several processes may refresh at once.
        """
        client = await self._clients.of(team)
        for others_left in reversed(range(MOST_TOKENS)):
            try:
                return await call(client)
            except Undelivered as refused:
                if refused.reason != "token_expired":
                    raise
            if others_left:
                client = await self._clients.anew(team, client.token)
        raise NotNow(team)

    def locale(self, workspace: str, chat_id: str) -> str:
        """Return the person's locale such as "es-LA"; "" if Slack does not tell it at once."""
        try:
            return self._call(workspace, lambda client: _locale(client, chat_id), LOCALE_TIMEOUT)
        except (Undelivered, NotNow, DatabaseFailed, *UNANSWERED) as error:
            code = code_of(error) if isinstance(error, SlackApiError) else ""
            log.warning("locale_unknown", reference=token_hex(4), error=code or type(error).__name__)
            return ""

    def fetch(self, workspace: str, address: str, most: int) -> bytes:
        """Return what a file holds that somebody shared; the token goes to Slack's own addresses alone."""
        with _passing():
            return self._call(workspace, lambda client: downloaded(client, address, most), FETCH_TIMEOUT)

    def _wait(self, coroutine: Coroutine[Any, Any, T], seconds: float = POST_TIMEOUT) -> T:
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return future.result(seconds)
        except TimeoutError:
            if future.cancel():
                raise _TookTooLong from None
            raise


class _TookTooLong(TimeoutError):
    """The whole took too long and is cancelled; what had not begun by then may just have begun."""


class _Sending:
    """A post that is about to be made; `may_stand` once nobody can tell that it was not."""

    may_stand = False

    def __enter__(self) -> None:
        self.may_stand = True

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        refused = kind is not None and issubclass(kind, Undelivered | aiohttp.ClientConnectorError)
        self.may_stand = not refused


async def _post(client: AsyncWebClient, address: Address, rendered: Rendered, key: str) -> Receipt:
    # Slack shares a file by its address in the text, where that may unfurl (python-slack-sdk issue 1194).
    text, unfurls = f"{rendered.text} {rendered.shares}".rstrip(), bool(rendered.shares)
    said: dict[str, Any] = {"text": text, "blocks": rendered.blocks}
    metadata = {"event_type": METADATA_TYPE, "event_payload": {"key": key}}
    with refusals():
        conversation = await _conversation(client, address)
        if address.way == "replace":
            await client.chat_update(channel=conversation, ts=address.message, metadata=metadata, **said)
            return Receipt(conversation, address.message)
        thread = address.thread or None
        if address.way == "only_to":
            [person] = address.people
            shown = await client.chat_postEphemeral(
                channel=conversation, user=person, thread_ts=thread, **said
            )
            return Receipt(conversation, shown["message_ts"])
        posted = await client.chat_postMessage(
            channel=conversation,
            thread_ts=thread,
            metadata=metadata,
            unfurl_links=unfurls,
            unfurl_media=unfurls,
            **said,
        )
        return Receipt(conversation, posted["ts"])


async def _conversation(client: AsyncWebClient, address: Address) -> str:
    """Return the conversation's id, opening it if need be; a person's id means direct messages with them."""
    if address.way in ("direct", "group"):
        people = address.people
    elif is_person(address.conversation):
        people = (address.conversation,)
    else:
        return address.conversation
    opened = await client.conversations_open(users=list(people))
    return str(opened["channel"]["id"])


async def _find(
    client: AsyncWebClient, looks: Looks, address: Address, key: str, since: datetime
) -> Receipt | None:
    if address.way in ("only_to", "replace"):
        return None  # the first cannot be looked up, the second may simply be done again
    with refusals():
        conversation = await _conversation(client, address)
        moment = await looks.find(client, (conversation, address.thread), key, since)
    return Receipt(conversation, moment) if moment else None


def _unknown(what: str, conversation: str, error: str) -> None:
    log.warning(what, reference=token_hex(4), conversation=conversation, error=error)


async def _info(client: AsyncWebClient, conversation: str) -> dict[str, Any]:
    with refusals():
        answer = await client.conversations_info(channel=conversation)
        return dict(answer["channel"])


async def _locale(client: AsyncWebClient, chat_id: str) -> str:
    answer = await client.users_info(user=chat_id, include_locale=True)
    return str((answer.get("user") or {}).get("locale") or "")


@contextmanager
def _passing(sending: _Sending | None = None) -> Iterator[None]:
    """Raise TryLater for what may pass, with the wait for which a 429 asks, and whether nothing was sent.

    Where the app was taken out it may be installed again: what waits is kept as long as any other message.
    """
    try:
        yield
    except SlackApiError as error:
        raise TryLater(_wait_asked(error), unsent=_is_unsent(sending)) from error
    except Undelivered as refused:
        if refused.reason != NOT_INSTALLED:
            raise
        raise TryLater(reason=NOT_INSTALLED, unsent=True) from refused
    except _TookTooLong as error:
        raise TryLater from error
    except (NotNow, aiohttp.ClientError, TimeoutError, ConnectionError) as error:
        raise TryLater(unsent=_is_unsent(sending)) from error


def _is_unsent(sending: _Sending | None) -> bool:
    return sending is not None and not sending.may_stand


def _wait_asked(error: SlackApiError) -> timedelta | None:
    response = error.response
    if getattr(response, "status_code", None) != 429:
        return None
    named = {name.lower(): value for name, value in response.headers.items()}
    asked = str(named.get("retry-after", ""))
    return timedelta(seconds=int(asked) if asked.isdigit() else UNSAID_WAIT)
