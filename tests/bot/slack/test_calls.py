"""A call for practices in Slack: the channel is chosen in Slack's own menu, and read back."""

from bot.forms import Field, Form
from bot.phrases import words
from bot.slack.asgi import shaped
from bot.slack.modals import modal
from bot.slack.submissions import of_submission
from bot.speaker import Spot
from tests.bot.slack.deliveries import submission
from tests.fakes_views import Shown

CALL = Form("call_for_practices", (7,), "Call", "Post", "", (Field("channel", "Channel", "channel"),))


def test_the_channel_that_was_chosen_is_read_back():
    shown = Shown("V0FORM", "U0ALICE", modal(CALL, Spot("C0HELP"), words("en")), "17.abc")

    read = of_submission(shaped(submission(shown, {"channel": "C0ALL"})))

    assert read is not None
    assert dict(read[1].values) == {"channel": ("C0ALL",)}
    assert (read[1].name, read[1].ids) == ("call_for_practices", (7,))


def test_the_menu_offers_channels_alone_and_at_first_the_one_where_the_person_is():
    [block] = modal(CALL, Spot("C0HELP"), words("en"))["blocks"]

    assert block["element"]["filter"] == {"include": ["public", "private"], "exclude_bot_users": True}
    assert block["element"]["default_to_current_conversation"] is True
