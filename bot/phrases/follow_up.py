"""The words of follow-ups, of drafts of practice records, and of anonymous questions."""

from bot.phrases.refusals import Gettext


def heading(_: Gettext, *, turn: int, in_writing: bool) -> str:
    """Return what is asked, in this round."""
    if turn > 1:
        return _("A month later: what came of it?")
    return _("Was the answer that you got useful?") if in_writing else _("Did you two meet?")


def about(_: Gettext, *, named: bool, in_writing: bool) -> str:
    """Return what it is about; the person stands on the next line, if they are named."""
    if in_writing:
        return _("A peer answered your question in writing:")
    return _("I introduced you to:") if named else _("I introduced the two of you about this question:")


def asked(_: Gettext, question: str) -> str:
    """Return the question that it is about."""
    return _("The question: “{question}”").format(question=question)


def invitation(_: Gettext, *, turn: int, asker: bool) -> str:
    """Return what to choose."""
    if not asker:
        return _("One click is enough.")
    if turn > 1:
        return _("What did you take over? One click is enough; it helps the next one who asks.")
    return _("Was it useful? One click is enough; it helps the next one who asks.")


def answer(_: Gettext, code: str, *, of_meeting: bool = False) -> str:
    """Return the label of the button with this outcome; `of_meeting` for one that says they met as well."""
    if of_meeting and code in ("met", "useful", "not_useful"):
        return {
            "met": _("We met: too early to say"),
            "useful": _("We met: useful"),
            "not_useful": _("We met: not useful"),
        }[code]
    answers = {
        "met": _("We met"),
        "not_met": _("Not yet"),
        "useful": _("Useful"),
        "adapted": _("Adapted it"),
        "adopted": _("Adopted it"),
        "not_useful": _("Not useful"),
    }
    return answers[code]


def stop_asking(_: Gettext) -> str:
    """Return the button of who wants to hear no more of it."""
    return _("Don’t ask about this again")


def thanks(_: Gettext, code: str, *, last: bool) -> str:
    """Return the thanks for an outcome."""
    if code == "not_met" and not last:
        return _("Thank you. I will ask once more in a few weeks.")
    sentences = {
        "met": _("Thank you. It is good to know that you two met."),
        "not_met": _("Thank you. I will not ask about this again."),
        "useful": _("Thank you. It is good to know that this was useful."),
        "adapted": _("Thank you. It is good to know that you adapted it."),
        "adopted": _("Thank you. It is good to know that you adopted it."),
        "not_useful": _("Thank you for saying so. It helps to find better matches."),
    }
    return sentences[code]


def says_more(_: Gettext, kept: str) -> str:
    """Return that an earlier answer says more than this one and stays."""
    sentences = {
        "useful": _("It was already noted that this was useful. That stays. Thank you."),
        "adapted": _("It was already noted that this was adapted. That stays. Thank you."),
        "adopted": _("It was already noted that this was adopted. That stays. Thank you."),
    }
    return sentences.get(kept, _("Thank you. I have noted it."))


def offer(_: Gettext) -> str:
    """Return the invitation to write down what they did."""
    return _(
        "Would you write down in a few lines what you did? It becomes a draft of a practice record. Nobody "
        "finds it until the staff of your network have looked at it."
    )


def what_we_did(_: Gettext) -> str:
    """Return the button and the title of the form for a draft."""
    return _("What we did")


def hushed(_: Gettext) -> str:
    """Return that nothing more is asked."""
    return _("I will ask you nothing more about this introduction.")


def draft_kept(_: Gettext, title: str, *, changed: bool) -> str:
    """Return the thanks for a draft, and what happens to it."""
    if changed:
        text = _("Thank you. Your draft “{title}” is changed. It is with the staff now.")
    else:
        text = _("Thank you. “{title}” is with the staff of your network now.")
    return text.format(title=title)


def change_it(_: Gettext) -> str:
    """Return the button that opens the draft again."""
    return _("Change it")


# Anonymous questions


def somebody_asks(_: Gettext, place: str) -> str:
    """Return who asks an anonymous question: a kind of place, or nobody at all."""
    if place:
        return _("Somebody of the network ({place}) asks:").format(place=place)
    return _("Somebody of the network asks:")


def so_that_others_help(_: Gettext) -> str:
    """Return how to help somebody whose name is not known."""
    return _("If you can help, answer in this thread. I do not say who asks.")


def numbered(_: Gettext, number: int) -> str:
    """Return the number by which staff can look up who asked."""
    return _("Question {number}").format(number=number)


def who_sees_what(_: Gettext) -> str:
    """Return exactly who can find out who asks."""
    return _(
        "Members do not see who asks. The staff of your network can, and so can a public records request. "
        "If they look, that is logged."
    )


def what_others_read(_: Gettext, asks: str, *, posted: bool, names_asker: bool) -> str:
    """Return what others read of the asker, and where; `asks` is the first line that they read."""
    if names_asker:
        return _(
            "Your question itself names you or your place, so it is posted nowhere, and a peer whom I ask "
            "would read that too. To stay unnamed, ask again in other words. The answer is for you alone."
        )
    if posted:
        return _(
            "I put your question to the channel with these words: “{asks}”. The answer is for you alone."
        ).format(asks=asks)
    return _("Your question is posted nowhere. The answer is for you alone.")


def ends_with_an_introduction(_: Gettext) -> str:
    """Return what an introduction does to the anonymity."""
    return _(
        "If you ask for an introduction, the peer reads your question and your kind of place: its size, and "
        "whether it is in their country. When the peer accepts, you two learn each other’s names: between "
        "you, the anonymity ends."
    )
