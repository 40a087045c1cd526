from dataclasses import replace
from datetime import date

from matching.domain import Audience, Band, OfficialId
from store import directory, introductions, memberships, officials, places, questions, record_changes
from store.memberships import MembershipDraft
from tests.factories import (
    NOW,
    TODAY,
    add_network,
    add_office,
    add_official,
    add_question,
    add_record,
    make_introduction_draft,
)
from tests.store.racing import raced


def join(conn, official, **said):
    memberships.save(conn, official.network_id, official.id, MembershipDraft(**said), NOW)
    return official


def asked(conn, network_id, office, peer):
    """An introduction that the peer has not answered, to this office."""
    asker = add_official(conn, network_id, "Asker")
    record = add_record(conn, network_id, f"record-{peer.id}", office)
    question = questions.by_id(conn, network_id, add_question(conn, network_id, asker, matches=[record]))
    draft = replace(make_introduction_draft(question, record, peer))
    introduction, _ = introductions.request(conn, network_id, draft, NOW)
    return introduction


def test_the_latest_questions_of_others_come_first(conn):
    network_id = add_network(conn)
    robin, kim = add_official(conn, network_id, "Robin"), add_official(conn, network_id, "Kim")
    first = add_question(conn, network_id, kim, text="First?")
    second = add_question(conn, network_id, kim, text="Second?")
    add_question(conn, network_id, robin, text="My own?")

    assert directory.recent_questions(conn, network_id, robin.id) == ((second, "Second?"), (first, "First?"))


def test_private_and_anonymous_questions_are_offered_to_nobody(conn):
    network_id = add_network(conn)
    robin, kim = add_official(conn, network_id, "Robin"), add_official(conn, network_id, "Kim")
    hidden = tuple(
        add_question(conn, network_id, kim, audience=audience)
        for audience in (Audience.PRIVATE, Audience.ANONYMOUS)
    )

    assert directory.recent_questions(conn, network_id, robin.id) == ()
    assert directory.questions_named(conn, network_id, robin.id, hidden) == ()


def test_ten_questions_are_offered_and_none_of_another_network(conn):
    network_id, elsewhere = add_network(conn), add_network(conn, "Valley network")
    robin, kim = add_official(conn, network_id), add_official(conn, network_id, "Kim")
    for _ in range(11):
        add_question(conn, network_id, kim)
    add_question(conn, elsewhere, add_official(conn, elsewhere), text="Elsewhere?")

    offered = directory.recent_questions(conn, network_id, robin.id)

    assert (len(offered), "Elsewhere?" in dict(offered).values()) == (10, False)


def test_what_no_record_answers_is_offered_if_a_government_asks_it(conn):
    network_id = add_network(conn)
    robin, kim, lee = (add_official(conn, network_id, name) for name in ("Robin", "Kim", "Lee"))
    officials.mark_verified(conn, kim.id, NOW)
    bonds = add_question(conn, network_id, kim, text="Better bonds?", band=Band.NONE)
    add_question(conn, network_id, lee, text="Cheese with figs?", band=Band.NONE)

    assert directory.recent_questions(conn, network_id, robin.id) == ((bonds, "Better bonds?"),)


def test_the_demonstration_offers_no_question_without_a_match(conn):
    network_id = add_network(conn, demonstration=True)
    robin, kim = add_official(conn, network_id, "Robin"), add_official(conn, network_id, "Kim")
    officials.mark_verified(conn, kim.id, NOW)
    add_question(conn, network_id, kim, text="Cheese with figs?", band=Band.NONE)

    assert directory.recent_questions(conn, network_id, robin.id) == ()


def test_members_find_each_other_unless_they_chose_staff_alone(conn):
    network_id = add_network(conn)
    oak = add_office(conn, network_id, place="Oak")
    robin = join(conn, add_official(conn, network_id, "Robin", oak))
    join(conn, add_official(conn, network_id, "Kim", oak), visibility="staff")
    add_official(conn, network_id, "Never joined", oak)
    left = join(conn, add_official(conn, network_id, "Left", oak))
    memberships.leave(conn, left.id, NOW)

    found = directory.visible_members(conn, network_id, TODAY)

    assert found == (directory.Found(robin.id, "Robin", oak.jurisdiction.id, "Oak"),)


def test_an_official_without_an_office_is_named_without_a_place(conn):
    network_id = add_network(conn)
    robin = add_official(conn, network_id, "Robin")

    found = directory.named(conn, network_id, (robin.id, OfficialId(999)), TODAY)

    assert found == (directory.Found(robin.id, "Robin", None, ""),)


def test_an_office_has_work_while_it_owns_records_or_is_asked(conn):
    network_id = add_network(conn)
    idle, owner = add_office(conn, network_id, "Idle"), add_office(conn, network_id, "Owner")
    asked_of, other = add_office(conn, network_id, "Asked"), add_office(conn, network_id, place="Elm")
    record = add_record(conn, network_id, "owned", owner)
    introduction = asked(conn, network_id, other, add_official(conn, network_id, "Kim", asked_of))

    assert not directory.has_work(conn, network_id, idle.id)
    assert directory.has_work(conn, network_id, owner.id)
    assert directory.has_work(conn, network_id, other.id)
    record_changes.withdraw(conn, network_id, record.id, NOW)
    assert not directory.has_work(conn, network_id, owner.id)
    assert introduction.office_id == other.id


def test_an_office_has_a_member_once_somebody_verified_joined(conn):
    network_id = add_network(conn)
    oak = add_office(conn, network_id)
    robin = add_official(conn, network_id, "Robin", oak)
    seen = [directory.has_member(conn, network_id, oak.id, TODAY)]
    join(conn, robin)
    seen.append(directory.has_member(conn, network_id, oak.id, TODAY))
    officials.mark_verified(conn, robin.id, NOW)
    seen.append(directory.has_member(conn, network_id, oak.id, TODAY))

    assert seen == [False, False, True]


def test_records_are_unconfirmed_until_their_office_finds_them_right(conn):
    network_id = add_network(conn)
    oak = add_office(conn, network_id)
    old = add_record(conn, network_id, "old", oak, verified_on=date(2025, 1, 1))
    never = add_record(conn, network_id, "never", oak)
    add_record(conn, network_id, "new", oak, verified_on=TODAY)

    found = directory.unconfirmed_records(conn, network_id, oak.id, TODAY)
    confirmed = [record_changes.confirm(conn, network_id, old.id, NOW) for _ in range(2)]

    assert found == ((old.id, old.title), (never.id, never.title))
    assert confirmed == [True, False]
    assert directory.unconfirmed_records(conn, network_id, oak.id, TODAY) == ((never.id, never.title),)


def test_of_two_who_confirm_a_record_at_once_one_confirmed_it(engine):
    with engine.begin() as conn:
        network_id = add_network(conn)
        record = add_record(conn, network_id, "old", add_office(conn, network_id))

    assert raced(engine, lambda conn: record_changes.confirm(conn, network_id, record.id, NOW)) == (
        True,
        False,
    )


def test_a_tenure_is_open_until_it_ends(conn):
    network_id = add_network(conn)
    oak = add_office(conn, network_id)
    robin = add_official(conn, network_id, "Robin", oak)

    (tenure,) = directory.open_tenures(conn, robin.id)
    begun = directory.held_since(conn, robin.id, oak.id)
    officials.leave(conn, robin.id, oak.id, TODAY)

    assert (tenure.official_id, tenure.office_id, begun) == (robin.id, oak.id, date(2020, 1, 1))
    assert directory.open_tenure(conn, tenure.id) is None
    assert directory.open_tenures(conn, robin.id) == ()
    assert directory.held_since(conn, robin.id, oak.id) is None


def test_places_and_offices_of_another_network_are_not_found(conn):
    network_id, elsewhere = add_network(conn), add_network(conn, "Valley network")
    oak = add_office(conn, network_id)

    assert places.jurisdiction(conn, network_id, oak.jurisdiction.id) == oak.jurisdiction
    assert places.jurisdiction(conn, elsewhere, oak.jurisdiction.id) is None
    assert places.jurisdictions(conn, elsewhere) == ()
    assert places.offices_of(conn, oak.jurisdiction) == (oak,)
    assert places.office_by_id(conn, elsewhere, oak.id) is None
