"""Whom a chat reaches: kept once, however many hear of it at the same time."""

import pytest
from sqlalchemy import Connection

from matching.domain import Official, WorkspaceId
from store import introductions, loads, officials, reach
from store.introductions import IntroductionDraft
from store.loads import Load
from tests.factories import NOW, TODAY, add_network, add_office, add_official, add_question, add_workspace
from tests.store.racing import raced

ASKED = "U0BEN"


@pytest.fixture
def known(conn: Connection) -> tuple[WorkspaceId, Official]:
    return person(conn)


def person(conn: Connection) -> tuple[WorkspaceId, Official]:
    """A workspace, and somebody whom it knows."""
    network_id = add_network(conn)
    workspace_id, official = add_workspace(conn, network_id), add_official(conn, network_id, "Ben")
    officials.identify(conn, workspace_id, ASKED, official.id)
    return workspace_id, official


def request(conn: Connection, official: Official, workspace_id: WorkspaceId) -> int:
    """An open request to the official."""
    network_id = official.network_id
    asker = add_official(conn, network_id, "Ana", add_office(conn, network_id, place="Elm"))
    draft = IntroductionDraft(
        question_id=add_question(conn, network_id, asker),
        record_id=None,
        office_id=add_office(conn, network_id).id,
        asker_id=asker.id,
        workspace_id=workspace_id,
        conversation="C1",
        thread="1.1",
        peer_id=official.id,
        answer_by=NOW,
    )
    return introductions.request(conn, network_id, draft, NOW)[0].id


def test_an_account_is_closed_once(conn, known):
    workspace_id, official = known

    closed = [reach.close_account(conn, workspace_id, ASKED, NOW) for _ in range(2)]

    assert closed == [True, False]
    assert [each.closed for each in officials.identities(conn, official.id)] == [True]


def test_two_who_hear_of_a_closed_account_at_once_note_it_once(postgresql):
    with postgresql.begin() as conn:
        workspace_id, _ = person(conn)

    assert raced(postgresql, lambda conn: reach.close_account(conn, workspace_id, ASKED, NOW)) == (
        True,
        False,
    )


def test_of_two_who_find_a_peer_out_of_reach_at_once_one_goes_on(postgresql):
    with postgresql.begin() as conn:
        workspace_id, official = person(conn)
        asked = request(conn, official, workspace_id)

    def note(conn: Connection) -> bool:
        noted = introductions.note_unreached(conn, asked, "asked")
        return noted and introductions.move(conn, asked, "asked", "handed_over", None, NOW)

    assert raced(postgresql, note) == (True, False)


def test_only_open_requests_to_people_whom_no_chat_reaches_are_stranded(conn, known):
    workspace_id, official = known
    asked = request(conn, official, workspace_id)
    seen = [reach.stranded(conn, [workspace_id])]

    reach.leave(conn, "slack", [f"T{official.network_id}"], NOW)
    seen.append(reach.stranded(conn, [workspace_id]))
    introductions.move(conn, asked, "asked", "declined", official.id, NOW)
    seen.append(reach.stranded(conn, [workspace_id]))

    assert seen == [[], [(asked, official.network_id)], []]


def test_who_is_reached_elsewhere_is_not_stranded(conn, known):
    workspace_id, official = known
    request(conn, official, workspace_id)
    reach.close_account(conn, workspace_id, ASKED, NOW)

    officials.identify(conn, workspace_id, "U0OTHER", official.id)

    assert reach.stranded(conn, [workspace_id]) == []
    assert loads.members(conn, official.network_id, [official.id], TODAY)[official.id].reachable


def test_a_workspace_leaves_and_comes_back_once(conn, known):
    workspace_id, official = known
    name = [f"T{official.network_id}", "T0UNKNOWN"]

    moves = [reach.leave(conn, "slack", name, NOW) for _ in range(2)]
    members = loads.members(conn, official.network_id, [official.id], TODAY)
    moves += [reach.come_back(conn, "slack", name) for _ in range(2)]

    assert moves == [[workspace_id], [], [workspace_id], []]
    assert not members[official.id].reachable


def test_a_request_that_never_arrived_is_neither_asked_nor_answered(conn, known):
    workspace_id, official = known
    asked = request(conn, official, workspace_id)

    introductions.note_unreached(conn, asked, "asked")
    introductions.move(conn, asked, "asked", "handed_over", None, NOW)

    assert loads.of(conn, official.id, loads.EVER) == Load()
