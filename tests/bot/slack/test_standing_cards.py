"""Cards about standing questions in Slack: the way to the thread of an earlier one, and the buttons."""

import json

from bot.messages.standing import QuestionStands, RecordForQuestion
from bot.shown import AskedBeforeShown, MatchShown, PlaceShown, ReasonShown
from bot.slack.addresses import Links
from bot.slack.render import render

ELM = PlaceShown("", "", "US", "city", 60_000)
BEFORE = AskedBeforeShown(ELM, "C-help", "100.1")
THREAD = "https://harbour.slack.example/archives/C-help/p1001"
MATCH = MatchShown(
    record_id=7,
    title="Where pelicans sleep",
    place=PlaceShown("Oak", "", "US", "city", 50_000),
    office="Parks",
    year=2019,
    result="failed",
    action="We looked.",
    outcome="They flew away.",
    source_title="Review",
    source_url="https://example.org/pelicans",
    source_lang="en",
    verified_on="",
    reasons=(ReasonShown("about_topic", "pelicans"),),
    can_introduce=True,
)


def blocks(message, links: Links = Links()) -> str:  # noqa: B008 (frozen)
    return json.dumps(render(message, "en", links).blocks, ensure_ascii=False)


def test_who_asked_the_same_before_is_linked_where_the_thread_can_be_opened():
    message = QuestionStands(1, BEFORE, "2026-03-02", others=2, can_ask_peers=True)

    with_link = blocks(message, Links({("C-help", "100.1"): THREAD}))

    place = "a city of about 60,000 people (United States)"
    said = f"Asked on March 2, 2026 by {place}, who waits for an answer, too."
    assert f"<{THREAD}|{said} 2 other places ask this as well.>" in with_link
    assert THREAD not in blocks(message)
    assert said in blocks(message)


def test_a_record_is_shown_with_its_result_why_it_fits_and_what_to_do():
    shown = blocks(RecordForQuestion(1, "Where do pelicans sleep?", MATCH))

    for said in ("Oak", "failed or reversed", "it is about pelicans", "https://example.org/pelicans"):
        assert said in shown
    for action in ("introduce", "record_helped", "still_looking", "look_later", "stop_looking"):
        assert f'"{action}"' in shown
