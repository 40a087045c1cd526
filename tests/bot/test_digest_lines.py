"""A summary's lines name what can be opened, say whether it worked, and read right in any script."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from babel.dates import format_date

from bot.cards import card
from bot.catalogues import available
from bot.digest import (
    AnsweredLine,
    Counts,
    Digest,
    HelpedLink,
    IntroductionFigures,
    MapPlace,
    OpenLine,
    PersonalDigest,
    RecordLine,
    ReRead,
    Story,
    TopicFigures,
    rest_of,
)
from bot.messages.demand import DemandLine, DemandShown
from bot.messages.digests import DigestMoreShown, DigestSettingShown, DigestShown, PersonalDigestShown
from bot.phrases import words
from bot.phrases.digest import days, weekday_name
from bot.pictures.network_map import map_in_words
from bot.shown import PlaceShown
from bot.slack.addresses import Links
from bot.slack.render import render
from bot.topic_names import topic_name
from tests.bot.pictures.weeks import COPENHAGEN, UNTIL, week

OAK = PlaceShown("Oak", "OR", "US", "city", 50_000)
HIDDEN = PlaceShown("", "", "", "city", 50_000)
DRAINS = RecordLine(12, "A fee for drains", OAK, "worked")
LAMPS = RecordLine(7, "Sensors dim lamps", HIDDEN, "unknown")
FAILED = RecordLine(31, "Free buses", OAK, "failed")
CITY = "a city of about 50,000 people"


def lines(digest: Digest, locale: str = "en") -> tuple[str, ...]:
    return card(DigestShown(1, digest), locale).paragraphs


def answered(how: Any, place: PlaceShown | None = OAK, record_id: int = 12) -> AnsweredLine:
    return AnsweredLine(1, "Who pays?", None, how, record_id, "A fee for drains", place, "worked")


def test_every_record_is_named_by_its_number_with_its_place_and_whether_it_worked():
    digest = week(
        counts=Counts(new_records=2, verified_records=1),
        new_records=(DRAINS, LAMPS),
        verified_records=(FAILED,),
        re_read=ReRead(LAMPS, "unread"),
    )

    assert lines(digest) == (
        f"New records (2): #12 A fee for drains (Oak, worked); #7 Sensors dim lamps ({CITY})",
        "Verified (1): #31 Free buses (Oak, failed or reversed)",
        f"Worth re-reading: #7 Sensors dim lamps ({CITY}) (seldom shown so far)",
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (answered("record"), "answered by the record #12 A fee for drains (Oak, worked)"),
        (answered("record", HIDDEN), f"answered by the record #12 A fee for drains ({CITY}, worked)"),
        (answered("record", None, 0), "by a record"),
        # Summaries that were sent before peers were left out hold the record that led to them.
        (answered("conversation"), "in a conversation"),
        (answered("writing"), "in writing"),
    ],
)
def test_an_answer_says_by_which_record_and_never_by_which_peer(line: AnsweredLine, said: str):
    digest = week(counts=Counts(answered=1), answered=(line,))

    assert lines(digest)[1] == f"• “Who pays?” {said}"


def test_in_slack_a_records_number_leads_to_its_page():
    digest = week(counts=Counts(new_records=1), new_records=(DRAINS,))
    pages = Links(record=lambda number: f"https://counterpart.example.org/records/{number}")
    for message in (DigestShown(1, digest), DigestMoreShown(digest)):
        paragraphs = render(message, "en", pages).blocks[0]["elements"]
        [(_, number, title)] = [each["elements"] for each in paragraphs if len(each["elements"]) > 1]

        assert number == {
            "type": "link",
            "url": "https://counterpart.example.org/records/12",
            "text": "#12",
        }
        assert title["text"].startswith(" A fee for drains")


def test_a_number_in_somebodys_words_leads_nowhere():
    digest = week(counts=Counts(open_questions=1), open_questions=(OpenLine(1, "What of #99?", None, UNTIL),))

    blocks = render(DigestShown(1, digest), "en", Links(record=lambda number: "https://example.org")).blocks

    assert "'link'" not in str(blocks)


def test_ones_own_summary_names_records_by_their_numbers_too():
    digest = PersonalDigest(UNTIL, UNTIL, to_verify=(DRAINS,), new_records=(LAMPS,))

    shown = card(PersonalDigestShown(digest), "en")

    assert shown.linked == (12, 7)
    assert "1. #12 A fee for drains (Oak, worked)" in shown.paragraphs


def test_what_somebody_wrote_from_right_to_left_turns_nothing_in_an_english_line():
    place = PlaceShown("القاهرة", "", "", "city", None)
    digest = week(
        TopicFigures("النقل العام", 3, 1),
        counts=Counts(new_records=1, open_questions=1),
        new_records=(RecordLine(12, "حافلات مجانية", place, "worked"),),
        stories=(Story(OAK, place, "حافلات", "adopted"),),
        open_questions=(OpenLine(1, "من يدفع؟", OAK, UNTIL),),
    )
    said = render(DigestShown(1, digest), "en").blocks[0]["elements"]
    rest = render(DigestMoreShown(digest), "en").text

    text = [run["text"] for each in said for run in each["elements"]]
    assert "New records (1): #12 \u2068حافلات مجانية\u2069 (\u2068القاهرة\u2069, worked)" in text
    assert "1. “\u2068من يدفع؟\u2069” a city of about 50,000 people (United States)" in text
    assert "Oak (OR, United States) took up what \u2068القاهرة\u2069 did: \u2068حافلات\u2069" in text
    assert "Answered, by topic: \u2068النقل العام\u2069 1 of 3" in rest


def test_demand_and_a_picture_in_words_read_right_with_such_names_too():
    demand = render(DemandShown(90, (DemandLine(0, "النقل العام", 3, 0, ()),)), "en").text
    town = MapPlace("EG", 30.0, 31.2, "القاهرة")
    [_, line] = map_in_words(week(HelpedLink(town, COPENHAGEN, 2)), words("en"))

    assert "asked about: \u2068النقل العام\u2069." in demand
    assert line.endswith("helped Copenhagen: 2")
    assert "القاهرة\ufdd1 helped" in line  # the mark of whose place each chat puts the end of an isolate


@pytest.mark.parametrize("locale", ["en", "de", "ar"])
def test_a_line_without_such_names_has_no_marks_but_in_a_script_from_the_right(locale: str):
    digest = week(counts=Counts(new_records=1), new_records=(DRAINS,), locale=locale)

    assert ("\u2068" in render(DigestShown(1, digest), locale).text) == (locale == "ar")


@pytest.mark.parametrize(
    ("topic", "shown"),
    [
        ("public-health", "public health"),
        ("air_quality", "air quality"),
        ("e-government", "e-government"),
        ("Public Health", "Public Health"),
        ("النقل العام", "النقل العام"),
    ],
)
def test_a_topic_is_shown_in_words(topic: str, shown: str):
    assert topic_name(topic) == shown
    digest = week(TopicFigures(topic, 3, 1))

    assert f"{shown}" in render(DigestMoreShown(digest), "en").text


def test_a_week_in_which_everything_happened_is_read_in_a_minute():
    # Of ten words, as half of the titles of the demonstration have at most.
    title = "Cameras on street lamps turned off for lack of rules"
    question = "How do we lower speed limits in the centre?"
    record, story = RecordLine(12, title, OAK, "worked"), Story(OAK, OAK, title, "adopted")
    digest = week(
        counts=Counts(new_records=9, verified_records=9, asked=42, answered=23, open_questions=9, welcomed=8),
        new_records=(record,) * 9,
        verified_records=(record,) * 9,
        answered=(AnsweredLine(1, question, None, "record", 12, title, OAK, "worked"),) * 10,
        open_questions=(OpenLine(2, question, HIDDEN, UNTIL),) * 9,
        introductions=IntroductionFigures(16, 14, 11, 8, 3, 3, 1),
        stories=(story,) * 3,
        welcomed=(OAK,) * 8,
        re_read=ReRead(record, "helped", 4),
    )

    shown = card(DigestShown(1, digest), "en")

    assert len(shown.paragraphs) <= 12
    # Adults read some 240 words of prose a minute.
    assert len(re.findall(r"\w[\w’-]*", " ".join((shown.heading, *shown.paragraphs)))) <= 240


def test_more_places_than_are_named_are_counted():
    places = tuple(PlaceShown(name, "", "", "city", None) for name in "ABC")
    digest = week(counts=Counts(welcomed=132), welcomed=places)

    assert lines(digest) == ("Welcome to A, B, C and 129 more!",)
    assert not [each for each in card(DigestShown(1, digest), "en").buttons if each.action == "digest_more"]
    assert lines(week(counts=Counts(welcomed=1), welcomed=places[:1])) == ("Welcome to A!",)


def test_more_names_the_places_after_those_and_says_which_records_are_new_and_which_verified():
    places = tuple(PlaceShown(name, "", "", "city", None) for name in "ABCDEFGHIJ")
    digest = week(
        counts=Counts(new_records=3, verified_records=4, asked=7, answered=3, welcomed=132),
        new_records=(DRAINS,) * 2 + (LAMPS,),
        verified_records=(DRAINS,) * 2 + (FAILED, DRAINS),
        answered=(answered("record"),) * 2 + (answered("writing"),),
        welcomed=places,
    )

    assert "digest_more" in {each.action for each in card(DigestShown(1, digest), "en").buttons}
    assert card(DigestMoreShown(rest_of(digest)), "en").paragraphs == (
        "New records (3):",
        f"• #7 Sensors dim lamps ({CITY})",
        "Verified (4):",
        "• #31 Free buses (Oak, failed or reversed)",
        "• #12 A fee for drains (Oak, worked)",
        "Answered (3; new questions: 7):",
        "• “Who pays?” in writing",
        "Welcome to D, E, F, G, H, I, J and 122 more!",
    )


def test_questions_of_which_none_is_answered_or_looks_for_a_peer_are_a_line_of_the_week():
    digest = week(counts=Counts(asked=3))

    assert (digest.is_empty, lines(digest)) == (False, ("New questions: 3",))
    assert lines(week(counts=Counts(asked=1, answered=1), answered=(answered("record"),)))[0] == (
        "Answered (1; new questions: 1):"
    )


@pytest.mark.parametrize(("choice", "said"), [("skip", "post nothing."), ("brief", "post a short note.")])
def test_what_comes_in_a_week_without_news_is_said_plainly(choice: str, said: str):
    shown = card(DigestSettingShown("on", empty_weeks=choice), "en")

    assert f"In a week without news I {said}" in shown.paragraphs


MONDAYS = {
    "sw": "Jumatatu",
    "ar": "الاثنين",
    "de": "Montag",
    "en": "Monday",
    "es": "lunes",
    "fr": "lundi",
    "hi": "सोमवार",
    "it": "lunedì",
    "ja": "月曜日",
    "ko": "월요일",
    "pt": "segunda-feira",
    "zh": "星期一",
}


def test_each_language_has_its_own_weekdays_whoever_read_one_before():
    # Swahili first: what Babel finds for a language without such days it keeps for all others.
    assert {locale: weekday_name(0, locale) for locale in MONDAYS} == MONDAYS


@pytest.mark.parametrize("locale", available())
def test_a_week_across_two_months_names_both(locale: str):
    for month in range(1, 13):
        last = date(2026, month, 3)
        first = last - timedelta(days=7)

        said = days(first, last, locale)

        assert all(format_date(each, "MMM", locale) in said for each in (first, last)), said


def test_where_the_rules_of_a_language_leave_the_first_month_out_both_dates_are_written():
    assert days(date(2026, 10, 27), date(2026, 11, 3), "sw") == "27 Okt 2026 – 3 Nov 2026"
    assert days(date(2026, 11, 3), date(2026, 11, 10), "sw") == "3\u2009–\u200910 Nov 2026"
