"""Refusals: requests that were understood but are not carried out; bot.phrases.refusals has the words."""

# The reasons which say that others may do it: staff, or who holds the office of a record or verified it.
# Who is refused for one of them stands in the audit trail (bot/turned_away.py).
FOR_WANT_OF_ROLE = frozenset({"staff_only", "no_staff_yet", "not_yours_to_check", "not_your_record"})


class Refusal(Exception):
    """Carries the reason's code and details to the official who asked; never a bug."""

    def __init__(self, reason: str, **details: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = tuple(sorted(details.items()))

    @property
    def for_want_of_role(self) -> bool:
        """Whether somebody else may do what was refused."""
        return self.reason in FOR_WANT_OF_ROLE
