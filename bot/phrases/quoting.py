"""The words about replies that become answers, and records that are made of them."""

from bot.phrases.refusals import Gettext


def usage(_: Gettext) -> str:
    """Return how a reply is turned into an answer."""
    return _(
        "For staff: choose “Use as answer” in the menu of a good reply in the thread of a question, or type "
        "/answer and the number of the question. The author is asked first whether they may be quoted."
    )


def use_as_answer(_: Gettext) -> str:
    """Return the title of the form to choose a reply, which has room for 24 characters."""
    return _("Use as answer")


def intro(_: Gettext) -> str:
    """Return what happens with a reply."""
    return _(
        "I ask the author whether this text may be quoted, with their name or without. Nothing is posted "
        "before they say yes."
    )


def author(_: Gettext) -> str:
    """Return the label of the field for the author."""
    return _("Who wrote it")


def text(_: Gettext) -> str:
    """Return the label of the field for the text."""
    return _("Their words")


def text_hint(_: Gettext) -> str:
    """Return what may be done to the text."""
    return _("You can leave parts out; add nothing.")


def ask_author(_: Gettext) -> str:
    """Return the button that hands in the form."""
    return _("Ask the author")


def waits(_: Gettext) -> str:
    """Return to staff that the author is asked."""
    return _("I have asked the author, and tell you what they say.")


# To the author


def may_i_quote(_: Gettext) -> str:
    """Return the first line of the request to an author."""
    return _("May your answer be quoted?")


def about(_: Gettext, question: str) -> str:
    """Return to which question they answered."""
    return _("You answered in the thread of “{question}”:").format(question=question)


def about_private(_: Gettext) -> str:
    """Return the same where the question is not shown."""
    return _("You answered in a thread:")


def what_for(_: Gettext) -> str:
    """Return what a yes means, and what a no does."""
    return _(
        "The staff of your network would like to keep it as the answer: it is posted in that thread, shown "
        "to who asks the same, and may become part of a record. If you say no, or nothing in 30 days, I "
        "forget the text."
    )


def choices(_: Gettext) -> tuple[str, str, str]:
    """Return the buttons: yes by name, yes without, no."""
    return _("Yes, with my name and office"), _("Yes, without my name"), _("No")


def thanks(_: Gettext, said: str) -> str:
    """Return the thanks for what the author said."""
    if said == "refused":
        return _("Thank you. Nothing is quoted, and I have forgotten the text.")
    if said == "nameless":
        return _("Thank you. Your answer is quoted without your name and place.")
    return _("Thank you. Your answer is quoted with your name and office.")


# In the thread, and to who asks the same


def quoted(_: Gettext, *, before: bool) -> str:
    """Return the first line above a quoted answer."""
    if before:
        return _("Somebody asked this before, and was told:")
    return _("An answer to the question, quoted with its author’s consent:")


def answered_there(_: Gettext) -> str:
    """Return the words that lead to the thread in which an answer was given."""
    return _("The thread in which it was answered")


def nameless(_: Gettext) -> str:
    """Return that the author is not named: they want it so, or have left."""
    return _("Its author is not named.")


# To staff


def refused(_: Gettext, *, silent: bool) -> str:
    """Return that a reply may not be quoted: its author said so, or has said nothing."""
    if silent:
        return _("The author of that reply has not said whether it may be quoted. I have forgotten the text.")
    return _("The author of that reply does not want it quoted. I have forgotten the text.")


def to_keep(_: Gettext) -> str:
    """Return the first line of the task about an answer."""
    return _("This answer may be quoted")


def how_to_keep(_: Gettext) -> str:
    """Return what staff can do about it."""
    return _("It stands in the thread of its question. A record of it is found by other questions, too.")


def make_a_record(_: Gettext) -> str:
    """Return the button that opens the form for a draft, which is also the form's title."""
    return _("Make a record of it")


def record_intro(_: Gettext) -> str:
    """Return what becomes of the draft."""
    return _(
        "The author’s words stand under what was done. Add only what you know; it is kept who said which "
        "part."
    )


def recorded(_: Gettext, title: str) -> str:
    """Return that the draft is kept."""
    return _("The draft “{title}” is kept and waits in /curate drafts.").format(title=title)


def in_the_thread(_: Gettext, number: int) -> str:
    """Return how a good reply in the thread of a question is kept."""
    return _("A good reply in its thread? “Use as answer” in its menu, or /answer {number}.").format(
        number=number
    )
