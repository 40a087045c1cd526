"""In the demonstration, entries stay what they are, whatever the people do who stand for them."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from bot import network
from bot.events.member import NetworkLeft, PlaceSaid, ProfileSaved, ProfileWanted
from bot.messages.profile import ProfileShown
from bot.speaker import Speaker
from matching.domain import Official
from store import networks, officials
from tests.bot.members import profile
from tests.bot.stage import PRIVATE, Stage, only
from tests.factories import NOW, add_network, add_office

VISITOR = Speaker("console:terminal", "you", name="Vera")


class Demonstration(Stage):
    """The stage with a demonstration beside it: one entry, of Copenhagen, and one more office in Aarhus."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        with engine.begin() as connection:
            self.network_id = add_network(connection, "demo", demonstration=True)
            self.workspace_id = networks.ensure_workspace(connection, self.network_id, "console", "terminal")
            for office, place in (("Mobility", "Copenhagen"), ("Water", "Aarhus")):
                self.offices[place] = add_office(connection, self.network_id, office, place)
            self.entry = officials.add(connection, self.network_id, "Mobility entry", demonstration=True)
            officials.hold(connection, self.entry, self.offices["Copenhagen"].id, NOW.date())
            officials.mark_verified(connection, self.entry, NOW)

    def who(self) -> Official:
        """Whom the visitor is."""
        with self.engine.connect() as connection:
            return network.look(connection, VISITOR, NOW).official

    def holders(self) -> list[int]:
        """Who holds the entry's office."""
        office = self.offices["Copenhagen"]
        with self.engine.connect() as connection:
            return [each.id for each in officials.holders(connection, self.network_id, office.id, NOW.date())]


@pytest.fixture
def demo(engine):
    stage = Demonstration(engine)
    stage.do(ProfileWanted(VISITOR, PRIVATE))
    assert stage.who().id == stage.entry
    return stage


def say(demo, place):
    demo.do(PlaceSaid(VISITOR, PRIVATE, f"known:{demo.offices[place].jurisdiction.id}", "Water"))


def test_who_says_another_place_becomes_a_person_of_their_own_and_is_verified_at_once(demo):
    say(demo, "Aarhus")

    person = demo.who()
    assert (person.demonstration, [each.name for each in person.offices]) == (False, ["Water"])
    assert person.verified_at == NOW
    assert demo.holders() == [demo.entry]


def test_who_leaves_is_themselves_again_and_the_entry_stays(demo):
    demo.do(NetworkLeft(VISITOR, PRIVATE))

    assert (demo.who().offices, demo.holders()) == ((), [demo.entry])
    assert only(ProfileShown, demo.do(ProfileWanted(VISITOR, PRIVATE))).member is False


def test_who_changes_the_profile_of_an_entry_goes_on_standing_for_it(demo):
    event: ProfileSaved = replace(
        profile(demo, VISITOR, "Copenhagen"), speaker=VISITOR, name="Vera", capacity=3
    )

    card = only(ProfileShown, demo.do(event))

    assert (card.name, card.capacity, demo.who().id) == ("Vera", 3, demo.entry)
