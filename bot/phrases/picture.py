"""The sentences on the pictures of a summary, and those that say in words what the pictures show."""

from bot.phrases.peer import Plural
from bot.phrases.refusals import Gettext


def by_topic(_: Gettext) -> str:
    """Return the title of the picture of questions by topic."""
    return _("Questions by topic")


def answered_of(_n: Plural, count: int, answered: str, asked: str) -> str:
    """Return how many of the questions were answered; the figures are as the locale writes them."""
    return _n(
        "{answered} of {asked} question answered", "{answered} of {asked} questions answered", count
    ).format(answered=answered, asked=asked)


def answered(_: Gettext) -> str:
    """Return what the dark part of a bar is."""
    return _("answered")


def not_answered(_: Gettext) -> str:
    """Return what the light part of a bar is: open questions, and those to which only a match was shown."""
    return _("not answered")


def other_topics(_n: Plural, count: int) -> str:
    """Return the label of the topics that have no bar of their own."""
    return _n("{count} other topic", "{count} other topics", count).format(count=count)


def no_topic(_: Gettext) -> str:
    """Return the label of questions that belong to no topic of the network."""
    return _("No topic")


def map_title(_: Gettext) -> str:
    """Return the title of the map."""
    return _("Who helped whom")


def times(_n: Plural, count: int, figure: str) -> str:
    """Return how often help was given; the figure is as the locale writes it."""
    return _n("{count} introduction led to help", "{count} introductions led to help", count).format(
        count=figure
    )


def helped(_: Gettext) -> str:
    """Return what a dark mark on the map is."""
    return _("gave help")


def was_helped(_: Gettext) -> str:
    """Return what a light mark on the map is."""
    return _("was helped")


def somewhere(_: Gettext) -> str:
    """Return what a diamond on the map is: a country of which the place is not told."""
    return _("place not told")


def from_to(_: Gettext, helper: str, helped_one: str, count: str) -> str:
    """Return one line of who helped whom, as it is read aloud."""
    return _("{helper} helped {helped}: {count}").format(helper=helper, helped=helped_one, count=count)
