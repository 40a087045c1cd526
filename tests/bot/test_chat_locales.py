"""The locale that a chat tells: asked for seldom, never in the way, and only where we have words."""

from datetime import datetime, timedelta

import pytest

from bot.chat_locales import ChatLocales
from bot.speaker import Speaker
from tests.factories import NOW

ANA = Speaker("slack:T1", "U0ANA")


class Chat:
    """A chat that tells everybody's locale, and how often it was asked."""

    def __init__(self, told: str) -> None:
        self.told = told
        self.asked: list[tuple[str, str]] = []
        self.now: datetime = NOW
        self.locales = ChatLocales(self._tell, lambda: self.now)

    def _tell(self, workspace: str, chat_id: str) -> str:
        self.asked.append((workspace, chat_id))
        return self.told


def test_the_chat_is_asked_once_for_each_person_of_each_workspace():
    chat = Chat("es-LA")
    elsewhere = Speaker("slack:T2", "U0ANA")

    found = [chat.locales.of(speaker) for speaker in (ANA, ANA, elsewhere, elsewhere)]

    assert found == ["es-LA"] * 4
    assert chat.asked == [("slack:T1", "U0ANA"), ("slack:T2", "U0ANA")]


def test_a_speaker_who_comes_with_a_locale_is_not_asked_about():
    chat = Chat("es-LA")

    assert chat.locales.of(Speaker("slack:T1", "U0ANA", locale="en-GB")) == "en-GB"
    assert chat.asked == []


def test_a_language_without_words_here_counts_as_unknown():
    assert Chat("nl-NL").locales.of(ANA) == ""


def test_what_is_remembered_is_given_without_asking():
    chat = Chat("es-LA")

    before = chat.locales.remembered(ANA)
    chat.locales.of(ANA)

    assert (before, chat.locales.remembered(ANA)) == ("", "es-LA")
    assert len(chat.asked) == 1


@pytest.mark.parametrize(
    ("told", "kept"),
    [("en-US", timedelta(days=1)), ("nl-NL", timedelta(days=1)), ("", timedelta(minutes=10))],
)
def test_what_was_told_is_kept_for_a_day_and_silence_for_ten_minutes(told: str, kept: timedelta):
    chat = Chat(told)
    chat.locales.of(ANA)

    chat.now = NOW + kept - timedelta(seconds=1)
    chat.locales.of(ANA)
    before = len(chat.asked)
    chat.now = NOW + kept
    chat.locales.of(ANA)

    assert (before, len(chat.asked)) == (1, 2)
