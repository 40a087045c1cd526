from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import peers
from matching.choosing import (
    NEAR_EQUAL,
    PAIR_WAITS,
    RULES,
    SHARES,
    TIER,
    Askable,
    Asker,
    Source,
    broken_rule,
    choose,
    cool_down,
    date_of,
    free_share,
    hours,
    language,
    parts,
    response,
    score,
)
from matching.domain import JurisdictionId, OfficialId
from matching.quorum import Body, reaches
from matching.working_hours import shared_hours
from tests.factories import make_jurisdiction

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ELM = make_jurisdiction("Elm", population=60_000)
OAK = make_jurisdiction("Oak", population=60_000)
ASKER = Asker(OfficialId(1), ELM, frozenset({ELM.id}), frozenset({"en"}), "America/Chicago")


def official(number: int = 2, **fields: Any) -> Askable:
    """An official of Oak whom nothing speaks against."""
    known: dict[str, Any] = {"source": Source.MATCHED, "relevance": 0.8, "place": OAK}
    return Askable(OfficialId(number), **(known | {"places": frozenset({OAK.id})} | fields))


def days(count: float) -> timedelta:
    return timedelta(days=count)


def chosen(*askable: Askable, seed: int = 1) -> list[int]:
    found = choose(ASKER, askable, NOW, len(askable), seed).chosen
    return [each.askable.official_id for each in found]


# Rules


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("own_government", {"places": frozenset({OAK.id, ELM.id})}),
        ("not_joined", {"joined": False}),
        ("not_verified", {"verified": False}),
        ("unreachable", {"reachable": False}),
        ("avoided", {"avoided": True}),
        ("paused", {"paused": True}),
        ("quiet", {"quiet": True}),
        ("pair_again", {"pair_asked": NOW - PAIR_WAITS + days(1)}),
        ("at_capacity", {"capacity": 2, "load": 2}),
        ("at_capacity", {"capacity": 0}),
        ("cooling_down", {"last_asked": NOW - days(2.9)}),
    ],
)
def test_whoever_breaks_a_rule_is_left_out_and_the_rule_is_told(rule, fields):
    found = choose(ASKER, [official(**fields)], NOW, 3, seed=1)

    assert found.chosen == ()
    assert [(each.official_id, name) for each, name in found.left_out] == [(2, rule)]


def test_nobody_is_introduced_to_themselves():
    assert broken_rule(ASKER, official(1), NOW) == "oneself"


def test_who_would_complete_a_quorum_with_those_who_take_part_is_left_out():
    board = Body("Harbour Board", OAK.id, 3)
    asker = Asker(OfficialId(1), ELM, gathered=(board,))

    assert broken_rule(asker, official(body=board), NOW) == "quorum"


def test_who_comes_near_a_quorum_is_chosen_with_a_warning():
    board = Body("Harbour Board", OAK.id, 5)
    asker = Asker(OfficialId(1), ELM, gathered=(board,))

    (found,) = choose(asker, [official(body=board)], NOW, 3, seed=1).chosen

    assert found.near_quorum


def test_the_same_pair_may_be_asked_again_after_ninety_days():
    assert broken_rule(ASKER, official(pair_asked=NOW - days(90)), NOW) is None


@pytest.mark.parametrize(("capacity", "rest"), [(1, 7), (4, 7), (5, 6), (10, 3), (20, 1.5), (0, 7)])
def test_the_cool_down_is_a_week_and_shorter_for_who_takes_on_much(capacity, rest):
    assert cool_down(capacity) == days(rest)
    assert broken_rule(ASKER, official(capacity=20, last_asked=NOW - days(1.5)), NOW) is None


def better(count: int, **fields: Any) -> list[Askable]:
    return [official(10 + number, relevance=0.9, **fields) for number in range(count)]


def test_nobody_is_asked_for_a_lesser_match_while_many_hold_one_that_fits_as_well():
    lesser = official(2, relevance=0.8)
    choice = choose(ASKER, [lesser, *better(6, load=2, capacity=2)], NOW, 3, seed=1)

    assert choice.many
    assert not choice.chosen
    assert (lesser, "lesser_match") in choice.left_out


@pytest.mark.parametrize(
    "others", [better(5), better(6, joined=False), better(6, paused=True), better(6, capacity=0)]
)
def test_a_lesser_match_is_asked_for_where_few_could_be_asked_for_a_better_one(others):
    assert 2 in chosen(official(2, relevance=0.8), *others)


@pytest.mark.parametrize("source", [Source.WANTED, Source.ANSWERABLE])
def test_whom_the_asker_pointed_at_and_who_said_they_can_answer_are_asked_all_the_same(source):
    assert 2 in chosen(official(2, relevance=0.8, source=source), *better(6))


moments = st.none() | st.integers(0, 200).map(lambda hours: NOW - timedelta(hours=hours * 12))
bodies = st.none() | st.builds(
    Body,
    st.sampled_from(["City Council", "Harbour Board"]),
    st.sampled_from([OAK.id, ELM.id]),
    st.sampled_from([None, 3, 5]),
)
askables = st.builds(
    Askable,
    st.integers(1, 9).map(OfficialId),
    st.sampled_from(Source),
    st.floats(0, 1),
    st.sampled_from([OAK, ELM, None]),
    st.frozensets(st.sampled_from([OAK.id, ELM.id, JurisdictionId(10_000)])),
    st.frozensets(st.sampled_from(["en", "es"])),
    st.sampled_from(["", "Europe/Madrid", "Nowhere/Here"]),
    joined=st.booleans(),
    verified=st.booleans(),
    reachable=st.booleans(),
    paused=st.booleans(),
    quiet=st.booleans(),
    avoided=st.booleans(),
    capacity=st.integers(0, 20),
    load=st.integers(0, 20),
    last_asked=moments,
    asked=st.integers(5, 9),
    answered=st.integers(0, 5),
    pair_asked=moments,
    body=bodies,
)
askers = st.builds(
    Asker,
    st.integers(1, 9).map(OfficialId),
    st.sampled_from([OAK, ELM, None]),
    st.frozensets(st.sampled_from([OAK.id, ELM.id])),
    st.frozensets(st.sampled_from(["en", "es"])),
    st.sampled_from(["", "America/Chicago"]),
    st.lists(bodies.filter(bool), max_size=3).map(tuple),
)


@given(askers, st.lists(askables, max_size=12), st.integers(0, 99))
def test_no_one_who_is_chosen_breaks_a_rule(asker, everybody, seed):
    found = choose(asker, everybody, NOW, 5, seed)

    for each in (one.askable for one in found.chosen):
        assert each.official_id != asker.official_id
        assert not asker.places & each.places
        assert (each.joined, each.verified, each.reachable) == (True, True, True)
        assert (each.paused, each.quiet, each.avoided) == (False, False, False)
        assert each.load < each.capacity
        assert each.pair_asked is None or NOW - each.pair_asked >= days(90)
        assert each.last_asked is None or NOW - each.last_asked >= days(min(3, 10 / each.capacity))
        assert not reaches(each.body, asker.gathered)


@given(askers, st.lists(askables, max_size=12), st.integers(0, 99))
def test_everybody_is_chosen_or_left_out_by_a_named_rule(asker, everybody, seed):
    found = choose(asker, everybody, NOW, len(everybody), seed)

    assert len(found.chosen) + len(found.left_out) == len(everybody)
    assert {rule for _, rule in found.left_out} <= RULES.keys()


@given(askers, st.lists(askables, max_size=8, unique_by=lambda each: each.official_id), st.randoms())
def test_the_order_in_which_officials_are_given_changes_nothing(asker, everybody, drawn):
    shuffled = list(everybody)
    drawn.shuffle(shuffled)

    assert choose(asker, everybody, NOW, 5, 7).chosen == choose(asker, shuffled, NOW, 5, 7).chosen


@given(askers, askables)
def test_a_score_is_between_nought_and_one(asker, askable):
    assert all(0 <= part <= 1 for part in parts(asker, askable, NOW))
    assert 0 <= score(asker, askable, NOW) <= 1 + 1e-9


@given(askers, st.lists(askables, max_size=12), st.integers(0, 99))
def test_nobody_stands_before_somebody_of_a_better_tier(asker, everybody, seed):
    tiers = [TIER[each.askable.source] for each in choose(asker, everybody, NOW, 12, seed).chosen]

    assert tiers == sorted(tiers)


# Score


def test_the_shares_are_a_whole():
    assert sum(SHARES) == pytest.approx(1)


def test_a_score_is_the_sum_of_its_six_parts():
    askable = official(
        relevance=0.8,
        languages=frozenset({"es"}),
        time_zone="Europe/Madrid",
        capacity=4,
        load=1,
        asked=4,
        answered=1,
    )

    # No language in common; Chicago and Madrid are 7 hours apart, so 1 of 4 hours; (1 + 3) of (4 + 4)
    # answered; 3 of 4 free.
    assert score(ASKER, askable, NOW) == pytest.approx(
        0.70 * 0.8
        + 0.06 * peers.similarity(ELM, OAK)
        + 0.05 * 0
        + 0.04 * (1 / 4)
        + 0.06 * (4 / 8)
        + 0.09 * (3 / 4)
    )


def test_what_nobody_knows_speaks_neither_for_nor_against():
    assert language(frozenset(), frozenset({"en"})) == 0.5
    assert shared_hours("", "Europe/Madrid", NOW) is None
    assert shared_hours("Nowhere/Here", "Europe/Madrid", NOW) is None
    assert shared_hours("../etc", "Europe/Madrid", NOW) is None
    assert hours(None) == 0.5


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("Europe/Madrid", "Europe/Berlin", 8),
        ("America/New_York", "America/Los_Angeles", 5),
        ("America/New_York", "Europe/London", 3),
        ("America/Los_Angeles", "Europe/Berlin", 0),
        ("Asia/Kolkata", "Europe/London", 2.5),
        ("Pacific/Auckland", "Pacific/Honolulu", 7),  # 23 hours apart, that is one, and on another date
    ],
)
def test_working_hours_in_common_are_those_of_both_time_zones(one, other, shared):
    assert shared_hours(one, other, NOW) == shared
    assert shared_hours(other, one, NOW) == shared


def test_hours_in_common_follow_the_clock_change_of_one_side():
    london, new_york = "Europe/London", "America/New_York"

    assert shared_hours(london, new_york, datetime(2026, 3, 2, 15, tzinfo=UTC)) == 3
    assert shared_hours(london, new_york, datetime(2026, 3, 10, 15, tzinfo=UTC)) == 4  # America changed first
    assert shared_hours(london, new_york, datetime(2026, 4, 1, 15, tzinfo=UTC)) == 3


def test_the_date_is_the_officials_own():
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)

    assert date_of("Pacific/Auckland", late) == date(2026, 3, 3)
    assert date_of("America/Chicago", late) == date(2026, 3, 2)
    assert date_of("", late) == date(2026, 3, 2)


def test_a_newcomer_counts_like_who_answers_three_of_four():
    assert response(0, 0) == 3 / 4
    assert response(0, 4) == 3 / 8
    assert response(4, 4) == 7 / 8


def test_load_is_the_free_share_of_the_capacity():
    assert [free_share(0, 4), free_share(1, 4), free_share(4, 4), free_share(9, 4)] == [1, 0.75, 0, 0]
    assert free_share(0, 0) == 0


# Turns


def test_a_clearly_better_match_is_asked_first():
    assert chosen(official(2, relevance=0.5), official(3, relevance=0.9)) == [3, 2]


def test_who_holds_the_office_that_the_asker_pointed_at_comes_before_every_better_match():
    wanted = official(2, source=Source.WANTED, relevance=0.4)
    volunteer = official(4, source=Source.VOLUNTEER, relevance=1.0)

    assert chosen(volunteer, official(3, relevance=0.9), wanted) == [2, 3, 4]


def test_among_near_equals_the_one_asked_longest_ago_comes_first():
    recent = official(2, relevance=0.82, last_asked=NOW - days(10))
    earlier = official(3, relevance=0.80, last_asked=NOW - days(40))
    never = official(4, relevance=0.79)

    assert chosen(recent, earlier, never) == [4, 3, 2]


def test_whoever_lies_further_below_the_best_than_near_equals_waits():
    best, close = official(2, relevance=0.9, last_asked=NOW - days(9)), official(3, relevance=0.87)
    far = official(4, relevance=0.9 - NEAR_EQUAL / SHARES[0] - 0.01)

    assert chosen(best, close, far) == [3, 2, 4]


def test_of_equals_never_asked_every_one_is_first_for_some_question():
    equals = [official(number) for number in range(2, 12)]

    firsts = Counter(chosen(*equals, seed=seed)[0] for seed in range(1000))

    assert set(firsts) == set(range(2, 12))
    assert max(firsts.values()) < 2 * min(firsts.values())


def test_turns_spread_a_month_of_requests_evenly_over_equals():
    loads: Counter[int] = Counter()
    last: dict[int, datetime] = {}

    for number in range(30):
        now = NOW + number * days(1)
        equals = [
            official(each, capacity=6, load=loads[each], last_asked=last.get(each)) for each in range(2, 12)
        ]
        (first,) = choose(ASKER, equals, now, 1, number).chosen
        loads[first.askable.official_id] += 1
        last[first.askable.official_id] = now

    assert set(loads.values()) == {3}
