"""What is asked of Slack once at the start: which workspace a token belongs to, and who is in a group."""

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.errors import is_passing


class SlackUnavailable(Exception):
    """Slack cannot be used with these settings; the text says why and what to do."""


class SlackOutOfReach(SlackUnavailable):
    """Slack does not answer, or not now: the same settings may do later."""


async def workspace_of(client: AsyncWebClient) -> str:
    """Return the id of the workspace that the client's token was made for. Raises SlackUnavailable."""
    try:
        answer = await client.auth_test()
    except SlackApiError as refused:
        if is_passing(refused):
            raise out_of_reach(client, refused) from refused
        raise SlackUnavailable(
            f"Slack does not accept SLACK_BOT_TOKEN ({reason(refused)}). Copy the Bot User OAuth Token "
            "from the page OAuth & Permissions of your Slack app."
        ) from refused
    except (aiohttp.ClientError, TimeoutError) as unreachable:
        raise out_of_reach(client, unreachable) from unreachable
    return str(answer["team_id"])


def out_of_reach(client: AsyncWebClient, error: Exception) -> SlackOutOfReach:
    """Return what to raise where Slack does not answer as its API does."""
    why = reason(error) if isinstance(error, SlackApiError) else error
    return SlackOutOfReach(
        f"Slack cannot be reached at {client.base_url} ({why}). Check the network and SLACK_API_URL."
    )


def reason(refused: SlackApiError) -> str:
    """Return Slack's error code, or the HTTP status of an answer that has none."""
    data = getattr(refused.response, "data", None)
    return str(data.get("error")) if isinstance(data, dict) else f"HTTP {refused.response.status_code}"
