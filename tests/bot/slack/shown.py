"""Messages as use cases make them, for rendering; every part has a default that a test may replace."""

from typing import Any

from bot.messages import AnswerShown
from bot.shown import AskedBeforeShown, MatchShown, PersonShown, PlaceShown, ReasonShown

OAK = PlaceShown("Oak", "OR", "US", "city", 61_000)


def make_match(**replaced: Any) -> MatchShown:
    parts: dict[str, Any] = {
        "record_id": 5,
        "title": "Stormwater fee by paved area",
        "place": OAK,
        "office": "Public works",
        "year": 2019,
        "result": "worked",
        "action": "The city bills each parcel by its paved area.",
        "outcome": "Repairs doubled within three years.",
        "source_title": "Oak council report 2022",
        "source_url": "https://oak.example/report?year=2022&part=1",
        "source_lang": "en",
        "verified_on": "2026-03-01",
        "reasons": (ReasonShown("same_country"),),
        "can_introduce": True,
    }
    return MatchShown(**(parts | replaced))


def make_answer(*matches: MatchShown, **replaced: Any) -> AnswerShown:
    parts: dict[str, Any] = {
        "question_id": 7,
        "question": "How do you fund storm drains?",
        "band": "good" if matches else "none",
        "matches": matches,
        "private": False,
        "first_time": False,
    }
    return AnswerShown(**(parts | replaced))


def make_person(name: str, chat_id: str = "", **replaced: Any) -> PersonShown:
    parts: dict[str, Any] = {"office": "Public works", "place": OAK, "demonstration": False}
    return PersonShown(name=name, chat_id=chat_id, **(parts | replaced))


def asked_before_in(conversation: str, thread: str) -> AskedBeforeShown:
    return AskedBeforeShown(PlaceShown("", "", "US", "city", 60_000), conversation, thread)
