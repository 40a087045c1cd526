from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from matching.domain import NetworkId, Office, Official, QuestionId
from store import loads, memberships, networks, officials, questions, record_changes
from store.loads import About, Around, Behind, Limits, Load, Times
from tests.factories import NOW, TODAY, add_network, add_office, add_official, add_question, add_record
from tests.joining import add_introduction, add_member
from tests.store.counting import counted

SINCE = NOW - timedelta(days=30)
YEAR = NOW - timedelta(days=365)


@dataclass
class Scene:
    """Robin of Elm asked; Kim of Oak joined."""

    network_id: NetworkId
    office: Office
    asker: Official
    peer: Official
    question: QuestionId


@pytest.fixture
def scene(conn):
    network_id = add_network(conn)
    office = add_office(conn, network_id, place="Oak")
    peer = add_member(conn, network_id, "Kim", office)
    asker = add_member(conn, network_id, "Robin", add_office(conn, network_id, place="Elm"))
    return Scene(network_id, office, asker, peer, add_question(conn, network_id, asker))


def load_of(conn, official):
    alone = loads.loads(conn, [official.id], SINCE, YEAR)
    with_limits, _ = loads.taking_on(conn, [official.id], times(TODAY, TODAY))
    assert alone == with_limits
    return alone.get(official.id, Load())


def times(first, last):
    return Times(SINCE, YEAR, first, last)


def ago(days):
    return NOW - timedelta(days=days)


# Who comes into question


def test_the_matches_of_a_question_are_those_shown_and_those_kept_behind_them(conn, scene):
    shown, kept = (add_record(conn, scene.network_id, key, scene.office) for key in ("shown", "kept"))
    without_office = add_record(conn, scene.network_id, "nowhere")
    question = add_question(conn, scene.network_id, scene.asker, matches=[shown, without_office])
    questions.add_further(conn, scene.network_id, question, [(kept.id, 0.4)], 2)

    behind, _ = loads.close(conn, scene.network_id, question, None, TODAY)

    assert behind == [
        Behind(shown.id, scene.office.id, 0.8, frozenset({scene.peer.id}), shown.title),
        Behind(kept.id, scene.office.id, 0.4, frozenset({scene.peer.id}), kept.title),
    ]


def test_a_withdrawn_record_is_no_reason_to_ask_anybody(conn, scene):
    record = add_record(conn, scene.network_id, "gone", scene.office)
    question = add_question(conn, scene.network_id, scene.asker, matches=[record])
    record_changes.withdraw(conn, scene.network_id, record.id, NOW)

    assert loads.close(conn, scene.network_id, question, None, TODAY) == ([], frozenset())


def test_a_match_that_was_kept_and_not_shown_is_none_that_the_asker_can_choose(conn, scene):
    kept = add_record(conn, scene.network_id, "kept", scene.office)
    questions.add_further(conn, scene.network_id, scene.question, [(kept.id, 0.4)], 0)

    assert not questions.matched(conn, scene.question, kept.id)


def test_behind_a_match_are_those_who_hold_its_office_on_the_day(conn, scene):
    question = add_question(
        conn, scene.network_id, scene.asker, matches=[add_record(conn, scene.network_id, "r", scene.office)]
    )
    lee, lou = (add_official(conn, scene.network_id, name, scene.office) for name in ("Lee", "Lou"))
    officials.leave(conn, scene.peer.id, scene.office.id, TODAY)
    officials.leave(conn, lou.id, scene.office.id, TODAY + timedelta(days=1))

    def holders(on):
        [found], _ = loads.close(conn, scene.network_id, question, None, on)
        return found.holders

    assert holders(TODAY - timedelta(days=1)) == {scene.peer.id, lee.id, lou.id}
    assert holders(TODAY) == {lee.id, lou.id}
    assert holders(TODAY + timedelta(days=1)) == {lee.id}
    assert holders(date(2019, 1, 1)) == frozenset()


def test_an_office_has_no_member_whom_staff_do_not_know(conn, scene):
    officials.mark_unverified(conn, scene.peer.id)

    assert not loads.any_member(conn, scene.network_id, scene.office.id, TODAY)


def test_an_office_has_a_member_until_they_leave_it_or_the_network(conn, scene):
    assert loads.any_member(conn, scene.network_id, scene.office.id, TODAY)

    memberships.leave(conn, scene.peer.id, NOW)

    assert not loads.any_member(conn, scene.network_id, scene.office.id, TODAY)


def test_who_holds_an_office_and_never_joined_is_no_member(conn, scene):
    fir = add_office(conn, scene.network_id, place="Fir")
    add_official(conn, scene.network_id, "Lou", fir)

    assert not loads.any_member(conn, scene.network_id, fir.id, TODAY)


def test_who_said_they_could_answer_is_known_by_the_question(conn, scene):
    other = add_member(conn, scene.network_id, "Lee", scene.office, answerable=(scene.question,))

    assert loads.close(conn, scene.network_id, scene.question, None, TODAY) == ([], frozenset({other.id}))


def test_volunteers_for_a_topic_are_found_until_they_leave(conn, scene):
    networks.ensure_topics(conn, scene.network_id, ["parks", "water"])
    both = add_member(conn, scene.network_id, "Lee", scene.office, topics=("water", "parks"))
    gone = add_member(conn, scene.network_id, "Lou", scene.office, topics=("water",))
    memberships.leave(conn, gone.id, NOW)

    assert loads.volunteers(conn, scene.network_id, About(("parks", "water"), 1, 9)) == [(both.id, "parks")]
    assert loads.volunteers(conn, scene.network_id, About(("snow",), 1, 9)) == []


def test_of_many_volunteers_each_question_sees_others(conn, scene):
    networks.ensure_topics(conn, scene.network_id, ["water"])
    everybody = {
        add_member(conn, scene.network_id, f"V{number}", scene.office, topics=("water",)).id
        for number in range(12)
    }

    seen = [
        {one for one, _ in loads.volunteers(conn, scene.network_id, About(("water",), seed, 3))}
        for seed in range(0, 10_000, 500)
    ]

    assert {len(some) for some in seen} == {3}
    assert set().union(*seen) == everybody


def test_members_whose_office_has_a_published_record_about_a_topic_know_it(conn, scene):
    add_record(conn, scene.network_id, "fee", scene.office, topics=("stormwater",))
    gone = add_record(conn, scene.network_id, "lamps", scene.office, topics=("lighting",))
    record_changes.withdraw(conn, scene.network_id, gone.id, NOW)
    about = About(("lighting", "stormwater"), 1, 9)

    assert loads.knowing(conn, scene.network_id, about, TODAY) == [
        (scene.peer.id, scene.office.id, "stormwater")
    ]
    memberships.leave(conn, scene.peer.id, NOW)
    assert loads.knowing(conn, scene.network_id, about, TODAY) == []


def test_who_volunteers_for_a_topic_knows_it_without_a_record(conn, scene):
    networks.ensure_topics(conn, scene.network_id, ["water"])
    volunteer = add_member(conn, scene.network_id, "Lee", topics=("water",))
    add_record(conn, scene.network_id, "pipes", scene.office, topics=("water",))

    found = loads.knowing(conn, scene.network_id, About(("water",), 1, 9), TODAY)

    assert set(found) == {(volunteer.id, None, "water"), (scene.peer.id, scene.office.id, "water")}


def test_the_topics_of_a_question_are_those_of_what_it_was_shown(conn, scene):
    shown = add_record(conn, scene.network_id, "shown", scene.office, topics=("water", "fees"))
    kept = add_record(conn, scene.network_id, "kept", scene.office, topics=("parks",))
    question = add_question(conn, scene.network_id, scene.asker, matches=[shown])
    questions.add_further(conn, scene.network_id, question, [(kept.id, 0.4)], 1)

    assert loads.topics(conn, question) == ["fees", "water"]


# What is known of them


def test_a_member_is_known_with_offices_and_all_that_choosing_needs(conn, scene):
    said = {"capacity": 3, "languages": ("en", "es"), "time_zone": "Europe/Madrid", "body": "Council"}
    member = add_member(conn, scene.network_id, "Lee", scene.office, body_seats=5, **said)

    found = loads.members(conn, scene.network_id, [member.id, scene.peer.id], TODAY)

    assert found.keys() == {member.id, scene.peer.id}
    lee = found[member.id]
    assert lee.official == member
    assert (lee.joined, lee.reachable, lee.capacity, lee.languages) == (
        True,
        True,
        3,
        frozenset({"en", "es"}),
    )
    assert (lee.time_zone, lee.body, lee.body_seats) == ("Europe/Madrid", "Council", 5)


def test_who_never_joined_or_left_is_not_joined_and_takes_on_nothing(conn, scene):
    never = add_official(conn, scene.network_id, "Lou", scene.office)
    memberships.leave(conn, scene.peer.id, NOW)

    found = loads.members(conn, scene.network_id, [never.id, scene.peer.id], TODAY)

    assert [(each.joined, each.capacity) for each in found.values()] == [(False, 0), (False, 0)]
    assert not found[never.id].reachable


def test_nobody_of_another_network_is_known(conn, scene):
    stranger = add_member(conn, add_network(conn, "Other network"), "Sam")

    assert loads.members(conn, scene.network_id, [stranger.id], TODAY) == {}


@pytest.mark.parametrize(
    ("state", "days", "recent"),
    [
        ("asked", 1, 1),
        ("snoozed", 60, 1),  # still open
        ("accepted", 29, 1),
        ("introduced", 29, 1),
        ("adopted", 29, 1),
        ("adopted", 30, 0),
        ("declined", 1, 0),
        ("handed_over", 1, 0),
        ("expired", 1, 0),
    ],
)
def test_open_requests_and_those_answered_with_yes_within_thirty_days_are_load(
    conn, scene, state, days, recent
):
    add_introduction(conn, scene.question, scene.asker, scene.peer, state, ago(days))

    load = load_of(conn, scene.peer)

    assert (load.recent, load.last_asked) == (recent, ago(days))


def test_one_officials_load_counts_a_yes_of_today_to_a_request_of_long_ago(conn, scene):
    add_introduction(conn, scene.question, scene.asker, scene.peer, "introduced", ago(500), agreed_at=ago(1))

    assert loads.of(conn, scene.peer.id, SINCE) == Load(1, ago(500), 1, 1)
    assert loads.of(conn, scene.asker.id, SINCE) == Load()


def test_what_waits_before_anybody_was_asked_is_no_load(conn, scene):
    add_introduction(conn, scene.question, scene.asker, scene.peer, "proposed", None)

    assert load_of(conn, scene.peer) == Load()


def test_the_record_of_a_year_counts_every_answer_and_no_open_request(conn, scene):
    states = [("declined", 50), ("handed_over", 60), ("useful", 70), ("expired", 80), ("asked", 1)]
    for state, days in [*states, ("expired", 366)]:
        add_introduction(conn, scene.question, scene.asker, scene.peer, state, ago(days))

    load = load_of(conn, scene.peer)

    assert (load.asked, load.answered) == (4, 3)


def test_who_was_asked_about_the_question_and_did_not_say_no_takes_part(conn, scene):
    lee, lou, sam = (add_member(conn, scene.network_id, name, scene.office) for name in ("Lee", "Lou", "Sam"))
    add_introduction(conn, scene.question, scene.asker, scene.peer, "asked", NOW)
    add_introduction(conn, scene.question, scene.asker, lee, "introduced", ago(5))
    add_introduction(conn, scene.question, scene.asker, lou, "declined", ago(5))
    other = add_question(conn, scene.network_id, scene.asker)
    add_introduction(conn, other, scene.asker, sam, "introduced", ago(100))

    around = loads.around(conn, scene.question, scene.asker.id, ago(90))

    assert around == Around(
        frozenset({scene.peer.id, lee.id}), {scene.peer.id: NOW, lee.id: ago(5), lou.id: ago(5)}
    )


def test_a_pair_is_one_whoever_of_the_two_asked(conn, scene):
    theirs = add_question(conn, scene.network_id, scene.peer)
    add_introduction(conn, theirs, scene.peer, scene.asker, "introduced", ago(20))
    add_introduction(conn, theirs, scene.peer, scene.asker, "declined", ago(40))

    around = loads.around(conn, scene.question, scene.asker.id, ago(90))

    assert around == Around(frozenset(), {scene.peer.id: ago(20)})


def test_quiet_times_are_those_that_touch_the_days_asked_for(conn, scene):
    days = [(date(2026, 2, 1), date(2026, 3, 1)), (date(2026, 3, 9), date(2026, 3, 10))]
    member = add_member(conn, scene.network_id, "Lee", scene.office, quiet=tuple(days))

    ids = [member.id, scene.peer.id]

    found = loads.quiet(conn, ids, date(2026, 3, 1), date(2026, 3, 3))
    _, limits = loads.taking_on(conn, ids, times(date(2026, 3, 1), date(2026, 3, 3)))

    assert found == {member.id: [days[0]]}
    assert limits == {member.id: Limits(quiet=[days[0]])}


def test_who_avoids_people_and_places_is_known_with_both(conn, scene):
    place = scene.office.jurisdiction.id
    member = add_member(conn, scene.network_id, "Lee", avoided=(scene.peer.id,), avoided_places=(place,))

    _, found = loads.taking_on(conn, [member.id, scene.peer.id], times(TODAY, TODAY))

    assert found.keys() == {member.id}
    assert (found[member.id].people, found[member.id].places) == ({scene.peer.id}, {place})


def test_the_facts_of_many_take_as_many_queries_as_those_of_one(conn, scene):
    many = [add_member(conn, scene.network_id, f"M{number}", scene.office).id for number in range(20)]

    def queries(ids):
        with counted(conn) as statements:
            loads.members(conn, scene.network_id, ids, TODAY)
            loads.taking_on(conn, ids, times(TODAY, TODAY))
        return len(statements)

    assert queries(many) == queries([scene.peer.id]) == 2
