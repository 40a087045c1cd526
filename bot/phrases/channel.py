"""The words about a conversation in which the bot is a member."""

from babel import Locale

from bot.phrases.refusals import Gettext


def silent(_: Gettext) -> str:
    """Return that the bot stays silent in a thread, and how it is called back."""
    return _("I stay silent in this thread until somebody mentions me with a question.")


def hush(_: Gettext) -> str:
    """Return the button that lets the bot stay silent in a thread."""
    return _("Stay quiet in this thread")


def network_usage(_: Gettext) -> str:
    """Return how /network is used."""
    return _(
        "In a channel, /network shows how I behave there, and /network channel lets staff change it: whether "
        "I answer only those who mention me, or also questions to everybody when I have a good match, and "
        "about which topics; in which language; and whether only the asker sees an answer until they share "
        "it. /network staff-channel lets what staff have to do be posted there, /network staff-channel off "
        "ends it."
    )


def answers_here(_: Gettext, answers: str) -> str:
    """Return whom the bot answers in a channel."""
    if answers == "questions":
        return _(
            "In this channel I answer anyone who mentions me, and questions to everybody if I have a good "
            "match."
        )
    return _("In this channel I answer only those who mention me.")


def language_here(_: Gettext, language: str) -> str:
    """Return in which language the bot answers in a channel."""
    return _("Language of my answers here: {language}.").format(language=language)


def topics_here(_: Gettext, topics: str) -> str:
    """Return the topics of a channel, listed already."""
    return _("I answer questions to everybody only about these topics: {topics}.").format(topics=topics)


def private_here(_: Gettext) -> str:
    """Return that only the asker sees an answer in this channel."""
    return _("Only the asker sees my answer, until they share it here.")


def read_outside(_: Gettext) -> str:
    """Return why only the asker sees an answer in a channel that other organisations read."""
    return _("Only you see this: people of other organisations read this channel.")


def share(_: Gettext) -> str:
    """Return the label of the button below an answer that only its asker sees."""
    return _("Share in channel")


def share_spoken(_: Gettext) -> str:
    """Return what the button does, for a screen reader."""
    return _("Share this answer with everybody in the channel, in your name")


def shared_by(_: Gettext) -> str:
    """Return the label before the name of who shared an answer."""
    return _("Shared by:")


def staff_channel(_: Gettext, *, here: bool) -> str:
    """Return whether what staff have to do is posted in this channel."""
    if here:
        return _(
            "What staff have to do is posted in this channel from now on, and in no other of this workspace; "
            "everybody in it can read that. /staff shows what is already open."
        )
    return _("What staff have to do is not posted in this channel any more. /staff shows it.")


def how_to_change(_: Gettext) -> str:
    """Return who changes how the bot behaves in a channel, and by what."""
    return _("Staff of the network change this by /network channel.")


def language_name(_: Gettext, language: str, locale: str) -> str:
    """Return the name of a language in the reader's own; for "" that each reads their own."""
    if not language:
        return _("each person’s own")
    return Locale.parse(language).get_display_name(locale) or language


def form_title(_: Gettext) -> str:
    """Return the title of the form, which has room for 24 characters."""
    return _("This channel")


def form_submit(_: Gettext) -> str:
    """Return what the button says that hands the form in."""
    return _("Save")


def form_intro(_: Gettext) -> str:
    """Return what must be known before a channel is changed."""
    return _(
        "If I answer questions to everybody, I look at each new post in this channel that holds a question "
        "mark, and stay silent without a good match. A question that I answer is kept as any other."
    )


def whom(_: Gettext) -> str:
    """Return the label of the field."""
    return _("Whom do I answer?")


def whom_choices(_: Gettext) -> tuple[str, str]:
    """Return the choices "mentions" and "questions"."""
    return _("Only those who mention me"), _("Questions to everybody too")


def which_topics(_: Gettext) -> str:
    """Return the label of the field."""
    return _("About which topics?")


def topics_hint(_: Gettext) -> str:
    """Return what choosing topics does."""
    return _("For questions to everybody; none chosen means any. Whoever mentions me is always answered.")


def who_sees(_: Gettext) -> str:
    """Return the label of the field."""
    return _("Who sees my answers?")


def who_sees_choices(_: Gettext) -> tuple[str, str]:
    """Return the choices "everybody" and "asker"."""
    return _("Everybody in the channel"), _("Only the asker, who can share them")


def which_language(_: Gettext) -> str:
    """Return the label of the field."""
    return _("In which language?")
