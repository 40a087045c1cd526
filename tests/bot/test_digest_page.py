"""The page of a summary: for whoever has its link, with nothing that only the network may read."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import current_thread

import pytest
from starlette.applications import Starlette

from bot.digest import (
    AnsweredLine,
    Counts,
    Digest,
    HelpedLink,
    IntroductionFigures,
    MapPlace,
    OpenLine,
    RecordLine,
    ReRead,
    Story,
    TopicFigures,
    to_json,
)
from bot.messages.digests import DigestShown
from bot.pages.digest_links import digest_links
from bot.pages.digest_outside import Listed, PublicRecords, for_anybody
from bot.pages.digest_page import digest_page
from bot.pages.digest_route import DigestReading, digest_route
from bot.pages.record_links import RecordLinks
from bot.pages.signed_links import LASTS
from bot.phrases import words
from bot.pictures.drawing import drawn
from bot.sealing import Seal, make_key
from bot.shown import PlaceShown
from bot.speaker import Speaker
from matching.domain import Visibility
from store import digests, networks, record_changes
from store.digests import Told
from tests.asgi import Page, get
from tests.bot.digested import ROOM, TUESDAY, setting, settle
from tests.bot.digested import summed as summed
from tests.bot.pictures.weeks import COPENHAGEN, UNTIL, week
from tests.bot.stage import WORKSPACE, Stage
from tests.factories import NOW, add_network, add_office, add_record, make_draft

HOST = "https://counterpart.example.org"
OAK = PlaceShown("Oak", "OR", "US", "city", 40_000)
SECRET = "Can we dismiss the treasurer?"

NOTHING = PublicRecords(Listed(), Listed())

Browser = Callable[..., Page]


def line(number: int, title: str = "A fee by roof area") -> RecordLine:
    return RecordLine(number, title, OAK, "worked", ("stormwater",))


def full(*records: RecordLine) -> Digest:
    """A week in which everything happened, much of it for the network alone."""
    digest = week(
        TopicFigures("Housing", 5, 3, 4),
        HelpedLink(COPENHAGEN, MapPlace("BR"), 2),
        HelpedLink(MapPlace("DK"), MapPlace("BR"), 1),
        counts=Counts(len(records), 0, 5, 3, 2, 1),
        new_records=records,
        answered=(AnsweredLine(1, SECRET, None, "record"),),
        open_questions=(OpenLine(2, SECRET, None, UNTIL),),
        introductions=IntroductionFigures(4, 3, 2, 1),
        stories=(Story(OAK, OAK, SECRET, "adopted"),),
        welcomed=(PlaceShown("Elmbridge", "", "US", "city", None),),
    )
    return replace(digest, since=NOW - timedelta(days=1), until=NOW + timedelta(days=6))


def several(stage: Stage, *countries: str) -> None:
    """Let three governments of each country take part, so that it says of nobody who they are."""
    with stage.engine.begin() as connection:
        for place in (f"{country}{number}" for country in countries for number in range(3)):
            office = add_office(connection, stage.network_id, "Mayor", place, country=place[:2])
            stage.join(connection, Speaker(WORKSPACE, f"U-{place}"), "Robin", office)


@pytest.fixture
def links() -> RecordLinks:
    return RecordLinks(HOST, Seal([make_key()]), lambda: NOW)


@pytest.fixture
def browser(summed: Stage, links: RecordLinks) -> Browser:
    """What opens a link."""
    return partial(get, Starlette(routes=[digest_route(DigestReading(lambda: summed.engine, links))]))


def sent(stage: Stage, digest: Digest, state: str = "sent") -> int:
    """The id of a summary that ended so, with this content."""
    settle(stage)
    with stage.engine.begin() as connection:
        kept = digests.waiting(connection, setting(stage, ROOM).id)
        digests.end(connection, kept.id, state, Told(digest.since, digest.until, to_json(digest)), NOW)
    return kept.id


def public(stage: Stage, key: str = "elm-trees", **fields) -> RecordLine:
    """A record that people outside the network may read too."""
    with stage.engine.begin() as connection:
        record = add_record(connection, stage.network_id, key, visibility=Visibility.PUBLIC, **fields)
    return line(record.id, record.title)


def test_the_page_shows_figures_pictures_and_the_records_that_anybody_may_read(
    summed: Stage, links: RecordLinks, browser: Browser
):
    shown = public(summed, title="Street trees by lot")
    several(summed, "DK", "BR")
    number = sent(summed, full(shown, line(summed.record.id, "For members only")))

    answer = browser(digest_links(links).to(WORKSPACE, number))

    assert answer.status == 200
    assert "<h1>This week in Demo: Mar 1" in answer.text
    assert "Street trees by lot" in answer.text
    assert "For members only" not in answer.text
    assert "New records (1)" in answer.text
    assert answer.text.count('src="data:image/png;base64,') == 2
    assert "3 of 5 questions answered" in answer.text
    assert "4 asked for, 3 agreed" in answer.text


def test_a_title_says_in_which_language_it_is_as_on_its_own_page(
    summed: Stage, links: RecordLinks, browser: Browser
):
    spanish = {"problem": "Las calles se inundaban cada otoño.", "action": "Plantamos árboles en la calle."}
    shown = public(summed, title="Árboles", **spanish, outcome="", lessons="")

    text = browser(digest_links(links).to(WORKSPACE, sent(summed, full(shown)))).text

    assert 'lang="es" dir="auto">Árboles</a>' in text


def test_a_record_on_the_page_leads_to_its_own_page(summed: Stage, links: RecordLinks, browser: Browser):
    shown = public(summed)
    number = sent(summed, full(shown))

    [address] = re.findall(r'href="([^"]+)"', browser(digest_links(links).to(WORKSPACE, number)).text)

    assert links.read(address.replace("&amp;", "&")).record_id == shown.record_id


def test_the_words_of_questions_stories_and_the_names_of_members_stay_inside(
    summed: Stage, links: RecordLinks, browser: Browser
):
    several(summed, "DK", "BR")
    number = sent(summed, full())

    answer = browser(digest_links(links).to(WORKSPACE, number))

    for inside in (SECRET, "treasurer", "Elmbridge", "Copenhagen"):
        assert inside not in answer.text
    assert "Denmark helped Brazil: 3" in answer.text


def test_a_record_that_is_not_public_any_more_leaves_the_page(
    summed: Stage, links: RecordLinks, browser: Browser
):
    shown = public(summed, title="Street trees by lot")
    link = digest_links(links).to(WORKSPACE, sent(summed, full(shown)))
    before = browser(link)
    with summed.engine.begin() as connection:
        add_record(
            connection, summed.network_id, "elm-trees", title=shown.title, visibility=Visibility.MEMBERS
        )

    after = browser(link)

    assert shown.title in before.text
    assert (after.status, shown.title in after.text) == (200, False)


def test_only_public_records_are_for_anybody():
    digest = replace(
        week(),
        counts=Counts(2, 3),
        new_records=(line(1), line(2)),
        verified_records=(line(3), line(4)),
        re_read=ReRead(line(2), "verified"),
    )

    outside = for_anybody(digest, PublicRecords(Listed(1, (line(1),)), Listed(2, (line(4), line(5)))), ())

    assert (outside.counts.new_records, outside.new_records) == (1, (line(1),))
    assert (outside.counts.verified_records, outside.verified_records) == (2, (line(4), line(5)))
    assert outside.re_read is None
    assert for_anybody(digest, replace(NOTHING, re_read=line(2)), ()).re_read == digest.re_read


def told(stage: Stage, links: RecordLinks) -> str:
    """The link to the first summary that comes."""
    [said] = stage.wait_until(TUESDAY - timedelta(days=7) + timedelta(hours=1))
    assert isinstance(said.message, DigestShown)
    return digest_links(links).to(WORKSPACE, said.message.digest_id)


def test_the_page_counts_all_public_records_also_where_the_channel_listed_others(
    summed: Stage, links: RecordLinks, browser: Browser
):
    for number in range(12):
        public(summed, f"public-{number}", title=f"Public practice {number}")
    with summed.engine.begin() as connection:
        for number in range(12):  # the latest, which the channel lists
            add_record(connection, summed.network_id, f"members-{number}")

    text = browser(told(summed, links)).text

    assert "New records (12)" in text
    assert text.count("<li><a") == 10


def test_a_new_record_stays_on_the_page_when_it_changes_after_the_summary(
    summed: Stage, links: RecordLinks, browser: Browser
):
    shown = public(summed, title="Street trees by lot")
    link = told(summed, links)
    made = make_draft("elm-trees", title=shown.title, outcome="Shade.", visibility=Visibility.PUBLIC)
    with summed.engine.begin() as connection:
        record_changes.save(connection, summed.network_id, made, TUESDAY + timedelta(days=10))

    assert "New records (1)" in browser(link).text


def test_what_was_verified_counts_as_far_as_it_is_public(summed: Stage, links: RecordLinks, browser: Browser):
    old, new = NOW - timedelta(days=40), NOW - timedelta(days=2)
    with summed.engine.begin() as connection:
        for key, visibility in (("a", "public"), ("b", "members")):
            made = make_draft(key, title=f"Trees {key}", visibility=Visibility(visibility))
            saved = record_changes.save(connection, summed.network_id, made, old)
            record_changes.confirm(connection, summed.network_id, saved.id, new)

    text = browser(told(summed, links)).text

    assert "Verified (1)" in text
    assert ("Trees a" in text, "Trees b" in text) == (True, False)


def test_a_week_whose_news_is_not_public_is_not_called_one_without_news(
    summed: Stage, links: RecordLinks, browser: Browser
):
    text = browser(told(summed, links)).text  # the records of the stage are for members

    assert "New records" not in text
    assert "Nothing new this week." not in text
    assert "nothing of it is public" in text


def test_a_title_that_was_corrected_is_corrected_on_the_page(
    summed: Stage, links: RecordLinks, browser: Browser
):
    shown = public(summed, title="What Jane Doe did for trees")
    link = digest_links(links).to(WORKSPACE, sent(summed, full(shown)))
    public(summed, title="Street trees by lot")

    text = browser(link).text

    assert ("Jane Doe" in text, "Street trees by lot" in text) == (False, True)


def test_a_topic_about_which_one_or_two_asked_is_not_named_to_anybody():
    digest = week(
        TopicFigures("Housing", 5, 3, 3),
        TopicFigures("Dismissals", 9, 0, 2),
        TopicFigures("Audits", 1, 1, 1),
        TopicFigures("", 2, 0, 1),
    )

    outside = for_anybody(digest, NOTHING, ())
    page = digest_page(outside, (), words("en"), lambda number: "")

    assert re.findall(r'<li dir="auto">(.*?)</li>', page) == [
        "Housing: 3/5 · 60%",
        "2 other topics: 1/10 · 10%",
        "No topic: 0/2 · 0%",
    ]
    assert "4 of 17 questions answered" in page
    assert "Dismissals" not in drawn(outside, ("topics",), "en")[0].alt


def test_a_page_is_made_in_no_thread_that_stores_events(summed: Stage, links: RecordLinks):
    made_in = []

    def engine():
        made_in.append(current_thread().name)
        return summed.engine

    link = digest_links(links).to(WORKSPACE, sent(summed, full()))
    get(Starlette(routes=[digest_route(DigestReading(engine, links))]), link)

    assert [name.startswith("page") for name in made_in] == [True]


def test_the_page_runs_no_script_and_is_kept_by_nobody(summed: Stage, links: RecordLinks, browser: Browser):
    answer = browser(digest_links(links).to(WORKSPACE, sent(summed, full())))

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; img-src data:" in policy
    assert "script" not in policy + answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "@media print" in answer.text


@pytest.mark.parametrize(("locale", "direction"), [("ar", "rtl"), ("es", "ltr"), ("ja", "ltr")])
def test_the_page_is_in_the_language_of_the_channel_whoever_reads_it(
    summed: Stage, links: RecordLinks, browser: Browser, locale: str, direction: str
):
    link = digest_links(links).to(WORKSPACE, sent(summed, replace(full(), locale=locale)))

    assert f'<html lang="{locale}" dir="{direction}">' in browser(link, accept_language=b"de").text


def test_a_link_to_a_record_opens_no_summary_and_the_other_way_round(
    summed: Stage, links: RecordLinks, browser: Browser
):
    number = sent(summed, full())

    answer = browser(links.to(WORKSPACE, number).replace("/records/", "/digest/"))

    assert (answer.status, "not made here" in answer.text) == (403, True)
    assert links.read(digest_links(links).to(WORKSPACE, number).replace("/digest/", "/records/")) == "forged"


def test_a_link_is_good_for_a_month(summed: Stage, links: RecordLinks):
    link = digest_links(links).to(WORKSPACE, sent(summed, full()))
    status = {}
    for days in (0, 1):
        later = replace(links, clock=partial(NOW.__add__, LASTS + timedelta(days=days)))
        route = digest_route(DigestReading(lambda: summed.engine, later))
        status[days] = get(Starlette(routes=[route]), link).status

    assert status == {0: 200, 1: 410}


def test_only_what_was_sent_in_this_network_is_shown(summed: Stage, links: RecordLinks, browser: Browser):
    with summed.engine.begin() as connection:
        networks.ensure_workspace(connection, add_network(connection, "Another"), "slack", "T2")
    missed = sent(summed, full(), state="missed")

    for workspace, number in ((WORKSPACE, missed), ("slack:T2", missed), ("slack:T9", 1), (WORKSPACE, 99)):
        answer = browser(digest_links(links).to(workspace, number))
        assert answer.status == 404
        assert "not sent yet" in answer.text


def test_without_pictures_their_figures_stand_in_words():
    page = digest_page(full(), (), words("en"), lambda number: "")

    assert "<img" not in page
    assert '<li dir="auto">Housing: 3/5 · 60%</li>' in page
    assert '<li dir="auto">Copenhagen helped Brazil: 2</li>' in page


def test_what_people_wrote_is_letters():
    wild = "<script>alert('1')</script>\u202e"
    digest = replace(full(line(1, wild)), topics=(TopicFigures(wild, 1, 0),), network_name=wild)

    page = digest_page(digest, drawn(digest, ("topics",), "en"), words("en"), lambda number: 'x"><script>')

    assert "<script" not in page
    assert "\u202e" not in page


def test_on_paper_no_signed_address_stands():
    page = digest_page(full(line(1)), (), words("en"), lambda number: "https://example.org/records/1?key")

    assert page.count("<a ") == page.count('<a class="signed" href="https://example.org/records/1?key"') == 1
    assert "a.signed::after{content:none}" in page


def test_an_empty_week_says_so(summed: Stage, links: RecordLinks, browser: Browser):
    text = browser(digest_links(links).to(WORKSPACE, sent(summed, week()))).text

    assert "Nothing new this week." in text
