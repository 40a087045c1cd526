import pytest

from matching.domain import JurisdictionId
from matching.quorum import Body, comes_near, gathered, quorum, reaches

OAK, ELM = JurisdictionId(1), JurisdictionId(2)


def council(seats: int | None = 7, name: str = "City Council", place: JurisdictionId = OAK) -> Body:
    return Body(name, place, seats)


@pytest.mark.parametrize(("seats", "members"), [(1, 1), (3, 2), (4, 3), (5, 3), (7, 4), (None, 2)])
def test_a_quorum_is_more_than_half_of_the_seats(seats, members):
    assert quorum(seats) == members


def test_two_of_a_board_of_three_would_be_a_quorum():
    assert reaches(council(3), [council(3)])


def test_two_of_a_board_of_five_are_none_but_come_near_it():
    assert not reaches(council(5), [council(5)])
    assert comes_near(council(5), [council(5)])
    assert reaches(council(5), [council(5), council(5)])


def test_one_member_alone_gathers_nobody_and_warns_of_nothing():
    assert not comes_near(council(3), [])


def test_a_body_is_known_whatever_its_letters_and_accents():
    assert gathered(council(name="CITY  council"), [council()]) == 2
    assert gathered(Body("Câmara Municipal", OAK, 5), [Body("camara municipal", OAK, 5)]) == 2


def test_city_councils_of_two_cities_are_two_bodies():
    assert not reaches(council(3), [council(3, place=ELM)])


def test_a_regional_board_is_one_body_whatever_the_city_of_its_members():
    board = "Bay Area Air Quality Board"

    assert reaches(Body(board, OAK, 3), [Body(board, ELM, 3)])


def test_where_members_disagree_on_the_seats_the_smaller_number_counts():
    assert reaches(council(9), [council(3)])


def test_a_body_that_does_not_say_its_seats_counts_as_the_smallest():
    assert reaches(council(None), [council(None)])


def test_who_sits_on_no_body_is_never_a_quorum():
    assert not reaches(None, [council(3)])
    assert not comes_near(None, [council(5)])
    assert not reaches(Body("—", OAK, 3), [Body("—", OAK, 3)])
