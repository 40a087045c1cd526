"""A form as a modal: each field as the element that fits, within Slack's limits whatever its words are."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.forms import Field, Form, Option
from bot.phrases import words
from bot.slack.carrying import Carried, read, written
from bot.slack.modals import choices, modal, notice
from bot.speaker import Spot
from matching.domain import Audience
from tests.block_limits import broken_options, broken_view

SPOT = Spot("C0HELP", "1700000001.000100", "1700000001.000100")
ENGLISH = words("en")
LONG = "How do you pay for storm drains " * 30

wild = st.text(st.characters() | st.characters(categories=["Cs", "Cc"]), max_size=200)
options = st.builds(Option, wild, wild)
fields = st.builds(
    Field,
    name=st.just("field"),
    label=wild,
    kind=st.sampled_from(
        ["text", "lines", "number", "one", "several", "search", "days", "person", "channel"]
    ),
    hint=wild,
    values=st.lists(wild | st.sampled_from(["7", "U0BOB"]), max_size=2).map(tuple),
    options=st.lists(options, max_size=12).map(tuple),
    optional=st.booleans(),
    longest=st.integers(-1, 10_000),
)


def form(*parts: Field, **replaced: Any) -> Form:
    named = {"name": "profile", "ids": (), "title": "Profile", "submit": "Save", "intro": ""}
    return Form(**named | replaced, fields=parts)


def element(field: Field) -> dict[str, Any]:
    [block] = modal(form(field), SPOT, ENGLISH)["blocks"]
    return block["element"]


def offered(number: int) -> tuple[Option, ...]:
    return tuple(Option(f"value-{each}", f"Label {each}") for each in range(number))


@given(field=fields, title=wild, submit=wild, intro=wild, ids=st.lists(st.integers(1, 2**63 - 1), max_size=2))
def test_no_words_make_a_modal_that_slack_refuses(field, title, submit, intro, ids):
    shown = modal(form(field, title=title, submit=submit, intro=intro, ids=tuple(ids)), SPOT, ENGLISH)

    assert broken_view(shown) == []


@given(sentence=wild)
def test_no_words_make_a_notice_that_slack_refuses(sentence):
    assert broken_view(notice(sentence, ENGLISH)) == []


@given(every=st.lists(options, max_size=12))
def test_no_options_make_an_answer_that_slack_refuses(every):
    assert list(broken_options({"options": choices(every)})) == []


@pytest.mark.parametrize(
    ("kind", "number", "optional", "shown_as"),
    [
        ("text", 0, False, "plain_text_input"),
        ("lines", 0, False, "plain_text_input"),
        ("days", 0, False, "plain_text_input"),
        ("number", 0, False, "number_input"),
        ("person", 0, False, "users_select"),
        ("channel", 0, False, "conversations_select"),
        ("search", 0, False, "external_select"),
        ("one", 5, False, "radio_buttons"),
        ("one", 5, True, "static_select"),
        ("one", 6, False, "static_select"),
        ("several", 10, False, "checkboxes"),
        ("several", 11, False, "multi_static_select"),
    ],
)
def test_each_kind_of_field_has_the_element_that_fits(kind, number, optional, shown_as):
    field = Field("name", "Label", kind, options=offered(number), optional=optional)

    assert element(field)["type"] == shown_as


@pytest.mark.parametrize(
    ("kind", "values", "initial"),
    [
        ("text", ("Oak",), {"initial_value": "Oak"}),
        ("number", ("2",), {"initial_value": "2"}),
        ("number", ("two",), {}),
        ("person", ("U0BOB",), {"initial_user": "U0BOB"}),
        ("person", ("bob",), {}),
        ("channel", ("C0HELP",), {"initial_conversation": "C0HELP"}),
        ("channel", ("D0ALICE",), {}),
        ("days", ("2026-07-01\n2026-07-09",), {"initial_value": "2026-07-01\n2026-07-09"}),
    ],
)
def test_what_is_known_stands_in_the_field(kind, values, initial):
    shown = element(Field("name", "Label", kind, values=values))

    assert {name: value for name, value in shown.items() if name.startswith("initial")} == initial


@pytest.mark.parametrize("number", [4, 40, 140])
def test_what_was_chosen_is_chosen_again(number):
    one = element(Field("name", "Label", "one", values=("value-3",), options=offered(number)))
    several = element(
        Field("name", "Label", "several", values=("value-1", "value-3"), options=offered(number))
    )

    assert one["initial_option"]["text"]["text"] == "Label 3"
    assert [each["value"] for each in several["initial_options"]] == ["value-1", "value-3"]


def test_over_a_hundred_choices_stand_in_groups_named_by_their_first_and_last():
    groups = element(Field("zone", "Time zone", "one", options=offered(140)))["option_groups"]

    assert [len(group["options"]) for group in groups] == [100, 40]
    assert [group["label"]["text"] for group in groups] == ["Label 0 – Label 99", "Label 100 – Label 139"]


def test_far_too_many_choices_are_cut_and_what_was_chosen_stays():
    field = Field("zone", "Time zone", "one", values=("value-9999",), options=offered(10_000))

    groups = element(field)["option_groups"]

    assert sum(len(group["options"]) for group in groups) == 501
    assert groups[-1]["options"][-1]["value"] == "value-9999"
    assert broken_view(modal(form(field), SPOT, ENGLISH)) == []


def test_a_choice_too_long_for_one_line_goes_on_below_it():
    [shown] = choices([Option("7", LONG)])

    said = f"{shown['text']['text']} {shown['description']['text']}"
    assert LONG.startswith(said.removesuffix("…"))
    assert len(said) > 130


def test_a_field_without_any_choice_is_left_out_for_slack_would_refuse_the_whole_form():
    shown = modal(form(Field("topics", "Topics", "several"), Field("name", "Name", "text")), SPOT, ENGLISH)

    assert [block["block_id"] for block in shown["blocks"]] == ["name"]


def test_words_of_people_stay_words_in_labels_and_choices():
    typed = "<@U0BOB> & <https://oak.example|*here*> :fire:"

    [shown] = choices([Option("7", typed)])

    assert shown["text"] == {"type": "plain_text", "text": typed, "emoji": False}


@given(
    ids=st.lists(st.integers(1, 2**63 - 1), max_size=3).map(tuple),
    private=st.booleans(),
    begins=st.booleans(),
)
def test_a_modal_carries_its_form_its_ids_and_its_spot_there_and_back(ids, private, begins):
    spot = Spot("D0ALICE", "1.2", "1.3", Audience.PRIVATE if private else None, starts_thread=begins)

    assert read(written(Carried("profile", ids, spot))) == Carried("profile", ids, spot)


@given(text=st.text(max_size=30))
def test_nothing_else_is_taken_for_what_a_modal_carries(text):
    assert read(text) is None


@pytest.mark.parametrize("kept", ["fee\u200bs", "\u202eabc", "a\u00adb", "می\u200cخواهم", "<b> & *c*"])
def test_what_is_stored_stands_in_the_field_as_it_is(kept):
    """Who sends the form without a change must not change what is stored."""
    assert element(Field("note", "Note", "lines", values=(kept,)))["initial_value"] == kept
