"""The map of who helped whom names a country only if that does not say who asked or who helped."""

from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.applications import Starlette

from bot.digest import HelpedLink, MapPlace, to_json
from bot.pages.digest_links import digest_links
from bot.pages.digest_route import DigestReading, digest_route
from bot.pages.record_links import RecordLinks
from bot.phrases import words
from bot.pictures.network_map import map_in_words, map_picture
from bot.sealing import Seal, make_key
from matching.domain import Audience
from store import digests, introductions, questions
from store.digests import Told
from tests.asgi import get
from tests.bot.digested import ROOM, TUESDAY, add_question, setting, settle
from tests.bot.digested import summed as summed
from tests.bot.pictures.weeks import BRAZIL, COPENHAGEN, week
from tests.bot.stage import ANA, BEN, WORKSPACE, Stage
from tests.bot.test_digest_contents import told
from tests.factories import NOW, add_office, add_record, make_introduction_draft

DAY = timedelta(days=1)
EIR = replace(ANA, chat_id="U-eir")
OUTSIDE = replace(ROOM, conversation="C-shared")


def joining(stage: Stage, *places: str, country: str) -> None:
    """Let Eir join for the first of these places, and others for the others."""
    with stage.engine.begin() as connection:
        for place in places:
            office = add_office(connection, stage.network_id, "Mayor", place, country=country)
            speaker = EIR if place == places[0] else replace(ANA, chat_id=f"U-{place}")
            stage.join(connection, speaker, f"Mayor of {place}", office)


def helped(stage: Stage, asker=EIR, record=None, peer=BEN, audience=Audience.CHANNEL) -> None:
    """Let a question of the asker lead to an introduction that helped."""
    question_id = add_question(
        stage, "How do you pay for drains?", TUESDAY - 2 * DAY, asker, audience=audience
    )
    with stage.engine.begin() as connection:
        question = questions.by_id(connection, stage.network_id, question_id)
        draft = make_introduction_draft(question, record or stage.record, stage.official(peer))
        made, _ = introductions.request(connection, stage.network_id, draft, TUESDAY - DAY)
        introductions.move(connection, made.id, made.state, "accepted", None, TUESDAY - DAY)
        introductions.move(connection, made.id, "accepted", "useful", None, TUESDAY - DAY)


@pytest.mark.parametrize("spot", [ROOM, OUTSIDE])
@pytest.mark.parametrize("audience", list(Audience))
def test_the_only_government_of_a_country_is_not_named_by_its_country(summed: Stage, audience, spot):
    settle(summed, OUTSIDE, outsiders=True)
    joining(summed, "Reykjavik", "Akureyri", country="IS")
    helped(summed, audience=audience)

    digest = told(summed, spot=spot)

    assert [(each.helped, each.count) for each in digest.helped] == [(MapPlace(""), 1)]


def test_a_country_of_three_governments_that_members_see_is_named(summed: Stage):
    joining(summed, "Reykjavik", "Akureyri", "Selfoss", country="IS")
    helped(summed)

    [link] = told(summed).helped

    assert (link.helper.name, link.helped, link.count) == ("Oak", MapPlace("IS"), 1)


@pytest.mark.parametrize("audience", [Audience.PRIVATE, Audience.ANONYMOUS])
def test_who_asked_in_private_or_without_a_name_has_no_country(summed: Stage, audience):
    helped(summed, ANA, audience=audience)

    assert [(each.helped, each.count) for each in told(summed).helped] == [(MapPlace(""), 1)]


def test_a_helper_without_a_place_has_a_country_only_if_several_are_of_it(summed: Stage):
    joining(summed, "Reykjavik", country="IS")
    with summed.engine.begin() as connection:
        office = summed.official(EIR).offices[0]
        hidden = add_record(
            connection, summed.network_id, "geyser", office, visibility="unattributed", title="Hot pavements"
        )
    helped(summed, ANA, hidden, EIR)

    assert [(each.helper, each.helped) for each in told(summed).helped] == [(MapPlace(""), MapPlace("US"))]


def test_the_page_for_anybody_names_no_country_of_one_government_whoever_kept_it(summed: Stage):
    settle(summed)
    records = RecordLinks("https://counterpart.example.org", Seal([make_key()]), lambda: NOW)
    joining(summed, "Copenhagen", country="DK")
    digest = week(HelpedLink(COPENHAGEN, MapPlace("US"), 2), HelpedLink(MapPlace("US"), MapPlace("DK"), 1))
    with summed.engine.begin() as connection:
        kept = digests.waiting(connection, setting(summed, ROOM).id)
        said = Told(digest.since, digest.until, to_json(digest))
        digests.end(connection, kept.id, "sent", said, NOW)

    route = digest_route(DigestReading(lambda: summed.engine, records))
    page = get(Starlette(routes=[route]), digest_links(records).to(WORKSPACE, kept.id)).text

    assert "3 introductions led to help" in page
    assert "Denmark" not in page


def test_help_without_a_place_on_the_map_is_in_its_sum():
    digest = week(HelpedLink(COPENHAGEN, BRAZIL, 2), HelpedLink(COPENHAGEN, MapPlace(""), 3))

    picture = map_picture(digest, words("en"))

    assert picture is not None
    assert picture.alt == ("Who helped whom. 5 introductions led to help. Copenhagen helped Brazil: 2.")
    assert map_in_words(week(HelpedLink(COPENHAGEN, MapPlace(""), 3)), words("en")) == [
        "3 introductions led to help"
    ]
