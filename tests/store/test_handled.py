from store import handled
from tests.factories import NOW
from tests.store.racing import crowd, raced


def test_an_event_is_claimed_once(conn):
    assert handled.claim(conn, "slack:T1:C1:1.1", NOW)
    assert not handled.claim(conn, "slack:T1:C1:1.1", NOW)
    assert handled.claim(conn, "slack:T1:C1:1.2", NOW)


def test_of_two_who_claim_an_event_at_once_one_has_it(engine):
    assert raced(engine, lambda conn: handled.claim(conn, "slack:T1:C1:1.1", NOW)) == (True, False)


def test_of_a_crowd_that_claims_an_event_one_has_it(engine):
    assert sum(crowd(engine, lambda conn: handled.claim(conn, "slack:T1:C1:1.1", NOW))) == 1


def test_a_claim_that_is_taken_back_leaves_the_event_to_the_next(engine):
    with engine.connect() as conn:
        handled.claim(conn, "slack:T1:C1:1.1", NOW)
        conn.rollback()

    with engine.begin() as conn:
        assert handled.claim(conn, "slack:T1:C1:1.1", NOW)
