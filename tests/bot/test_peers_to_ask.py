from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.introductions import peers_to_ask
from matching.domain import Band, NetworkId, Office, Official, PeerReason, PracticeRecord, Visibility
from store import introductions, memberships, merges, networks, officials, questions, record_readers
from store.memberships import MembershipDraft
from store.merges import Merging, Outcome
from store.record_values import draft_of
from tests.factories import NOW, TODAY, add_network, add_office, add_official, add_question, add_record, there
from tests.joining import add_introduction, add_member
from tests.store.counting import counted


@pytest.fixture
def conn(engine):
    """A connection whose changes are taken back after the test."""
    with engine.connect() as opened:
        yield opened


@dataclass
class Scene:
    """Robin of Elm asked and was shown a record of Oak, whose office Kim holds."""

    conn: Connection
    network_id: NetworkId
    office: Office
    record: PracticeRecord
    asker: Official
    kim: Official

    def question(self, *matches: PracticeRecord, **fields):
        question = add_question(
            self.conn, self.network_id, self.asker, matches=matches or [self.record], **fields
        )
        return questions.by_id(self.conn, self.network_id, question)

    def member(self, name="Lee", place="Fir", **said):
        return add_member(
            self.conn, self.network_id, name, add_office(self.conn, self.network_id, place=place), **said
        )

    def choose(self, question=None, first=None, now=NOW, **options):
        asked = question or self.question()
        return peers_to_ask.choose(self.conn, asked, self.asker, first, now, **options)

    def left_out(self, now=NOW):
        found = peers_to_ask.consider(self.conn, self.question(), self.asker, None, now).choice
        return {each.official_id: rule for each, rule in found.left_out}


@pytest.fixture
def scene(conn):
    network_id = add_network(conn)
    networks.ensure_topics(conn, network_id, ["stormwater", "street-lighting"])
    office = add_office(conn, network_id, place="Oak", time_zone="Europe/Madrid")
    elm = add_office(conn, network_id, place="Elm", time_zone="Europe/London")
    asker = add_member(conn, network_id, "Robin", elm)
    kim = add_member(conn, network_id, "Kim", office)
    return Scene(conn, network_id, office, add_record(conn, network_id, "fee", office), asker, kim)


def names(found):
    return [each.official.name for each in found]


# Who, in which order


def test_the_official_behind_a_match_is_chosen_with_their_office_and_record(scene):
    (kim,) = scene.choose()

    assert (kim.official, kim.office) == (scene.kim, scene.office)
    assert (kim.record_id, kim.title) == (scene.record.id, scene.record.title)


def test_whom_the_asker_points_at_comes_first_then_other_matches_then_who_offers_help(scene):
    lee, lou = scene.member("Lee", "Fir"), scene.member("Lou", "Ash")
    fir, ash = (add_record(scene.conn, scene.network_id, one.name, one.offices[0]) for one in (lee, lou))
    question = scene.question()
    questions.add_further(scene.conn, scene.network_id, question.id, [(fir.id, 0.9), (ash.id, 0.5)], 1)
    scene.member("Vic", "Yew", topics=("stormwater",))
    scene.member("Ann", "Bay", answerable=(question.id,))

    pointed_at_ash = scene.choose(question, ash.id)

    assert names(pointed_at_ash) == ["Lou", "Lee", "Kim", "Ann"]
    assert pointed_at_ash[0].record_id == ash.id
    assert pointed_at_ash[3].record_id is None


def test_volunteers_are_chosen_where_too_few_others_can_be(scene):
    scene.member("Vic", "Yew", topics=("stormwater",))
    scene.member("Sam", "Bay", topics=("street-lighting",))

    assert names(scene.choose()) == ["Kim", "Vic"]


def test_offices_with_another_record_about_the_topic_are_asked_where_nobody_else_is_free(scene):
    lee = scene.member("Lee", "Fir")
    add_record(scene.conn, scene.network_id, "rain", lee.offices[0], topics=("stormwater",))

    found = scene.choose(without=frozenset({scene.kim.id}))

    assert names(found) == ["Lee"]
    assert found[0].reasons[0] == PeerReason("same_topic", "stormwater")


@pytest.mark.parametrize("visibility", [Visibility.NAMED, Visibility.UNATTRIBUTED])
def test_a_record_that_not_all_members_may_read_with_its_office_gives_nobody_away(scene, visibility):
    lee = scene.member("Lee", "Fir")
    hidden = {"topics": ("stormwater",), "visibility": visibility}
    add_record(scene.conn, scene.network_id, "rain", lee.offices[0], **hidden)

    assert scene.choose(without=frozenset({scene.kim.id})) == []


def test_a_match_that_the_asker_may_not_read_by_now_is_no_reason_to_ask_anybody(scene):
    lee = scene.member("Lee", "Fir")
    fir = add_record(scene.conn, scene.network_id, "rain", lee.offices[0])
    question = scene.question()
    questions.add_further(scene.conn, scene.network_id, question.id, [(fir.id, 0.9)], 1)
    assert names(scene.choose(question)) == ["Lee", "Kim"]

    add_record(scene.conn, scene.network_id, "rain", lee.offices[0], visibility=Visibility.NAMED)
    assert names(scene.choose(question)) == ["Kim"]

    record_readers.set_readers(scene.conn, scene.network_id, fir.id, [scene.asker.offices[0].jurisdiction.id])
    assert names(scene.choose(question)) == ["Lee", "Kim"]


def test_a_match_that_was_merged_into_one_that_the_asker_may_not_read_is_no_reason_either(scene):
    lee = scene.member("Lee", "Fir")
    fir = add_record(scene.conn, scene.network_id, "rain", lee.offices[0])
    into = add_record(scene.conn, scene.network_id, "named", visibility=Visibility.NAMED)
    question = scene.question()
    questions.add_further(scene.conn, scene.network_id, question.id, [(fir.id, 0.9)], 1)
    merging = Merging(fir.id, fir.revision, into.id, into.revision, None)
    merges.merge(scene.conn, scene.network_id, merging, Outcome(draft_of(into), ()), NOW)

    assert names(scene.choose(question)) == ["Kim"]


def test_a_question_without_a_match_goes_to_who_knows_the_topic_that_it_names(scene):
    scene.member("Vic", "Yew", topics=("stormwater",))
    scene.member("Sam", "Bay", topics=("street-lighting",))
    none = add_question(
        scene.conn, scene.network_id, scene.asker, text="Who dims street lighting?", band=Band.NONE
    )

    found = scene.choose(questions.by_id(scene.conn, scene.network_id, none))

    assert names(found) == ["Sam"]


def test_a_question_about_nothing_that_anybody_knows_has_nobody_to_ask(scene):
    none = add_question(scene.conn, scene.network_id, scene.asker, text="Hello?", band=Band.NONE)

    assert scene.choose(questions.by_id(scene.conn, scene.network_id, none)) == []


def test_those_who_were_named_are_left_out_without_a_word(scene):
    assert scene.choose(without=frozenset({scene.kim.id})) == []


def test_a_network_with_one_official_has_nobody_to_ask(conn):
    network_id = add_network(conn, "Lonely network")
    office = add_office(conn, network_id)
    asker = add_member(conn, network_id, "Robin", office)
    record = add_record(conn, network_id, "fee", office)
    question = there(
        questions.by_id(conn, network_id, add_question(conn, network_id, asker, matches=[record]))
    )

    assert peers_to_ask.choose(conn, question, asker, record.id, NOW) == []


def test_an_asker_without_profile_and_place_is_no_obstacle(scene):
    scene.asker = add_official(scene.conn, scene.network_id, "Nobody yet")

    assert names(scene.choose()) == ["Kim"]


# Who is left out


def test_who_left_the_network_is_left_out(scene):
    memberships.leave(scene.conn, scene.kim.id, NOW)

    assert scene.left_out() == {scene.kim.id: "not_joined"}


def test_who_holds_the_office_but_never_joined_is_left_out(scene):
    lou = add_official(scene.conn, scene.network_id, "Lou", scene.office)

    assert scene.left_out() == {lou.id: "not_joined"}


def test_who_gave_up_the_office_does_not_come_into_question(scene):
    officials.leave(scene.conn, scene.kim.id, scene.office.id, TODAY)

    assert scene.left_out() == {}
    assert scene.choose() == []


def test_whom_staff_have_not_verified_is_left_out(scene):
    lou = add_official(scene.conn, scene.network_id, "Lou", scene.office)
    memberships.save(scene.conn, scene.network_id, lou.id, MembershipDraft(), NOW)

    assert scene.left_out() == {lou.id: "not_verified"}


def test_whom_no_chat_knows_is_left_out(scene):
    lou = add_official(scene.conn, scene.network_id, "Lou", scene.office)
    memberships.save(scene.conn, scene.network_id, lou.id, MembershipDraft(), NOW)
    officials.mark_verified(scene.conn, lou.id, NOW)

    assert scene.left_out() == {lou.id: "unreachable"}


def test_who_paused_is_left_out_until_the_pause_is_over(scene):
    memberships.pause(scene.conn, scene.kim.id, NOW + timedelta(days=1))

    assert scene.left_out() == {scene.kim.id: "paused"}
    assert names(scene.choose(now=NOW + timedelta(days=1))) == ["Kim"]


def test_a_quiet_day_is_one_of_the_officials_own_time_zone(scene):
    said = MembershipDraft(quiet=((date(2026, 3, 3), date(2026, 3, 3)),))
    memberships.save(scene.conn, scene.network_id, scene.kim.id, said, NOW)
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # in Madrid it is the third

    assert scene.left_out(now=late) == {scene.kim.id: "quiet"}
    assert scene.left_out(now=late - timedelta(hours=1)) == {}
    assert scene.left_out(now=late + timedelta(days=1)) == {}


@pytest.mark.parametrize("by_place", [False, True])
@pytest.mark.parametrize("by_asker", [False, True])
def test_who_does_not_want_the_other_is_left_out_whichever_side_said_so(scene, by_asker, by_place):
    one, other = (scene.asker, scene.kim) if by_asker else (scene.kim, scene.asker)
    said = (
        MembershipDraft(avoided_places=(other.offices[0].jurisdiction.id,))
        if by_place
        else MembershipDraft(avoided=(other.id,))
    )
    memberships.save(scene.conn, scene.network_id, one.id, said, NOW)

    assert scene.left_out() == {scene.kim.id: "avoided"}


def test_colleagues_of_the_asker_are_left_out_even_through_their_second_office(scene):
    second = add_office(scene.conn, scene.network_id, "Library", place="Oak")
    officials.hold(scene.conn, scene.asker.id, second.id, date(2021, 1, 1))
    scene.asker = officials.by_id(scene.conn, scene.network_id, scene.asker.id, TODAY)

    assert scene.left_out() == {scene.kim.id: "own_government"}


def test_capacity_nought_is_a_no(scene):
    memberships.save(scene.conn, scene.network_id, scene.kim.id, MembershipDraft(capacity=0), NOW)

    assert scene.left_out() == {scene.kim.id: "at_capacity"}


def test_whoever_has_as_many_requests_as_they_take_on_is_left_out_for_thirty_days(scene):
    memberships.save(scene.conn, scene.network_id, scene.kim.id, MembershipDraft(capacity=1), NOW)
    other = scene.member("Ann", "Bay")
    add_introduction(scene.conn, scene.question().id, other, scene.kim, "introduced", NOW)

    assert scene.left_out(now=NOW + timedelta(days=29)) == {scene.kim.id: "at_capacity"}
    assert scene.left_out(now=NOW + timedelta(days=30)) == {}


def test_a_yes_counts_for_thirty_days_from_the_day_it_was_said(scene):
    memberships.save(scene.conn, scene.network_id, scene.kim.id, MembershipDraft(capacity=1), NOW)
    other, said = scene.member("Ann", "Bay"), NOW + timedelta(days=5)
    add_introduction(scene.conn, scene.question().id, other, scene.kim, "introduced", NOW, agreed_at=said)

    assert scene.left_out(now=NOW + timedelta(days=34)) == {scene.kim.id: "at_capacity"}
    assert scene.left_out(now=NOW + timedelta(days=35)) == {}


def test_whoever_was_asked_by_anybody_has_some_days_of_rest(scene):
    other = scene.member("Ann", "Bay")
    add_introduction(scene.conn, scene.question().id, other, scene.kim, "declined", NOW)

    assert scene.left_out(now=NOW + timedelta(days=6)) == {scene.kim.id: "cooling_down"}
    assert scene.left_out(now=NOW + timedelta(days=7)) == {}


def test_a_pair_is_not_brought_together_twice_within_ninety_days(scene):
    add_introduction(scene.conn, scene.question().id, scene.asker, scene.kim, "expired", NOW)

    assert scene.left_out(now=NOW + timedelta(days=89)) == {scene.kim.id: "pair_again"}
    assert scene.left_out(now=NOW + timedelta(days=90)) == {}


def test_the_ninety_days_begin_with_the_yes_and_again_when_the_two_are_brought_together(scene):
    asked, agreed, together = NOW, NOW + timedelta(days=14), NOW + timedelta(days=40)
    made = add_introduction(
        scene.conn, scene.question().id, scene.asker, scene.kim, "accepted", asked, agreed_at=agreed
    )
    assert scene.left_out(now=agreed + timedelta(days=89)) == {scene.kim.id: "pair_again"}
    assert scene.left_out(now=agreed + timedelta(days=90)) == {}

    introductions.move(scene.conn, made, "accepted", "introduced", None, together)

    assert scene.left_out(now=together + timedelta(days=89)) == {scene.kim.id: "pair_again"}
    assert scene.left_out(now=together + timedelta(days=90)) == {}


def board(scene, seats):
    """Kim, and Lee of another city, who may already take part, sit on one regional board."""
    said = MembershipDraft(body="Harbour Region Board", body_seats=seats)
    memberships.save(scene.conn, scene.network_id, scene.kim.id, said, NOW)
    lee = scene.member("Lee", "Fir", body="harbour region board", body_seats=seats)
    question = scene.question()
    add_introduction(scene.conn, question.id, scene.asker, lee, "asked", NOW)
    return question


def test_nobody_is_asked_who_would_make_a_quorum_with_those_asked_already(scene):
    question = board(scene, seats=3)

    assert scene.choose(question) == []


def test_who_comes_near_a_quorum_is_chosen_with_the_name_of_the_body(scene):
    (kim,) = scene.choose(board(scene, seats=5))

    assert kim.near_quorum == "Harbour Region Board"


# Why, and how


def test_reasons_say_why_somebody_was_chosen(scene):
    said = MembershipDraft(languages=("en", "es"))
    memberships.save(scene.conn, scene.network_id, scene.kim.id, said, NOW)

    (kim,) = scene.choose()

    assert [reason.code for reason in kim.reasons] == [
        "holds_record",
        "same_country",
        "same_kind",
        "spoken",
        "shared_hours",
    ]
    assert kim.reasons[-2:] == (PeerReason("spoken", "en"), PeerReason("shared_hours", "7"))


def test_choosing_takes_as_many_queries_for_many_matches_as_for_few(scene):
    offices = [add_office(scene.conn, scene.network_id, place=f"Place {number}") for number in range(24)]
    for number, office in enumerate(offices):
        add_member(scene.conn, scene.network_id, f"M{number}", office)
    matches = [
        add_record(scene.conn, scene.network_id, f"r{number}", office)
        for number, office in enumerate(offices)
    ]
    few, many = scene.question(*matches[:3]), scene.question(*matches)

    def queries(question):
        with counted(scene.conn) as statements:
            assert scene.choose(question)
        return len(statements)

    assert queries(few) == queries(many) <= 9


def test_nobody_has_joined_an_office_until_a_member_holds_it(scene):
    fir = add_office(scene.conn, scene.network_id, place="Fir")
    add_official(scene.conn, scene.network_id, "Lou", fir)

    assert peers_to_ask.nobody_joined(scene.conn, scene.network_id, fir.id, TODAY)
    assert not peers_to_ask.nobody_joined(scene.conn, scene.network_id, scene.office.id, TODAY)
