"""What is asked of Slack once at the start: which workspace a token belongs to, and who is in a group."""

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient


class SlackUnavailable(Exception):
    """Slack cannot be used with these settings; the text says why and what to do."""


async def workspace_of(client: AsyncWebClient) -> str:
    """Return the id of the workspace that the client's token was made for. Raises SlackUnavailable."""
    try:
        answer = await client.auth_test()
    except SlackApiError as refused:
        raise SlackUnavailable(
            f"Slack does not accept SLACK_BOT_TOKEN ({_reason(refused)}). Copy the Bot User OAuth Token "
            "from the page OAuth & Permissions of your Slack app."
        ) from refused
    except (aiohttp.ClientError, TimeoutError) as unreachable:
        raise _unreachable(client, unreachable) from unreachable
    return str(answer["team_id"])


async def people_of_group(client: AsyncWebClient, usergroup: str) -> tuple[str, ...]:
    """Return the ids of the people in a user group such as S0123ABCD. Raises SlackUnavailable."""
    try:
        answer = await client.usergroups_users_list(usergroup=usergroup)
    except SlackApiError as refused:
        raise SlackUnavailable(
            f"Slack does not tell who is in the group {usergroup} ({_reason(refused)}). Check "
            "STAFF_SLACK_USERGROUP, and that the app has the scope usergroups:read."
        ) from refused
    except (aiohttp.ClientError, TimeoutError) as unreachable:
        raise _unreachable(client, unreachable) from unreachable
    return tuple(map(str, answer["users"]))


def _unreachable(client: AsyncWebClient, error: Exception) -> SlackUnavailable:
    return SlackUnavailable(
        f"Slack cannot be reached at {client.base_url} ({error}). Check the network and SLACK_API_URL."
    )


def _reason(refused: SlackApiError) -> str:
    data = getattr(refused.response, "data", None)
    return str(data.get("error")) if isinstance(data, dict) else f"HTTP {refused.response.status_code}"
