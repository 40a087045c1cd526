"""The words of giving back: telling what one did, and looking at the parts of a record before staff do."""

from bot.phrases import record as record_phrases
from bot.phrases.refusals import Gettext


def usage(_: Gettext) -> str:
    """Return how to give back by a command."""
    return _("/practice add tells your network what you did, in your own words.")


def in_your_own_words(_: Gettext) -> str:
    """Return the button and the title of the form that takes one text."""
    return _("In my own words")


def told(_: Gettext) -> str:
    """Return what stands above the text."""
    return _("What did you do, and what came of it?")


def told_hint(_: Gettext) -> str:
    """Return what helps to write the text."""
    return _(
        "Why you did it, the steps, the cost, the figures, what you would do differently. I sort your "
        "sentences into the parts of a record and add nothing."
    )


def show_parts(_: Gettext) -> str:
    """Return the button that sends the text."""
    return _("Show me the record")


def heading(_: Gettext) -> str:
    """Return what stands above the parts."""
    return _("Your words as a record")


def part(_: Gettext, name: str, text: str) -> str:
    """Return one part with its label; a title that nobody chose is to be checked."""
    if name == "title":
        return _("Title (please check): {title}").format(title=text)
    return f"{record_phrases.label(_, name)}: {text}"


def missing(_: Gettext, labels: str) -> str:
    """Return which parts nothing was found for."""
    return _("I found nothing for: {labels}. You can add it with “Change”, or leave it out.").format(
        labels=labels
    )


def kept(_: Gettext) -> str:
    """Return for how long the text waits."""
    return _("I keep your text for 30 days, until you send it or throw it away.")


def send(_: Gettext) -> str:
    """Return the button that sends the parts as they are to staff."""
    return _("Looks right, send it to staff")


def change(_: Gettext) -> str:
    """Return the button and the title of the form that changes the parts first."""
    return _("Change")


def drop(_: Gettext) -> str:
    """Return the button that ends it."""
    return _("Throw away")


def dropped(_: Gettext) -> str:
    """Return that nothing becomes of it."""
    return _("Thrown away; I have deleted your text.")


def not_your_message(_: Gettext) -> str:
    """Return that only what the official wrote themselves becomes a record of theirs."""
    return _("I make a record only of what you wrote yourself. Please ask its author to do this.")
