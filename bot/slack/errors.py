"""What Slack's refusals are called."""

from slack_sdk.errors import SlackApiError


def code_of(error: SlackApiError) -> str:
    """Return Slack's error code, or "" if the answer was none of its API's."""
    response = error.response
    data = getattr(response, "data", None)
    if getattr(response, "status_code", None) != 200 or not isinstance(data, dict):
        return ""
    return str(data.get("error", ""))
