"""A small card under a shared link to a record: for the network of those who read it, and nobody else."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.applications import Starlette

from bot.cards.practice import preview
from bot.desk import Desk
from bot.pages.record_links import LASTS, RecordLinks
from bot.phrases import words
from bot.records import practice
from bot.refusal import Refusal
from bot.sealing import Seal, make_key
from bot.slack import reading
from bot.slack.app import make_app
from bot.slack.asgi import shaped, slack_route
from bot.slack.config import SlackConfig
from bot.slack.unfurl_listeners import unfurled
from bot.speaker import Speaker
from store import channel_settings, networks, record_changes
from store.channel_settings import ChannelSetting
from tests.block_limits import broken_limits
from tests.bot.slack.conftest import Inbox
from tests.bot.slack.deliveries import Deliveries
from tests.bot.stage import Stage
from tests.factories import NOW, add_network, add_office, add_record
from tests.fakes import SIGNING_SECRET, TEAM, TOKEN, FakeSlack
from tests.serving import served
from tests.waiting import wait_until

HOST = "https://counterpart.example.org"
HERE = f"slack:{TEAM}"
ALICE = Speaker(HERE, "U0ALICE")


def shared(*addresses: str, **fields: Any) -> dict[str, Any]:
    """Return the event of Alice's message with links, as https://docs.slack.dev/reference/events/link_shared."""
    links = [{"domain": "counterpart.example.org", "url": each} for each in addresses]
    event = {
        "type": "link_shared",
        "channel": "C0HELP",
        "is_bot_user_member": True,
        "user": "U0ALICE",
        "message_ts": "1700000001.000100",
        "unfurl_id": "C0HELP.1700000001.000100.1b90fa1278528ce6",
        "source": "conversations_history",
        "links": links,
        "event_ts": "1700000001.000100",
    }
    return event | fields


def read(event: dict[str, Any], **envelope: Any) -> reading.LinksShared | None:
    authorization = {"team_id": TEAM, "user_id": "U0BOT", "is_bot": True}
    body = {"type": "event_callback", "team_id": TEAM, "event": event, "authorizations": [authorization]}
    return reading.of_links(shaped(body | {"is_ext_shared_channel": False} | envelope))


@pytest.fixture
def stage(slack_stage: Stage) -> Stage:
    return slack_stage


@pytest.fixture
def links() -> RecordLinks:
    return RecordLinks(HOST, Seal([make_key()]), lambda: NOW)


@pytest.fixture
def desk(stage: Stage, links: RecordLinks) -> Desk:
    return Desk(stage.engine, lambda: NOW, links=links)


@pytest.fixture
def app(slack: FakeSlack, desk: Desk) -> Iterator[Deliveries]:
    config = SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url)
    with served(
        Starlette(routes=[slack_route(make_app(config, Inbox().accept, lambda: desk), config)])
    ) as url:
        yield Deliveries(url)


def test_a_shared_link_shows_place_problem_what_was_done_and_the_age_of_the_source(
    app: Deliveries, slack: FakeSlack, stage: Stage, links: RecordLinks
):
    link = links.to(HERE, stage.record.id)
    moment = slack.say("C0HELP", f"Look at {link} and https://counterpart.example.org/")

    answer = app.event(shared(link, f"{HOST}/", message_ts=moment), is_ext_shared_channel=False)
    wait_until(lambda: slack.posts[0].unfurls)

    [(address, card)] = slack.posts[0].unfurls.items()
    said = card["blocks"][0]["text"]["text"]
    assert (answer.status, address) == (200, link)
    assert said.splitlines()[0] == stage.record.title
    assert "Oak" in said
    assert f"The problem: {stage.record.problem}" in said
    assert f"What they did: {stage.record.action}" in said
    assert "not yet verified by its office" in card["blocks"][1]["elements"][0]["text"]
    assert stage.record.source_url in card["blocks"][1]["elements"][0]["text"]


def test_a_slack_that_refuses_the_card_is_acknowledged_all_the_same(
    app: Deliveries, slack: FakeSlack, stage: Stage, links: RecordLinks
):
    link = links.to(HERE, stage.record.id)
    moment = slack.say("C0HELP", link)
    slack.fail("chat.unfurl", error="missing_scope")

    answer = app.event(shared(link, message_ts=moment), is_ext_shared_channel=False)
    wait_until(lambda: slack.called("chat.unfurl"))

    assert answer.status == 200
    assert slack.posts[0].unfurls == {}


def test_a_link_that_slack_escapes_is_named_to_it_as_it_came(
    app: Deliveries, slack: FakeSlack, stage: Stage, links: RecordLinks
):
    link = links.to(HERE, stage.record.id).replace("&", "&amp;")
    moment = slack.say("C0HELP", link)

    app.event(shared(link, message_ts=moment), is_ext_shared_channel=False)
    wait_until(lambda: slack.posts[0].unfurls)

    assert list(slack.posts[0].unfurls) == [link]


def test_others_links_forged_and_old_ones_show_nothing(stage: Stage, desk: Desk, links: RecordLinks):
    old = replace(links, clock=lambda: NOW - LASTS * 2).to(HERE, stage.record.id)
    forged = links.to(HERE, stage.record.id).replace(f"/{stage.record.id}?", f"/{stage.unjoined.id}?")
    elsewhere = links.to(HERE, stage.record.id).replace("counterpart.example.org", "example.com")

    cards, _ = desk.previews(ALICE, "C0HELP", (old, forged, elsewhere, "https://example.com/", "not a link"))

    assert cards == {}


def test_a_record_is_shown_only_among_its_network(stage: Stage, desk: Desk, links: RecordLinks):
    with stage.engine.begin() as connection:
        other = add_network(connection, "Another network")
        networks.ensure_workspace(connection, other, "slack", "T2")
        office = add_office(connection, other, "Drains", "Yew")
        theirs = add_record(connection, other, "yew-drains", office, title="Yew's drains")
        record_changes.withdraw(connection, stage.network_id, stage.unjoined.id, NOW)
    brought = (
        links.to("slack:T2", theirs.id),
        links.to(HERE, theirs.id),
        links.to("slack:T2", stage.record.id),
    )

    there, _ = desk.previews(replace(ALICE, workspace="slack:T2"), "C0HELP", brought)
    here, _ = desk.previews(ALICE, "C0HELP", (*brought, links.to(HERE, stage.unjoined.id)))

    assert list(there) == [links.to("slack:T2", theirs.id)]
    assert here == {}
    with pytest.raises(Refusal):
        desk.previews(replace(ALICE, workspace="slack:T9"), "C0HELP", brought)


def test_a_server_without_pages_shows_nothing(stage: Stage, links: RecordLinks):
    desk = Desk(stage.engine, lambda: NOW)

    assert desk.previews(ALICE, "C0HELP", (links.to(HERE, stage.record.id),))[0] == {}


def test_the_card_is_in_the_language_of_the_channel(stage: Stage, desk: Desk, links: RecordLinks):
    with stage.engine.begin() as connection:
        workspace = networks.workspace(connection, "slack", TEAM)
        assert workspace is not None
        setting = ChannelSetting("mentions", "es")
        channel_settings.save(connection, stage.network_id, workspace.id, "C0HELP", setting)

    _, there = desk.previews(ALICE, "C0HELP", ())
    _, elsewhere = desk.previews(ALICE, "C0OTHER", ())

    assert (there.locale, elsewhere.locale) == ("es", "en")


@pytest.mark.parametrize(
    "envelope",
    [
        {"is_ext_shared_channel": True},
        {"is_ext_shared_channel": None},
        {"is_ext_shared_channel": "false"},
        {"authorizations": [{"team_id": TEAM, "is_enterprise_install": True}]},
        {"team_id": "", "authorizations": []},
    ],
)
def test_where_others_may_read_it_or_slack_does_not_say_nothing_is_shown(envelope: dict[str, Any]):
    assert read(shared(f"{HOST}/records/1")) is not None
    assert read(shared(f"{HOST}/records/1"), **envelope) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"source": "composer", "channel": "COMPOSER", "message_ts": "1a2b3c4d-5e6f"},
        {"source": ""},
        {"user": ""},
        {"message_ts": "now"},
        {"channel": "#help"},
    ],
)
def test_a_link_that_is_still_written_or_stands_nowhere_is_left_alone(fields: dict[str, Any]):
    assert read(shared(f"{HOST}/records/1", **fields)) is None


@pytest.mark.parametrize("links", ["none", [None, 3, {}, {"url": 4}], {"url": "https://example.com"}])
def test_links_in_no_shape_of_slacks_are_no_links(links: Any):
    event = read(shared(links=links))

    assert event is not None
    assert event.addresses == ()


def test_of_many_links_a_few_are_shown():
    event = read(shared(*(f"{HOST}/records/{number}" for number in range(20)), f"{HOST}/records/0"))

    assert event is not None
    assert len(event.addresses) == reading.MOST_LINKS


def test_slack_takes_a_card_of_any_length(stage: Stage):

    wild = "<!channel> *& Ω " * 900
    shown = practice.whole(stage.record, NOW)
    record = replace(shown.record, title=wild, action=wild, source_title=wild, office=wild)
    card = preview(replace(shown, record=record, problem=wild), words("en"))

    blocks = unfurled(card, words("en"))["blocks"]

    assert broken_limits({"text": "x", "blocks": blocks}) == []
    assert "<!" not in str(blocks[1])
