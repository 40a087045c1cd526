"""Refusals: requests that were understood but are not carried out; bot.phrases.refusals has the words."""


class Refusal(Exception):
    """Carries the reason's code and details to the official who asked; never a bug."""

    def __init__(self, reason: str, **details: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = tuple(sorted(details.items()))
