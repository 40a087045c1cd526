from dataclasses import replace
from threading import Thread

import pytest
from structlog.testing import capture_logs

from bot.digest import Counts, Digest, HelpedLink, TopicFigures
from bot.messages import Help
from bot.messages.digests import DigestShown
from bot.pictures.drawing import drawn as drawn_by_name
from bot.pictures.drawing import pictures_of
from bot.pictures.picture import Picture
from tests.bot.pictures.weeks import BARCELONA, BRAZIL, COPENHAGEN, SEATTLE, week

BOTH = ("topics", "map")
PNG = b"\x89PNG\r\n\x1a\n"


def drawn(digest: Digest, locale: str) -> tuple[Picture, ...]:
    return drawn_by_name(digest, BOTH, locale)


@pytest.mark.parametrize("locale", ["en", "ar", "de", "es", "fr", "hi", "it", "ja", "ko", "pt", "sw", "zh"])
def test_every_language_of_ours_can_be_drawn(locale: str):
    names = ("إدارة $مياه$", "住宅", "आवास", "Wohnen_in^der{Stadt}" * 9)

    pictures = drawn(
        week(*(TopicFigures(name, 2, 1) for name in names), HelpedLink(COPENHAGEN, BRAZIL, 2), locale=locale),
        locale,
    )

    assert [(each.name, each.png[:8]) for each in pictures] == [("topics", PNG), ("map", PNG)]


def test_a_picture_that_cannot_be_drawn_leaves_the_other_and_a_line_in_the_log():
    with capture_logs() as lines:
        pictures = drawn(week(TopicFigures("ที่อยู่อาศัย", 2, 1), HelpedLink(COPENHAGEN, SEATTLE, 1)), "en")

    assert [each.name for each in pictures] == ["map"]
    [line] = lines
    assert (line["event"], len(line["reference"])) == ("no font of ours has these letters", 8)


def test_the_same_summary_is_the_same_picture():
    digest = week(TopicFigures("Housing", 3, 2), HelpedLink(COPENHAGEN, BARCELONA, 1))

    assert drawn(digest, "en") == drawn(digest, "en")


def test_a_page_that_is_opened_again_finds_its_pictures_drawn():
    digest = week(TopicFigures("Housing", 3, 2), HelpedLink(COPENHAGEN, BARCELONA, 1))
    corrected = replace(digest, network_name="Another", counts=Counts(new_records=1))

    assert [one is other for one, other in zip(drawn(digest, "en"), drawn(corrected, "en"), strict=True)] == [
        True,
        True,
    ]
    assert drawn(digest, "en")[0] is not drawn(digest, "de")[0]


def test_threads_that_draw_at_once_do_not_disturb_one_another():
    digests = [week(TopicFigures(f"Topic {number}", 3, 2)) for number in range(4)]
    alone = [drawn(digest, "en") for digest in digests]
    together: dict[int, tuple[Picture, ...]] = {}

    def draw(number: int) -> None:
        together[number] = drawn(digests[number], "en")

    threads = [Thread(target=draw, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [together[number] for number in range(4)] == alone


def test_a_message_has_the_pictures_that_it_names():
    digest = week(TopicFigures("Housing", 3, 2), HelpedLink(COPENHAGEN, BARCELONA, 1))

    assert [each.name for each in pictures_of(DigestShown(1, digest, ("map",)), "en")] == ["map"]
    assert pictures_of(Help(demonstration=False), "en") == ()


def test_an_empty_week_has_no_pictures():
    assert drawn(week(), "en") == ()
