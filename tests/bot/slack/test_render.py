import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.card import Button, Card, Contact
from bot.digest import PersonalDigest, RecordLine
from bot.messages import (
    ConsentAsked,
    ConsentDeclined,
    ConsentGiven,
    DemonstrationOffice,
    Failed,
    Help,
    Introduced,
    IntroductionNotMade,
    IntroductionRequested,
    Message,
    PeersSetting,
    Refused,
    Thanked,
    Undeliverable,
)
from bot.messages.curation import DraftPublished
from bot.messages.digests import PersonalDigestShown
from bot.messages.introductions import UrgencyNoted
from bot.messages.merging import RecordMerged, RecordNamed
from bot.messages.practice import PracticeShown
from bot.messages.standing import RecordForQuestion
from bot.phrases import words
from bot.shown import PlaceShown
from bot.slack.addresses import NO_LINKS, Links
from bot.slack.blocks import small_print
from bot.slack.home import home_view
from bot.slack.render import Rendered, card_blocks, render
from tests.block_limits import broken_limits, broken_view, texts
from tests.bot.slack.shown import OAK, asked_before_in, make_answer, make_match, make_person
from tests.factories import NOW

CONSENT = ConsentAsked(
    introduction_id=3,
    question="How do you fund storm drains?",
    title="Stormwater fee by paved area",
    asker=PlaceShown("", "", "ES", "city", 60_000),
    office="Public works",
    answer_by="2026-10-01",
)
INTRODUCED = Introduced(
    asker=make_person("Alice", "U0ALICE", office="Drainage"),
    peer=make_person("Bob", "U0BOB"),
    question="How do you fund storm drains?",
    title="Stormwater fee by paved area",
    source_url="https://oak.example/report",
)
EVERY_MESSAGE = [
    make_answer(make_match(), make_match(record_id=6, can_introduce=False), first_time=True),
    make_answer(private=True),
    CONSENT,
    INTRODUCED,
    IntroductionRequested("Public works", OAK, "Stormwater fee"),
    IntroductionRequested("Public works", OAK, "Stormwater fee", question_id=7),
    UrgencyNoted("How do you fund storm drains?"),
    replace(CONSENT, turn="urgent", urgent=True),
    ConsentGiven("Stormwater fee"),
    ConsentDeclined("Stormwater fee"),
    IntroductionNotMade("Stormwater fee", OAK),
    DemonstrationOffice("Public works", OAK),
    Thanked(helpful=False),
    PeersSetting(on=True),
    Help(demonstration=True),
    Refused("empty_question"),
    Failed("a1b2c3d4"),
    Undeliverable("C0HELP", "not_in_channel"),
]

wild = (
    st.text(max_size=400)
    | st.text("<>&@!#|*_`~ channeltokU0", max_size=200)
    | st.text("&<\u200d\u202e", max_size=900)
)
long_text = st.integers(0, 30_000).map(
    lambda length: ("storm drains & <fees> " * (length // 20 + 1))[:length]
)


def sent(rendered: Rendered) -> dict[str, Any]:
    return {"text": rendered.text, "blocks": rendered.blocks}


def read(rendered: Rendered) -> str:
    """Return everything that a reader sees."""
    return "\n".join(texts(rendered.blocks))


def buttons(rendered: Rendered) -> dict[str, str]:
    """Return what each button carries, by what stands on it."""
    rows = [block["elements"] for block in rendered.blocks if block["type"] == "actions"]
    carried = {element["text"]["text"]: element["value"] for row in rows for element in row}
    pairs = [block["elements"][0] for block in rendered.blocks if block["type"] == "context_actions"]
    sides = [pair[name] for pair in pairs for name in ("positive_button", "negative_button")]
    return carried | {side["text"]["text"]: side["value"] for side in sides}


@pytest.mark.parametrize("locale", ["en", "es"])
@pytest.mark.parametrize("message", EVERY_MESSAGE, ids=lambda message: message.kind)
def test_slack_takes_every_message_in_every_locale(message: Message, locale):
    assert broken_limits(sent(render(message, locale))) == []


def test_a_match_shows_place_year_result_text_source_and_verification():
    rendered = render(make_answer(make_match()), "en")

    shown = read(rendered)
    assert "Stormwater fee by paved area" in shown
    assert "Oak (OR, United States) · 2019 · worked" in shown
    assert "The city bills each parcel by its paved area." in shown
    assert "Repairs doubled within three years." in shown
    assert "Why this peer: same country" in shown
    assert "<https://oak.example/report?year=2022&amp;part=1|Oak council report 2022>" in shown
    assert "verified Mar 1, 2026" in shown


@pytest.mark.parametrize(
    ("days", "said"), [(0, "verified today"), (1, "verified 1 day ago"), (92, "verified 3 months ago")]
)
def test_the_age_of_a_source_stands_beside_it_in_words(days, said):
    assert said in read(render(make_answer(make_match(checked_days=days)), "en"))


def test_of_several_matches_the_first_is_whole_and_the_others_have_one_button_that_shows_them():
    answer = make_answer(make_match(), make_match(record_id=6, title="Bonds", outcome="Paid back."))

    rendered = render(answer, "en")

    shown = read(rendered)
    assert shown.count("What came of it") == 1
    assert "Paid back." not in shown
    assert "The city bills each parcel" in shown.split("Bonds")[1]
    assert shown.count("|Oak council report 2022>") == 2
    assert buttons(rendered)["Show more"] == '{"question":7,"record":6}'
    assert read(rendered).count("Show more: Bonds") == 0  # only screen readers say of what


def test_a_match_that_was_opened_is_whole_and_can_be_introduced():
    second = make_match(record_id=6, title="Bonds", outcome="Paid back.")

    rendered = render(make_answer(make_match(), second, expanded=(6,)), "en")

    assert "Paid back." in read(rendered)
    assert "Show more" not in buttons(rendered)
    rows = [block["elements"][0]["value"] for block in rendered.blocks if block["type"] == "actions"]
    assert rows == ['{"question":7,"record":5}', '{"question":7,"record":6}']


def test_a_source_in_another_language_says_so():
    assert "in German" in read(render(make_answer(make_match(source_lang="de")), "en"))


def test_the_notification_names_every_match():
    answer = make_answer(make_match(), make_match(record_id=6, title="Stormwater bonds"))

    text = render(answer, "en").text

    assert "1. Stormwater fee by paved area (Oak (OR, United States))" in text
    assert "2. Stormwater bonds" in text


def test_a_match_can_be_introduced_and_an_answer_rated():
    assert buttons(render(make_answer(make_match()), "en")) == {
        "Introduce us": '{"question":7,"record":5}',
        "Helpful": 'helpful {"question":7}',
        "Not helpful": 'not_helpful {"question":7}',
    }


def test_feedback_stands_in_slacks_own_buttons_and_each_is_spoken():
    [*_, row] = render(make_answer(make_match()), "en").blocks

    [pair] = row["elements"]
    assert (row["type"], pair["type"]) == ("context_actions", "feedback_buttons")
    assert pair["positive_button"]["accessibility_label"] == "Helpful"
    assert pair["negative_button"]["accessibility_label"] == "Not helpful"


def test_a_match_that_nobody_can_introduce_has_no_button():
    assert "Introduce us" not in buttons(render(make_answer(make_match(can_introduce=False)), "en"))


def test_an_honest_none_says_so_and_has_no_buttons():
    rendered = render(make_answer(), "en")

    assert "I found no record" in read(rendered)
    assert "I found no record" in rendered.text
    assert buttons(rendered) == {}


def test_a_private_answer_repeats_its_question():
    question = "How do you fund storm drains?"

    assert question in read(render(make_answer(make_match(), private=True), "en"))
    assert question not in read(render(make_answer(make_match()), "en"))


def test_what_is_kept_is_told_the_first_time_only():
    assert "What I keep" in read(render(make_answer(make_match(), first_time=True), "en"))
    assert "What I keep" not in read(render(make_answer(make_match()), "en"))


def test_a_link_to_an_earlier_thread_stands_only_where_slack_gave_one():
    answer = make_answer(make_match(asked_before=asked_before_in("C0HELP", "1.2")))
    links = Links({("C0HELP", "1.2"): "https://network.slack.test/archives/C0HELP/p12"})

    assert "archives/C0HELP/p12|Asked before" in read(render(answer, "en", links))
    assert "|Asked before" not in read(render(answer, "en"))


def page_of(record_id: int) -> str:
    return f"https://counterpart.example.org/records/{record_id}?until=2026-12-28&signature={'x' * 43}"


def test_the_rest_of_a_match_that_is_cut_is_one_link_away():
    long = make_match(action="We charge each parcel. " * 50, outcome="It pays. ")
    with_page = read(render(make_answer(long), "en", Links(record=page_of)))
    without = read(render(make_answer(long), "en"))

    address = page_of(5).replace("&", "&amp;")
    assert f"<{address}|Read the whole record: Stormwater fee by paved area>" in with_page
    assert "type /practice show 5" in without
    assert "whole record" not in without


@pytest.mark.parametrize("for_named", [False, True])
def test_a_record_for_named_places_has_links_of_its_own(for_named: bool):
    pages = Links(record=lambda number: f"https://all/{number}", named=lambda number: f"https://few/{number}")
    match = make_match(action="We charge each parcel. " * 50, for_named=for_named)
    near, line = RecordNamed(5, "Fee"), RecordLine(5, "Fee", match.place, "worked", for_named=for_named)
    messages = (
        make_answer(match),
        PracticeShown(match, "Drains flood.", "Bill early."),
        RecordForQuestion(1, "Who pays?", match),
        DraftPublished("Fee", 5, for_named=for_named),
        RecordMerged(near, near, "2026-03-02", for_named=for_named),
        PersonalDigestShown(PersonalDigest(NOW, NOW, new_records=(line,))),
    )

    for message in messages:
        shown = str(render(message, "en", pages).blocks)
        assert ("https://few/5" in shown, "https://all/5" in shown) == (for_named, not for_named)


def test_a_match_that_is_whole_needs_no_link_to_the_rest():
    shown = read(render(make_answer(make_match()), "en", Links(record=page_of)))

    assert "whole record" not in shown
    assert "/practice" not in shown


def test_a_record_on_its_own_always_links_to_its_page():
    message = PracticeShown(make_match(), "Drains flood.", "Bill early.")

    assert page_of(5).replace("&", "&amp;") in read(render(message, "en", Links(record=page_of)))
    assert "whole record" not in read(render(message, "en"))


def test_the_peer_has_five_ways_to_answer_and_sees_no_name():
    rendered = render(CONSENT, "en")

    labels = ("Accept", "Not now", "Hand over", "Decline", "Answer in writing")
    assert buttons(rendered) == dict.fromkeys(labels, '{"introduction":3}')
    assert "A city of about 60,000 people asks:" in read(rendered)


def test_screen_readers_hear_what_a_button_is_for():
    rendered = render(make_answer(make_match()), "en")

    assert '"accessibility_label": "Introduce us to Oak"' in json.dumps(rendered.blocks)


def test_both_sides_of_an_introduction_are_mentioned():
    blocks = json.dumps(render(INTRODUCED, "en").blocks)

    assert '{"type": "user", "user_id": "U0ALICE"}' in blocks
    assert '{"type": "user", "user_id": "U0BOB"}' in blocks


@pytest.mark.parametrize("chat_id", ["", "here", "!channel", "C0HELP", "u0bob"])
def test_what_is_no_person_is_never_mentioned(chat_id):
    message = replace(INTRODUCED, peer=make_person("Bob", chat_id))

    assert json.dumps(render(message, "en").blocks).count('"user_id"') == 1


def test_a_name_that_is_only_an_id_is_not_shown_as_one():
    message = replace(INTRODUCED, peer=make_person("U0BOB", "U0BOB"))

    assert "U0BOB" not in read(render(message, "en"))


@given(wild, wild, wild, wild, wild)
def test_nothing_in_a_record_becomes_markup_or_a_mention(title, action, outcome, source, place):
    match = make_match(
        title=title,
        action=action,
        outcome=outcome,
        source_title=source,
        place=replace(OAK, name=place),
        source_url="https://oak.example/" + source,
    )

    rendered = render(make_answer(match), "en")

    assert broken_limits(sent(rendered)) == []
    assert "<" not in rendered.text
    marked = [e["text"] for block in rendered.blocks if block["type"] == "context" for e in block["elements"]]
    assert marked
    assert all(part.startswith("https://oak.example/") for text in marked for part in text.split("<")[1:])
    kinds = {element["type"] for element in _runs(rendered.blocks)}
    assert kinds <= {"text"}


@given(wild)
def test_nothing_in_a_question_becomes_markup_or_a_mention(question):
    for message in (replace(CONSENT, question=question), make_answer(question=question, private=True)):
        rendered = render(message, "en")

        assert broken_limits(sent(rendered)) == []
        assert "<" not in rendered.text
        assert {element["type"] for element in _runs(rendered.blocks)} == {"text"}


def test_a_text_of_invisible_characters_leaves_a_message_that_slack_takes():
    answer = make_answer(make_match(outcome="\u200b\u202e"), question="\u200b", private=True)

    assert broken_limits(sent(render(answer, "en"))) == []


def test_small_print_leaves_out_a_line_that_has_no_room_left():
    block = small_print("first", "x" * 2_998, "", "third")

    assert block["elements"][0]["text"] == "first\nthird"


@settings(deadline=None)  # it lays out up to six long answers
@given(st.lists(st.tuples(long_text, long_text, long_text, long_text), min_size=1, max_size=3))
def test_slack_takes_records_of_any_length(records):
    matches = [
        make_match(
            record_id=5 + number,
            title=title,
            action=action,
            outcome=outcome,
            source_title=source,
            source_url=f"https://o/{source}",
        )
        for number, (title, action, outcome, source) in enumerate(records)
    ]

    for expanded in ((), (5, 6, 7)):
        answer = make_answer(
            *matches, question=records[0][0], private=True, first_time=True, expanded=expanded
        )
        for links in (NO_LINKS, Links(record=page_of)):
            assert broken_limits(sent(render(answer, "en", links))) == []


@given(long_text, long_text)
def test_slack_takes_questions_and_titles_of_any_length(question, title):
    for message in (
        replace(CONSENT, question=question, title=title),
        replace(INTRODUCED, question=question, title=title),
        IntroductionRequested("Public works", OAK, title),
        Refused("office_unknown", (("office", question),)),
    ):
        assert broken_limits(sent(render(message, "en"))) == []


cards = st.builds(
    Card,
    heading=wild | long_text,
    paragraphs=st.lists(wild | long_text, max_size=1).map(tuple),
    contacts=st.lists(st.builds(Contact, wild, wild | long_text), max_size=2).map(tuple),
    quotation=wild | long_text,
    closing=st.lists(wild | long_text, max_size=1).map(tuple),
    copyable=wild | long_text,
    notes=st.lists(wild | long_text, max_size=2).map(tuple),
    source=st.tuples(wild | long_text, st.just("https://oak.example/") | wild),
    buttons=st.lists(st.builds(Button, st.just("resume"), wild | long_text, spoken=wild), max_size=1).map(
        tuple
    ),
)


@settings(deadline=None)  # eight cards are laid out and checked for each
@given(cards)
def test_slack_takes_a_card_of_any_words_as_a_message_and_in_the_home_tab(card):
    blocks = card_blocks(card, words("en"))

    if blocks:
        assert broken_limits({"text": "Text", "blocks": blocks}) == []
    assert broken_view(home_view([card] * 8, words("en"))) == []


def test_buttons_that_do_the_same_stand_in_rows_of_their_own_for_slack_takes_an_action_once_in_a_row():
    same = [Button("confirm_record", f"Still right: {number}", (number,)) for number in (1, 2, 3)]
    card = Card("Your records", buttons=(Button("profile", "Change"), *same))

    blocks = card_blocks(card, words("en"))

    rows = [[each["text"]["text"] for each in block["elements"]] for block in blocks[1:]]
    assert rows == [["Change", "Still right: 1"], ["Still right: 2"], ["Still right: 3"]]
    assert broken_limits({"text": "Text", "blocks": blocks}) == []


def test_a_long_card_is_cut_at_a_word():
    text = "stormwater " * 500

    shown = read(Rendered("Text", card_blocks(Card(text, (text,), notes=(text,)), words("en"))))

    assert shown.count("stormwater…") == 3


def _runs(part: Any) -> list[dict[str, Any]]:
    """Return every run of the rich text in blocks."""
    if isinstance(part, list):
        return [run for each in part for run in _runs(each)]
    if part.get("type") in ("rich_text_section", "rich_text_quote"):
        return list(part["elements"])
    return _runs(part["elements"]) if part.get("type") == "rich_text" else []


def test_a_source_without_an_address_stands_below_a_record_by_its_title():
    given_back = replace(make_match(), source_title="Public works, Oakville, 2026-03-02", source_url="")
    assert "Public works, Oakville, 2026-03-02" in read(
        render(PracticeShown(given_back, "Drains.", ""), "en")
    )


def test_two_who_are_introduced_read_no_title_as_a_source_where_the_record_has_no_address():
    assert "Source" not in read(render(replace(INTRODUCED, source_url=""), "en"))
