"""The words about peers: why they were chosen, and whether places like the asker's come first."""

from collections.abc import Callable

from bot.phrases.refusals import Gettext
from bot.topic_names import topic_name

Plural = Callable[[str, str, int], str]  # ngettext

# The reasons whose value is a number of things that the words must agree with.
COUNTED = frozenset({"helped", "shared_hours"})


def reason(_: Gettext, code: str, value: str) -> str:
    """Return what a reason says, "" for one that has no words; `value` fills in a size, a topic, a language.

    The codes are those of matching.peers and bot.introductions.peers_to_ask. Both sides of an introduction
    read them.
    """
    reasons = {
        "similar_size": _("similar size ({people} people)"),
        "same_climate": _("same climate"),
        "near": _("nearby"),
        "same_country": _("same country"),
        "same_language": _("same official language"),
        "same_legal_family": _("same kind of legal system"),
        "same_kind": _("same kind of government"),
        "coastal": _("also on the coast"),
        "holds_record": _("this office holds a record that matches the question"),
        "can_answer": _("said they could answer this question"),
        "volunteers": _("offered to be asked about {topic}"),
        "same_topic": _("this office has a record about {topic}"),
        "handed_over": _("a colleague of theirs handed this over"),
        "about_topic": _("it is about {topic}"),
        "spoken": _("both speak {language}"),
    }
    return reasons.get(code, "").format(people=value, topic=topic_name(value), language=value)


def counted(_n: Plural, code: str, count: int) -> str:
    """Return what a reason says whose value is a number, "" for one that has no words."""
    reasons = {
        "helped": _n("helped {count} place", "helped {count} places", count),
        "shared_hours": _n("{count} shared working hour", "{count} shared working hours", count),
    }
    return reasons.get(code, "").format(count=count)


def peers_usage(_: Gettext) -> str:
    """Return how /peers is used."""
    return _(
        "/peers on shows records from places like yours first when they fit about equally well; /peers off "
        "leaves that out. /peers alone says how it stands for you. Only you see the answer."
    )


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
