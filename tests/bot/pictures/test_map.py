import numpy as np
import pytest
from matplotlib.patches import ArrowStyle

from bot.digest import HelpedLink, MapPlace
from bot.phrases import words
from bot.pictures.arcs import arc
from bot.pictures.frame import frame_of
from bot.pictures.network_map import map_picture
from bot.pictures.outline import outline, projected
from tests.bot.pictures.weeks import APIA, BARCELONA, BRAZIL, COPENHAGEN, MELBOURNE, SEATTLE, SUVA, week


def test_the_projection_is_equal_earth():
    # By hand from the published equations: at the equator x is 2 sqrt(3) longitude / (3 A1), at the pole
    # theta is pi / 3.
    [(x, y), (_, pole)] = projected(np.array([(90.0, 0.0), (0.0, 90.0)]))

    assert x == pytest.approx(2 * 3**0.5 * (np.pi / 2) / (3 * 1.340264))
    assert y == 0
    assert pole == pytest.approx(1.3173628)  # the height of half a globe, as PROJ gives it


def test_every_country_with_a_town_has_a_point():
    countries = outline().countries

    assert {"FJ", "US", "SG", "VA", "WS", "ZA"} <= countries.keys()
    assert countries["FJ"][0] == pytest.approx(178, abs=1)


def test_the_coasts_are_closed_and_without_antarctica():
    coasts = outline().coasts

    assert len(coasts) > 50
    assert all(coast[:, 1].max() > -60 for coast in coasts)
    assert all(len(coast) >= 3 for coast in coasts)


def test_places_of_one_region_fill_the_map():
    frame = frame_of([(12.56, 55.67), (2.17, 41.4)])

    assert not frame.whole
    assert frame.width < 0.6  # radians at the equator; all of the world is 5.4


def test_places_all_around_the_world_show_all_of_it():
    assert frame_of([(-122.3, 47.6), (12.56, 55.67), (145.0, -37.8)]).whole


def test_the_nearer_way_may_lead_across_the_date_line():
    frame = frame_of([(178.4, -18.1), (-171.8, -13.8)])

    assert frame.middle == pytest.approx(-176.7)
    assert frame.place((178.4, -18.1))[0] < frame.place((-171.8, -13.8))[0]


def test_one_place_alone_has_room_around_it():
    frame = frame_of([(12.56, 55.67)])

    x, y = frame.place((12.56, 55.67))
    assert (x - frame.left) / frame.width == pytest.approx(0.5)
    assert (y - frame.bottom) / frame.height == pytest.approx(0.5)


def test_the_words_for_who_cannot_see_it_say_who_helped_whom_most():
    links = (HelpedLink(SEATTLE, BRAZIL, 1), HelpedLink(COPENHAGEN, SEATTLE, 3))

    picture = map_picture(week(*links), words("en"))

    assert picture is not None
    assert picture.alt == (
        "Who helped whom. 4 introductions led to help. "
        "Copenhagen helped Seattle: 3; Seattle helped Brazil: 1."
    )


def test_help_to_a_place_nobody_can_find_is_left_out():
    nowhere = MapPlace("XX")

    assert map_picture(week(HelpedLink(COPENHAGEN, nowhere, 2)), words("en")) is None


@pytest.mark.parametrize(("apart", "style"), [(200, "-|>"), (30, "-|>"), (18, "-"), (3, "-")])
def test_dots_without_room_for_an_arrowhead_are_joined_by_a_line(apart: float, style: str):
    drawn = arc((0, 0), (0, 1), 1, apart)

    assert drawn.get_arrowstyle().__class__ is ArrowStyle(style).__class__
    assert drawn.get_mutation_scale() <= max(1, (apart - 12) / 0.8)


@pytest.mark.parametrize(
    "links",
    [
        [HelpedLink(COPENHAGEN, COPENHAGEN, 1)],
        [HelpedLink(BRAZIL, BRAZIL, 2)],
        [HelpedLink(SUVA, APIA, 1), HelpedLink(APIA, SUVA, 1)],
        [
            HelpedLink(MapPlace("US", 40 + number / 10, -100.0, f"Town {number}"), BARCELONA, number + 1)
            for number in range(60)
        ],
        [HelpedLink(MELBOURNE, MapPlace("NO", 89.9, 0.0, "Pole"), 1)],
    ],
    ids=["one place", "one country", "there and back", "sixty links", "the pole"],
)
def test_odd_networks_can_be_drawn(links: list[HelpedLink]):
    assert map_picture(week(*links), words("en")) is not None
