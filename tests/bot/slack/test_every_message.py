"""Whatever people and records wrote: Slack takes every message, and nobody is notified or led astray."""

import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.cards import card
from bot.catalogues import available
from bot.forms import Field, Form, Option
from bot.messages import AnswerShown
from bot.phrases import words
from bot.slack.home import home_view
from bot.slack.modals import modal, notice
from bot.slack.render import render
from bot.speaker import Spot
from tests.block_limits import broken_limits, broken_view
from tests.bot.slack.wild import every, every_kind, wild

# A message of three long records is long when a failure shows it.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

locales = st.sampled_from(available())
# Without shrinking: a failure shows its message whole, and the run stays short.
few = settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.generate],
    database=None,
    suppress_health_check=list(HealthCheck),
)

# Everything that Slack's markup makes of "<": a link may stand there, to a web address that was escaped.
_MARKUP = re.compile(r"<([^<>]*)>?")
_LINK = re.compile(r"https?://[^\s|<>]+\|[^<>]*")
# Characters that nobody sees or that turn a text around; our sentences use two of them, U+2068 and U+2069.
_UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u2060\u202a-\u202e\u2066\u2067\u3164\ufeff\ufdd0\ufdd1]")
RUNS = {"text", "user", "channel"}


def deceptions(part: Any, key: str = "") -> list[str]:
    """Return what in a message or view could notify somebody, lead elsewhere than it says, or hide."""
    if isinstance(part, list):
        return [found for each in part for found in deceptions(each)]
    if isinstance(part, dict):
        found = [problem for name, value in part.items() for problem in deceptions(value, name)]
        return found + _of_markup(part) + _of_runs(part)
    unseen = isinstance(part, str) and key in ("text", "accessibility_label") and _UNSEEN.search(part)
    return [f"unseen {unseen[0]!r}"] if unseen else []


def _of_markup(part: dict[str, Any]) -> list[str]:
    if part.get("type") != "mrkdwn":
        return []
    wrong = [f"markup {tag}" for tag in _MARKUP.findall(part["text"]) if not _LINK.fullmatch(tag)]
    return wrong + ([] if part.get("verbatim") else ["links are made of what looks like one"])


def _of_runs(part: dict[str, Any]) -> list[str]:
    if not str(part.get("type")).startswith("rich_text_"):
        return []
    runs = part["elements"]
    wrong = [f"a run of {run['type']}" for run in runs if run["type"] not in RUNS]
    ids = [run["user_id"] for run in runs if run["type"] == "user"]
    channels = [run["channel_id"] for run in runs if run["type"] == "channel"]
    wrong += [f"names {each}" for each in channels if each != "C0HELP"]
    return wrong + [f"mentions {each}" for each in ids if each not in ("U0BOB", "W0ALICE")]


@pytest.mark.parametrize("kind", every_kind(), ids=lambda kind: kind.__name__)
def test_slack_takes_every_message_and_nothing_in_it_deceives(kind):
    @few
    @given(every(kind), locales)
    def check(message, locale):
        rendered = render(message, locale)

        said = {"text": rendered.text, "blocks": rendered.blocks}
        assert broken_limits(said) == []
        assert deceptions(said | {"type": "mrkdwn", "verbatim": True}) == []
        assert "<" not in rendered.text

    check()


@few
@given(st.data(), locales)
def test_slack_takes_a_home_tab_of_any_cards_and_nothing_in_it_deceives(data, locale):
    kinds = [kind for kind in every_kind() if kind is not AnswerShown]
    chosen = data.draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=6))

    view = home_view([card(data.draw(every(kind)), locale) for kind in chosen], words(locale))

    assert broken_view(view) == []
    assert deceptions(view) == []


options = st.lists(st.builds(Option, wild, wild), max_size=3).map(tuple)
form_fields = st.builds(
    Field,
    name=st.sampled_from(("place", "office", "question")),
    label=wild,
    kind=st.sampled_from(
        ("text", "lines", "number", "one", "several", "search", "days", "person", "channel")
    ),
    hint=wild,
    values=st.lists(wild, max_size=2).map(tuple),
    options=options,
    optional=st.booleans(),
)
forms = st.builds(
    Form,
    name=st.just("profile"),
    ids=st.just((7,)),
    title=wild,
    submit=wild,
    intro=wild,
    fields=st.lists(form_fields, max_size=3, unique_by=lambda each: each.name).map(tuple),
)


@few
@given(forms, wild, locales)
def test_slack_takes_a_modal_of_any_words_and_nothing_in_it_deceives(form, sentence, locale):
    for view in (modal(form, Spot("C0HELP", "1.2", "1.3"), words(locale)), notice(sentence, words(locale))):
        assert broken_view(view) == []
        assert deceptions(_without_entries(view)) == []


@pytest.mark.parametrize(
    "block",
    [
        {"type": "mrkdwn", "text": "Hello <!channel>", "verbatim": True},
        {"type": "mrkdwn", "text": "Hello <@U0MALLORY>", "verbatim": True},
        {"type": "mrkdwn", "text": "https://evil.example"},
        {"type": "plain_text", "text": "gnp\u202eexe"},
        {"type": "rich_text_section", "elements": [{"type": "broadcast", "range": "here"}]},
        {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U0MALLORY"}]},
        {"type": "rich_text_section", "elements": [{"type": "channel", "channel_id": "C0SECRET"}]},
    ],
)
def test_what_deceives_is_found(block):
    assert deceptions({"blocks": [block]})


def _without_entries(view: dict[str, Any]) -> Any:
    """Return the view without what is typed into its fields, which stays as it was stored."""
    return json.loads(json.dumps(view), object_hook=lambda part: part | {"initial_value": ""})
