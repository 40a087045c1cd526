"""Joining the directory, changing what one says, pausing."""

from datetime import date, timedelta

import pytest

from bot import cards
from bot.events.member import MembershipPaused, MembershipResumed, PlaceSaid, ProfileWanted
from bot.messages import ConsentAsked, Refused
from bot.messages.profile import PlaceKept, RecordsToConfirm
from bot.speaker import Speaker
from matching.domain import IntroductionId, Kind, QuestionId
from store import introductions, networks, officials, places
from store.introductions import IntroductionDraft
from tests.bot.members import desk, filled_in, join, membership, open_tasks, profile, shown, verify, who
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, STRANGER, WORKSPACE, Stage, of_kind, only
from tests.factories import NOW, add_office


@pytest.fixture
def stage(engine):
    """The stage before anybody joined."""
    return Stage(engine, joined=False)


LATER = NOW + timedelta(days=31)


def buttons(message):
    return [each.action for each in cards.card(message, "en").buttons]


def text(message):
    card = cards.card(message, "en")
    return "\n".join((card.heading, *card.paragraphs, *card.notes))


def test_who_joins_is_shown_who_they_are_for_peers(stage):
    card = shown(join(stage, BEN, capacity=4, languages=("de",)))

    assert (card.news, card.member, card.verified, card.capacity, card.used) == ("joined", True, True, 4, 0)
    assert [each.name for each in card.offices] == ["Public works"]
    assert buttons(card) == ["profile", "pause", "leave"]
    assert "You take up to 4 requests in 30 days; 0 taken so far." in text(card)
    assert "Languages: German." in text(card)


def test_who_has_not_joined_is_told_what_joining_means(stage):
    card = shown(stage.do(ProfileWanted(STRANGER, PRIVATE)))

    assert (card.member, buttons(card)) == (False, ["profile"])
    assert "You can ask without joining." in text(card)


def test_staff_verify_a_newcomer_once_before_anything_else(stage):
    for _ in range(2):
        said = stage.do(profile(stage, BEN))

    assert open_tasks(stage) == [("verify", who(stage, BEN).id)]
    assert shown(said).verified is False
    assert "The staff of your network check once" in text(shown(said))
    assert of_kind(RecordsToConfirm, said) == []


def test_a_verified_newcomer_is_asked_whether_the_records_of_the_office_are_right(stage):
    said = join(stage, BEN)

    (asked,) = of_kind(RecordsToConfirm, said)
    assert [each.id for each in asked.records] == [stage.record.id]


def test_what_waited_for_somebody_to_join_the_office_goes_on(stage):
    verify(stage, ANA)
    waiting = propose(stage, "Oak", "office")

    said = join(stage, BEN, "Oak")

    asked = only(ConsentAsked, said)
    assert (asked.introduction_id, introduction(stage, waiting).state) == (waiting, "asked")


def test_nothing_goes_on_by_somebody_whom_staff_have_not_verified(stage):
    with stage.engine.begin() as connection:
        stage.offices["Roads"] = add_office(connection, stage.network_id, "Roads", "Oak")
    waiting = propose(stage, "Roads", "office")

    said = stage.do(profile(stage, BEN, "Roads"))

    assert (of_kind(ConsentAsked, said), introduction(stage, waiting).state) == ([], "proposed")


def propose(stage, place, waits_for, asker=ANA):
    """An introduction that waits for something."""
    answer = stage.ask(asker)
    with stage.engine.begin() as connection:
        draft = IntroductionDraft(
            question_id=QuestionId(answer.question_id),
            record_id=stage.record.id,
            office_id=stage.offices[place].id,
            asker_id=who(stage, asker).id,
            workspace_id=stage.workspace_id,
            conversation="C-help",
            thread="100.1",
        )
        return introductions.propose(connection, stage.network_id, draft, waits_for, NOW)[0].id


def introduction(stage, introduction_id):
    with stage.engine.connect() as connection:
        return introductions.by_id(connection, stage.network_id, IntroductionId(introduction_id))


def test_changing_a_profile_keeps_what_was_not_changed(stage):
    with stage.engine.begin() as connection:
        networks.ensure_topics(connection, stage.network_id, ["water"])
    away = (date(2026, 7, 1), date(2026, 7, 14))
    join(stage, BEN, topics=("water",), quiet=(away,), body="Council", body_seats=9)

    card = shown(stage.do(desk(stage).event(filled_in(stage, BEN, capacity="5"))))

    said = membership(stage, BEN).said
    assert (card.news, said.capacity, said.topics, said.quiet) == ("saved", 5, ("water",), (away,))
    assert (said.body, said.body_seats) == ("Council", 9)


def test_no_requests_reach_whoever_has_capacity_zero_and_the_card_says_so(stage):
    card = shown(join(stage, BEN, capacity=0))

    assert "You take no requests for now" in text(card)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"capacity": 10_000}, "capacity_wrong"),
        ({"capacity": -1}, "capacity_wrong"),
        ({"time_zone": "Mars/Olympus"}, "time_zone_unknown"),
        ({"topics": ("dragons",)}, "topics_gone"),
        ({"name": "🏙️"}, "name_needs_letters"),
        ({"name": "x" * 10_000}, "name_too_long"),
        ({"office": "🏙️"}, "office_needs_letters"),
        ({"place": "known:999"}, "place_unknown"),
        ({"languages": ("xx",)}, "language_unknown"),
        ({"visibility": "everybody"}, "visibility_unknown"),
        ({"avoided_named": ("Nobody At All",)}, "avoided_unknown"),
        ({"body_seats": 0}, "seats_wrong"),
    ],
)
def test_what_the_form_would_have_marked_is_refused_and_nothing_is_kept(stage, said, reason):
    event = profile(stage, STRANGER, **said)

    refused = only(Refused, stage.do(event))

    assert refused.reason == reason
    assert shown(stage.do(ProfileWanted(STRANGER, PRIVATE))).member is False
    assert (who(stage, STRANGER).offices, open_tasks(stage)) == ((), [])


def test_nobody_avoids_themselves(stage):
    refused = only(Refused, stage.do(profile(stage, BEN, avoided=(who(stage, BEN).id,))))

    assert refused.reason == "avoids_oneself"


def test_a_government_without_a_place_must_be_said(stage):
    refused = only(Refused, stage.do(profile(stage, STRANGER, place="")))

    assert refused.reason == "place_needed"


def test_the_time_zone_is_that_of_the_place_unless_another_is_said(stage):
    with stage.engine.begin() as connection:
        draft = places.JurisdictionDraft("Oak", Kind.CITY, "US", time_zone="America/Chicago")
        places.ensure_jurisdiction(connection, stage.network_id, draft)

    join(stage, BEN)
    first = membership(stage, BEN).said.time_zone
    join(stage, BEN, time_zone="europe/paris")

    assert (first, membership(stage, BEN).said.time_zone) == ("America/Chicago", "Europe/Paris")


def test_a_pause_ends_by_itself(stage):
    join(stage, BEN)

    paused = shown(stage.do(MembershipPaused(BEN, PRIVATE, days=30)))
    later = shown(stage.do(ProfileWanted(BEN, PRIVATE), LATER))

    assert (paused.news, paused.paused_until, buttons(paused)) == (
        "paused",
        "2026-04-01",
        ["profile", "resume", "leave"],
    )
    assert (later.paused_until, buttons(later)) == ("", ["profile", "pause", "leave"])


def test_a_pause_can_be_ended_and_ending_it_twice_is_no_mistake(stage):
    join(stage, BEN)
    stage.do(MembershipPaused(BEN, PRIVATE))

    for _ in range(2):
        resumed = shown(stage.do(MembershipResumed(BEN, PRIVATE)))

    assert (resumed.news, resumed.paused_until) == ("resumed", "")


@pytest.mark.parametrize("days", [0, -1, 367, 10_000])
def test_a_pause_of_no_days_or_of_years_is_refused(stage, days):
    join(stage, BEN)

    assert only(Refused, stage.do(MembershipPaused(BEN, PRIVATE, days))).reason == "pause_length"


def test_only_members_pause_and_resume(stage):
    said = [*stage.do(MembershipPaused(CHLOE, PRIVATE)), *stage.do(MembershipResumed(CHLOE, PRIVATE))]

    assert [each.reason for each in of_kind(Refused, said)] == ["not_a_member", "not_a_member"]


def test_the_profile_is_shown_to_its_owner_alone(stage):
    (said,) = stage.do(ProfileWanted(BEN, CHANNEL))

    assert said.address.way == "only_to"


def test_a_yes_of_the_last_thirty_days_is_counted(stage):
    join(stage, BEN)
    verify(stage, ANA)
    stage.decide(stage.ask_peer(), accepted=True)

    assert shown(stage.do(ProfileWanted(BEN, PRIVATE))).used == 1
    assert shown(stage.do(ProfileWanted(BEN, PRIVATE), LATER)).used == 0


def test_an_asker_says_government_and_office_in_one_step(stage):
    oak = stage.offices["Oak"].jurisdiction

    kept = only(PlaceKept, stage.do(PlaceSaid(STRANGER, PRIVATE, f"known:{oak.id}", "Roads")))

    assert (kept.office, kept.place.name, kept.verified) == ("Roads", "Oak", False)
    assert [each.name for each in who(stage, STRANGER).offices] == ["Roads"]
    assert open_tasks(stage) == [("verify", who(stage, STRANGER).id)]


def test_an_office_is_the_same_whatever_its_case_and_accents(stage):
    oak = stage.offices["Oak"].jurisdiction

    stage.do(PlaceSaid(STRANGER, PRIVATE, f"known:{oak.id}", "  PUBLIC  wórks "))

    assert who(stage, STRANGER).offices == (stage.offices["Oak"],)


def test_what_waited_for_the_askers_place_goes_on(stage):
    waiting = propose(stage, "Oak", "place", STRANGER)
    fir = stage.offices["Fir"].jurisdiction
    join(stage, BEN)
    verify(stage, STRANGER)

    stage.do(PlaceSaid(STRANGER, PRIVATE, f"known:{fir.id}", "Roads", waiting))

    assert introduction(stage, waiting).waits_for != "place"


def test_another_government_ends_the_one_before_and_is_verified_anew(stage):
    verify(stage, BEN)
    elm = stage.offices["Elm"].jurisdiction

    stage.do(PlaceSaid(BEN, PRIVATE, f"known:{elm.id}", "Roads"))

    official = who(stage, BEN)
    assert [(each.name, each.jurisdiction.name) for each in official.offices] == [("Roads", "Elm")]
    assert official.verified_at is None
    assert ("verify", official.id) in open_tasks(stage)


def test_another_office_of_the_same_government_needs_no_new_check(stage):
    verify(stage, BEN)
    oak = stage.offices["Oak"].jurisdiction

    stage.do(PlaceSaid(BEN, PRIVATE, f"known:{oak.id}", "Roads"))

    official = who(stage, BEN)
    assert ([each.name for each in official.offices], official.verified_at) == (["Roads"], NOW)


def test_who_holds_offices_in_two_jurisdictions_because_staff_entered_both_keeps_both(stage):
    verify(stage, BEN)
    with stage.engine.begin() as connection:
        officials.hold(connection, who(stage, BEN).id, stage.offices["Fir"].id, NOW.date())

    join(stage, BEN, "Fir")
    stage.do(PlaceSaid(BEN, PRIVATE, f"known:{stage.offices['Oak'].jurisdiction.id}", "Public works"))

    assert [each.jurisdiction.name for each in who(stage, BEN).offices] == ["Oak", "Fir"]


def test_text_from_right_to_left_is_kept_and_marks_that_turn_it_are_not(stage):
    join(stage, BEN, name="דנה \u202eכהן\u202c", office="إدارة المياه")

    official = who(stage, BEN)
    assert official.name == "דנה כהן"
    assert "إدارة المياه" in [each.name for each in official.offices]


def test_somebody_unknown_to_the_network_can_open_the_form(stage):
    nobody = Speaker(WORKSPACE, "U0NEW123", name="New Person")

    form = desk(stage).open(nobody, "profile")

    assert {each.name: each.values for each in form.fields}["name"] == ("New Person",)


LOS_ANGELES = "America/Los_Angeles"


@pytest.mark.parametrize(("time_zone", "kept"), [(LOS_ANGELES, 1), ("Europe/Madrid", 0), ("", 1)])
def test_a_quiet_day_is_over_when_it_is_over_where_the_member_is(stage, time_zone, kept):
    evening_before = NOW.replace(hour=1)  # 17:00 of the first of March in Los Angeles
    today = date(2026, 3, 1)

    card = shown(join(stage, BEN, now=evening_before, time_zone=time_zone, quiet=((today, today),)))

    assert len(membership(stage, BEN).said.quiet) == kept
    assert card.quiet == ((("2026-03-01", "2026-03-01"),) if time_zone == LOS_ANGELES else ())


def test_a_pause_ends_on_the_members_own_day(stage):
    join(stage, BEN, time_zone=LOS_ANGELES)

    paused = shown(stage.do(MembershipPaused(BEN, PRIVATE, days=30), NOW.replace(hour=1)))

    assert paused.paused_until == "2026-03-31"  # 18:00 there; in UTC it is the first of April
