"""Who is in a user group of the workspace, for whoever names staff by one."""

import asyncio
from secrets import token_hex

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

# Seconds: one call of CALL_TIMEOUT, and once more after a 429.
READ_TIMEOUT = 30.0

log = structlog.get_logger(__name__)


def people_of_group(
    client: AsyncWebClient, loop: asyncio.AbstractEventLoop, group: str
) -> tuple[str, ...] | None:
    """Return the ids of the group's people; None, with a warning in the log, if Slack does not say.

    Blocks, and must not be called on the loop's own thread.
    """
    future = asyncio.run_coroutine_threadsafe(client.usergroups_users_list(usergroup=group), loop)
    try:
        answer = future.result(READ_TIMEOUT)
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as failed:
        future.cancel()
        reference, reason = token_hex(4), _reason(failed)
        log.warning(
            "the user group of staff could not be read", reference=reference, group=group, reason=reason
        )
        return None
    return tuple(str(person) for person in answer.get("users") or ())


def _reason(failed: Exception) -> str:
    data = getattr(failed.response, "data", None) if isinstance(failed, SlackApiError) else None
    return str(data.get("error")) if isinstance(data, dict) else type(failed).__name__
