"""A call for practices in Slack: the channel is chosen in Slack's own menu, and read back."""

from bot.forms import Field, Form
from bot.phrases import words
from bot.slack.modals import modal
from bot.slack.submissions import of_submission
from bot.speaker import Spot
from tests.fakes import TEAM

CALL = Form("call_for_practices", (7,), "Call", "Post", "", (Field("channel", "Channel", "channel"),))


def test_the_channel_that_was_chosen_is_read_back():
    view = modal(CALL, Spot("C0HELP"), words("en"))
    [block] = view["blocks"]
    chosen = {"type": block["element"]["type"], "selected_conversation": "C0ALL"}
    state = {"values": {"channel": {block["element"]["action_id"]: chosen}}}

    read = of_submission(
        {
            "type": "view_submission",
            "team": {"id": TEAM},
            "user": {"id": "U0ALICE", "team_id": TEAM, "username": "alice"},
            "view": {**view, "id": "V0FORM", "hash": "17.abc", "state": state},
        }
    )

    assert read is not None
    assert dict(read[1].values) == {"channel": ("C0ALL",)}
    assert (read[1].name, read[1].ids) == ("call_for_practices", (7,))


def test_the_menu_offers_channels_alone_and_at_first_the_one_where_the_person_is():
    [block] = modal(CALL, Spot("C0HELP"), words("en"))["blocks"]

    assert block["element"]["filter"] == {"include": ["public", "private"], "exclude_bot_users": True}
    assert block["element"]["default_to_current_conversation"] is True
