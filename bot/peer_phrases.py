"""The words about peers: what a place has in common with the asker's, and whether such places come first."""

from bot.refusal_phrases import Gettext


def reason(_: Gettext, code: str, people: str) -> str:
    """Return what a reason of matching.peers says, "" for one that has no words; `people` fills in a size."""
    reasons = {
        "similar_size": _("similar size ({people} people)"),
        "same_climate": _("same climate"),
        "near": _("nearby"),
        "same_country": _("same country"),
        "same_language": _("same official language"),
        "same_legal_family": _("same kind of legal system"),
        "same_kind": _("same kind of government"),
        "coastal": _("also on the coast"),
    }
    return reasons.get(code, "").format(people=people)


def setting(_: Gettext, *, on: bool) -> str:
    """Return how the official's choice stands and how to change it."""
    if on:
        return _(
            "When records fit about equally well, those from places like yours come first; write /peers off "
            "to leave that out."
        )
    return _(
        "Records come in the order in which they fit your question, whatever the place; write /peers on to "
        "see places like yours first."
    )
