"""What is filled in in a modal of ours comes through the door, whatever kind of field it stands in."""

from typing import Any, get_args, get_type_hints

import pytest

from bot.forms import Field, Form, Option
from bot.phrases import words
from bot.slack.asgi import shaped
from bot.slack.modals import modal
from bot.slack.submissions import of_submission
from bot.speaker import Spot
from tests.bot.slack.deliveries import submission
from tests.fakes_views import Shown

KINDS = get_args(get_type_hints(Field)["kind"])
CHOSEN: dict[str, Any] = {"several": ["1", "2"], "person": "U0BOB", "channel": "C0ALL"}


# So many that radio buttons and checkboxes become menus, and menus get groups.
@pytest.mark.parametrize("choices", [3, 30, 300])
@pytest.mark.parametrize("kind", KINDS)
def test_what_was_chosen_in_a_field_of_each_kind_is_read_back(kind: Any, choices: int):
    options = tuple(Option(str(number), f"Choice {number}") for number in range(choices))
    form = Form("profile", (7,), "Title", "Send", "", (Field("asked", "Asked", kind, options=options),))
    shown = Shown("V0FORM", "U0ALICE", modal(form, Spot("C0HELP"), words("en")), "17.abc")
    chosen = CHOSEN.get(kind, "1")

    read = of_submission(shaped(submission(shown, {"asked": chosen})))

    assert read is not None
    assert read[1].values == {"asked": tuple(chosen) if isinstance(chosen, list) else (chosen,)}
