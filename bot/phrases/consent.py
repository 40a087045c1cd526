"""The words for the peer who is asked, and for what they decide."""

from bot.messages import ConsentAsked
from bot.messages.introductions import PeerWrote
from bot.phrases import Words
from bot.phrases.refusals import Gettext
from bot.shortening import capital
from bot.shown import PlaceShown


def kind_of_peer(words: Words, place: PlaceShown, *, coastal: bool, abroad: bool | None = None) -> str:
    """Return "a coastal city of about 200,000 people in another country": what may be told before a yes."""
    _ = words.gettext
    text = _kind(_, place.kind, coastal=coastal)
    if place.population:
        text = _("{kind} of about {people} people").format(kind=text, people=words.about(place.population))
    if abroad is None:
        return text
    return (_("{place} in another country") if abroad else _("{place} in your country")).format(place=text)


def _kind(_: Gettext, kind: str, *, coastal: bool) -> str:
    if coastal:
        by_the_sea = {
            "city": _("a coastal city"),
            "county": _("a coastal county"),
            "state": _("a coastal state"),
            "region": _("a coastal region"),
        }
        if kind in by_the_sea:
            return by_the_sea[kind]
    kinds = {
        "city": _("a city"),
        "county": _("a county"),
        "state": _("a state"),
        "region": _("a region"),
        "country": _("a country"),
    }
    return kinds.get(kind, _("another government"))


def heading(_: Gettext, message: ConsentAsked) -> str:
    """Return the first line the peer reads."""
    if message.turn == "reminder":
        return _("A reminder: a peer is waiting for your answer. May I introduce you?")
    if message.turn == "put_off":
        return _("A week ago you put this off. May I introduce you now?")
    if message.turn == "urgent":
        return _("A peer who waits for your answer says that it is urgent. May I introduce you?")
    return _("A peer would like to talk with you. May I introduce you?")


def who_asks(words: Words, message: ConsentAsked) -> str:
    """Return what asks: a kind of place, never a name."""
    place = kind_of_peer(words, message.asker, coastal=message.coastal, abroad=message.abroad)
    return words.gettext("{place} asks:").format(place=capital(place))


def why_you(words: Words, message: ConsentAsked) -> str:
    """Return why this peer was chosen, and what both have in common."""
    _ = words.gettext
    text = _why(_, message)
    shared = words.why_asked(message.reasons)
    in_common = _("In common: {reasons}.").format(reasons=shared) if shared else ""
    return f"{text} {in_common}".strip()


def _why(_: Gettext, message: ConsentAsked) -> str:
    """Return what brought the peer into question; "" where nobody knows any more."""
    values = {"name": message.handed_by, "title": message.title, "topic": message.topic}
    if message.handed_by and message.title:
        text = _("Why you: your colleague {name} hands this over to you. It is about the record “{title}”.")
    elif message.handed_by:
        text = _("Why you: your colleague {name} hands this over to you.")
    elif message.source == "can_answer":
        text = _("Why you: you said that you could help with such questions.")
    elif message.source == "volunteers":
        text = _("Why you: you offered to be asked about {topic}.")
    elif message.source == "same_topic":
        text = _("Why you: your office has a record about {topic}.")
    elif message.title:
        text = _("Why you: they found the record “{title}” of your office.")
    else:
        return ""
    return text.format(**values)


def urgent(_: Gettext, *, reminder: bool) -> str:
    """Return what the peer is asked for when it is urgent; a reminder comes once the hours are over."""
    if reminder:
        return _("It is urgent. I am asking another peer too, but your answer still helps.")
    return _("It is urgent: please answer within four working hours; otherwise another peer is asked too.")


def terms(words: Words, message: ConsentAsked) -> tuple[str, ...]:
    """Return what happens on yes and on no, how long it takes, and until when to answer."""
    _ = words.gettext
    on_no = _("If you decline, nobody learns that you did. Please answer by {day}.").format(
        day=words.day(message.answer_by)
    )
    if not message.near_quorum:
        return (_on_yes(_, in_channel=message.in_channel), on_no)
    warning = _(
        "Please keep it to the two of you: with one more member of {body} it would be a meeting of that body."
    )
    return (_on_yes(_, in_channel=message.in_channel), on_no, warning.format(body=message.near_quorum))


def _on_yes(_: Gettext, *, in_channel: bool) -> str:
    """Return what happens on yes; others may read it only where the question was asked in a channel."""
    if in_channel:
        return _(
            "20 minutes, once. If you accept, you two learn each other’s name and office and can write to "
            "each other, if need be in the thread of the question, where others can read that. No time? "
            "Answer in writing."
        )
    return _(
        "20 minutes, once. If you accept, you two learn each other’s name and office and can write to each "
        "other. No time? Answer in writing."
    )


def labels(_: Gettext) -> dict[str, str]:
    """Return what the buttons say, by their action."""
    return {
        "accept": _("Accept"),
        "snooze": _("Not now"),
        "hand_over": _("Hand over"),
        "decline": _("Decline"),
        "write_instead": _("Answer in writing"),
    }


def kept(_: Gettext) -> str:
    """Return what becomes of a yes, or of an answer, while staff do not know the asker."""
    return _("Thank you. Staff first verify where the asker works; then I go on by myself.")


def given(_: Gettext, title: str) -> str:
    """Return the peer's own yes."""
    if not title:
        return _("You accepted to talk. I bring you together now.")
    return _("You accepted to talk about “{title}”. I bring you together now.").format(title=title)


def declined(_: Gettext, title: str) -> str:
    """Return the peer's own no."""
    if not title:
        return _("You declined. Nobody is told. Thank you for answering.")
    return _("You declined to talk about “{title}”. Nobody is told. Thank you for answering.").format(
        title=title
    )


def snoozed(words: Words, again_on: str) -> str:
    """Return when the peer is asked again."""
    return words.gettext("Not now, then. I ask you once more on {day}. Nobody is told.").format(
        day=words.day(again_on)
    )


def handed_over(_: Gettext, colleague: str) -> str:
    """Return that the colleague is asked now."""
    return _("I am asking {name} in your place. They decide for themselves; nobody else is told.").format(
        name=colleague
    )


def written(_: Gettext, *, attributable: bool) -> str:
    """Return that the written answer was passed on, and what stands beside it."""
    if attributable:
        return _("I have passed your answer on, with your name and your office. Thank you.")
    return _(
        "I have passed your answer on without your name, office and place, and said that it is not to be "
        "attributed. The asker may guess which office wrote it. Thank you."
    )


def enough(_: Gettext) -> str:
    """Return the thanks for a yes that came when there was enough help already."""
    return _(
        "Thank you for saying yes. The asker has enough help by now, so I do not take up your time. Your "
        "name was not given."
    )


def lapsed(_: Gettext, *, written: bool) -> str:
    """Return the thanks for a yes or an answer that waited too long for staff to verify the asker."""
    if written:
        return _(
            "Thank you for your answer. Staff have not verified the asker for thirty days, so I have not "
            "passed it on, and your name was not given."
        )
    return _(
        "Thank you for saying yes. Staff have not verified the asker for thirty days, so I introduce you no "
        "more. Your name was not given."
    )


def not_needed(_: Gettext) -> str:
    """Return to who put a request off that they are not asked once more."""
    return _("The asker you put off has enough help by now, so I do not ask you again. Nobody is told.")


def nobody_instead(_: Gettext) -> str:
    """Return to who hands a request over that no colleague needs to take it."""
    return _("The asker has enough help by now, so I ask neither you nor a colleague. Nobody is told.")


def peer_wrote(words: Words, message: PeerWrote) -> str:
    """Return who wrote an answer: by name, or as a kind of place."""
    _ = words.gettext
    if message.person is not None:
        return _("{person} writes:").format(person=words.person(message.person))
    place = kind_of_peer(words, message.place, coastal=message.coastal)
    return _("A peer ({place}) writes:").format(place=place)


def not_attributable(_: Gettext) -> str:
    """Return what may be done with words that are not attributable."""
    return _("Usable, not attributable: you may use this, but not say or guess in public who wrote it.")


def about_question(_: Gettext, message: PeerWrote) -> str:
    """Return to which question the answer belongs."""
    if message.title and message.person is not None:
        return _("Your question: “{question}” Their record: “{title}”.").format(
            question=message.question, title=message.title
        )
    return _("Your question: “{question}”").format(question=message.question)


def paused(words: Words, until: str) -> str:
    """Return that a member gets no requests for a while, without blame."""
    return words.gettext(
        "Three requests in a row found you busy, so I send you none until {day}. That is fine. Should you "
        "want some before, resume here."
    ).format(day=words.day(until))


def resume(_: Gettext) -> str:
    """Return the button that ends a pause."""
    return _("Resume now")
