"""The words of the forms "profile" and "place": titles, labels, hints."""

from dataclasses import dataclass

from bot.phrases.refusals import Gettext


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of one locale, by its gettext."""

    _: Gettext

    def place_title(self) -> str:
        """Return the title of the form for place and office."""
        return self._("Where you work")

    def place_intro(self) -> str:
        """Return why it asks."""
        return self._(
            "Please tell me once which government you work for. A peer sees only its kind, such as a city of "
            "200,000, until you both agree."
        )

    def place(self) -> str:
        """Return the label of the place."""
        return self._("Your government")

    def place_hint(self) -> str:
        """Return how a place is found."""
        return self._("Type the name of your city, county or state and choose it from the list.")

    def office(self) -> str:
        """Return the label of the office."""
        return self._("Your office")

    def office_hint(self) -> str:
        """Return what an office is."""
        return self._("The department or function that you work in, for example: Public works.")

    def save(self) -> str:
        """Return the button that keeps a change."""
        return self._("Save")

    def title(self) -> str:
        """Return the title of the profile form."""
        return self._("Your profile")

    def submit(self, *, member: bool) -> str:
        """Return the button below the profile form."""
        return self.save() if member else self._("Join")

    def intro(self) -> str:
        """Return what joining means and how to undo it."""
        return self._(
            "Who joins may be asked to talk with a peer, takes on no more talks than they say, and none "
            "without a yes. You can change this, pause or leave at any time."
        )

    def name(self) -> str:
        """Return the label of the name."""
        return self._("Your name")

    def name_hint(self) -> str:
        """Return who reads the name."""
        return self._("As peers read it once you both agree to talk.")

    def topics(self) -> str:
        """Return the label of the topics."""
        return self._("Topics you can be asked about")

    def topics_hint(self) -> str:
        """Return what a topic does."""
        return self._("You may be asked about these even where no record of your office fits.")

    def languages(self) -> str:
        """Return the label of the languages."""
        return self._("Languages you can talk in")

    def time_zone(self) -> str:
        """Return the label of the time zone."""
        return self._("Time zone")

    def time_zone_hint(self) -> str:
        """Return how a time zone is written."""
        return self._("For example Europe/Madrid. Leave it empty for the time zone of your government.")

    def answerable(self) -> str:
        """Return the label of the recent questions."""
        return self._("Which of these recent questions could you answer for a peer?")

    def capacity(self) -> str:
        """Return the label of the capacity."""
        return self._("Talks you take on in 30 days")

    def capacity_hint(self, most: int) -> str:
        """Return what the number means."""
        return self._(
            "From 0 to {most}. 0 means not now; you can still ask. A request that you decline does not count."
        ).format(most=most)

    def quiet(self) -> str:
        """Return the label of the quiet days."""
        return self._("Days on which you are not asked")

    def quiet_hint(self) -> str:
        """Return how days are written."""
        return self._("One day or range a line, for example: 2026-07-01 to 2026-07-14")

    def avoided(self) -> str:
        """Return the label of the do-not-introduce list."""
        return self._("Do not introduce me to")

    def avoided_hint(self) -> str:
        """Return what stands in that list, and that nobody else sees it."""
        return self._(
            "Members by name, or governments, one a line. It counts in both directions; only you see it."
        )

    def visibility(self) -> str:
        """Return the label of who may find the member."""
        return self._("Who can see that you joined")

    def visible_to(self, code: str) -> str:
        """Return one choice of it."""
        return self._("Members of the network") if code == "members" else self._("Only staff")

    def body(self) -> str:
        """Return the label of the governing body."""
        return self._("Council or board you sit on")

    def body_hint(self) -> str:
        """Return why it is asked."""
        return self._("If you sit on one: I never bring enough of its members together to make it a meeting.")

    def seats(self) -> str:
        """Return the label of the number of seats."""
        return self._("Its number of seats")
