"""The official's own choice whether places like theirs come first in an answer."""

import pytest

from bot.events import PeersSwitched
from bot.messages import PeersSetting
from matching.domain import Audience
from tests.bot.stage import ANA, CHANNEL, CHLOE, PRIVATE, Stage, only
from tests.factories import add_office, add_record


def switch(stage: Stage, wanted: bool | None, speaker=ANA, spot=PRIVATE) -> PeersSetting:
    return only(PeersSetting, stage.do(PeersSwitched(speaker, spot, wanted)))


def with_a_metropolis(stage: Stage) -> None:
    """Beside Oak's record stands the same one of a metropolis, whose key comes first."""
    with stage.engine.begin() as connection:
        metropolis = add_office(
            connection, stage.network_id, "Public works", "Metropolis", population=9_000_000
        )
        add_record(connection, stage.network_id, "a-fee", metropolis, title="A fee to pay for storm drains")


def places(stage: Stage, speaker=ANA) -> list[str]:
    return [match.place.name for match in stage.ask(speaker).matches]


def test_places_like_the_askers_come_first_unless_they_choose_otherwise(stage: Stage):
    with_a_metropolis(stage)
    assert places(stage) == ["Oak", "Metropolis"]

    switch(stage, wanted=False)
    assert places(stage) == ["Metropolis", "Oak"]

    switch(stage, wanted=True)
    assert places(stage) == ["Oak", "Metropolis"]


def test_who_leaves_likeness_out_is_given_no_reason_by_it(stage: Stage):
    switch(stage, wanted=False)

    assert [match.reasons for match in stage.ask().matches] == [()]


def test_the_choice_of_one_official_changes_nothing_for_others(stage: Stage):
    switch(stage, wanted=False)

    assert [bool(match.reasons) for match in stage.ask(CHLOE).matches] == [True]


@pytest.mark.parametrize("chosen", [True, False])
def test_who_asks_how_it_stands_is_told_and_changes_nothing(stage: Stage, chosen: bool):
    switch(stage, wanted=chosen)

    assert switch(stage, wanted=None) == switch(stage, wanted=None) == PeersSetting(on=chosen)


def test_it_is_on_for_who_never_chose(stage: Stage):
    assert switch(stage, wanted=None) == PeersSetting(on=True)


def test_the_choice_is_answered_to_the_official_alone(stage: Stage):
    (said,) = stage.do(PeersSwitched(ANA, CHANNEL, wanted=False))

    assert CHANNEL.audience is Audience.CHANNEL
    assert (said.address.way, said.address.people) == ("only_to", (ANA.chat_id,))
