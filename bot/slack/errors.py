"""What Slack's refusals are called, and which of them a repetition can mend."""

from collections.abc import Iterator
from contextlib import contextmanager

from slack_sdk.errors import SlackApiError

from bot.messenger import Undelivered

# What Slack answers in passing; every other error code stays the same however often it is asked.
PASSING = {
    "ratelimited",
    "rate_limited",
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
}


def code_of(error: SlackApiError) -> str:
    """Return Slack's error code, or "" if the answer was none of its API's."""
    response = error.response
    data = getattr(response, "data", None)
    if getattr(response, "status_code", None) != 200 or not isinstance(data, dict):
        return ""
    return str(data.get("error", ""))


def is_passing(error: SlackApiError) -> bool:
    """Return whether the same may be answered otherwise when it is asked again."""
    code = code_of(error)
    return not code or code in PASSING


@contextmanager
def refusals() -> Iterator[None]:
    """Raise Undelivered for what Slack refuses for good; let everything pass that a repetition can mend."""
    try:
        yield
    except SlackApiError as error:
        if is_passing(error):
            raise
        raise Undelivered(code_of(error)) from error
