"""The words on the way to an introduction: the request, its progress, the introduction, the e-mail."""

from collections.abc import Callable

from bot.messages import Introduced, IntroductionNotMade, IntroductionRequested
from bot.messages.introductions import IntroductionProgress, MetLately, TextToCopy
from bot.phrases import Words
from bot.phrases.refusals import Gettext
from bot.shown import HoursShown

NGettext = Callable[[str, str, int], str]


def requested(words: Words, message: IntroductionRequested) -> str:
    """Return what the asker hears when a peer is being asked."""
    _ = words.gettext
    values = {"office": message.office, "place": words.place(message.place), "title": message.title}
    if message.instead:
        text = _(
            "The office you chose cannot take requests now. I am asking {office}, {place}, instead. They see "
            "your question and your kind of place, not your name. I will tell you when they say yes."
        )
        return text.format(**values)
    if not message.title:
        text = _(
            "I am asking {office}, {place}. They see your question and your kind of place, not your name. I "
            "will tell you when they say yes."
        )
        return text.format(**values)
    return _(
        "I am asking {office}, {place}, about “{title}”. They see your question and your kind of place, "
        "not your name. I will tell you when they say yes."
    ).format(**values)


def what_follows(_: Gettext, *, urgent: bool, alone: bool = False) -> str:
    """Return what happens when the peer does not answer; nobody else is asked in place of one `alone`."""
    if alone:
        return _("If they cannot, I ask nobody else in their place, and tell you that it did not come about.")
    if urgent:
        return _(
            "If they have not said yes within four working hours, I ask another peer too, three at most. "
            "Nobody is told who declined, not even you."
        )
    return _(
        "If they have not said yes within two working days, I ask another peer too, three at most. Nobody is "
        "told who declined, not even you."
    )


def it_is_urgent(_: Gettext) -> str:
    """Return the button of an asker who cannot wait."""
    return _("It is urgent")


def urgent_means(_: Gettext) -> str:
    """Return what the button "It is urgent" does."""
    return _("Can’t wait? “It is urgent” shortens two working days to four working hours.")


def urgency_noted(_: Gettext, question: str) -> str:
    """Return that a question is urgent now."""
    return _("“{question}” is urgent now. I will tell you when somebody says yes.").format(question=question)


def progress(words: Words, message: IntroductionProgress) -> str:
    """Return how far a request is, in numbers that do not tell who declined."""
    if message.waits_for:
        state = waiting(words.gettext, message.waits_for)
        about = words.gettext("“{question}” {state}").format(question=message.question, state=state)
        return about if message.question else state
    if message.question and not message.accepted:
        return _another(words.ngettext, message)
    asked = words.ngettext(
        "I have asked {count} peer about this question.",
        "I have asked {count} peers about this question.",
        message.asked,
    ).format(count=message.asked)
    if not message.accepted:
        nobody = words.gettext("Nobody has said yes yet. I will tell you when somebody does.")
        return f"{asked} {nobody}"
    accepted = words.ngettext(
        "{count} has said yes, and I have told you.",
        "{count} have said yes, and I have told you.",
        message.accepted,
    )
    return f"{asked} {accepted.format(count=message.accepted)}"


def _another(_n: NGettext, message: IntroductionProgress) -> str:
    return _n(
        "“{question}”: I am asking another peer too, {count} so far. Nobody has said yes yet.",
        "“{question}”: I am asking another peer too, {count} so far. Nobody has said yes yet.",
        message.asked,
    ).format(question=message.question, count=message.asked)


# What the introduction may wait for before it goes on.
WAITS_FOR = ("place", "verification", "office", "peer", "meeting")


def waiting(_: Gettext, waits_for: str) -> str:
    """Return what must happen before the introduction goes on."""
    sentences = {
        "place": _("I have asked nobody yet: first tell me which government you work for."),
        "verification": _("Staff verify first that you work for your government; then I go on by myself."),
        "office": _(
            "Staff are looking for this office. I ask them by myself as soon as somebody of it has joined."
        ),
        "peer": _("Nobody takes requests just now. I try once more and tell you either way."),
        "meeting": _(
            "A peer said yes. Staff verify first that you work for your government; then I go on by myself."
        ),
        "lapsed": _(
            "The peer who said yes waits no longer, since staff have not verified you for thirty days. Once "
            "they have, I ask again by myself."
        ),
    }
    return sentences[waits_for]


def place_needed(_: Gettext) -> str:
    """Return why the asker is asked for their place first."""
    return _(
        "Before I ask a peer for you, tell me which government you work for. The peer sees the kind of "
        "place, and your name only when both of you agree."
    )


def tell_place(_: Gettext) -> str:
    """Return the button that opens the form for the place."""
    return _("Say where I work")


def verification_awaited(_: Gettext) -> str:
    """Return that staff verify first who the asker is."""
    return _(
        "Before the first introduction, the staff of your network verify that you work for your government. "
        "I have asked them; then I ask the peer by myself, and you need not do anything."
    )


def nobody_free(words: Words, again_on: str) -> str:
    """Return that nobody takes requests now, and when it is tried again."""
    return words.gettext(
        "Nobody who could help takes requests just now. I try once more on {day} and tell you either way."
    ).format(day=words.day(again_on))


def met_lately(words: Words, message: MetLately) -> str:
    """Return whom the asker met lately, where nobody else can be asked, and when they can be asked again."""
    return words.gettext(
        "Only {name} could be asked about this, and you two met lately. From {day} on I can ask them again."
    ).format(name=message.name, day=words.day(message.again_on))


def not_made(words: Words, message: IntroductionNotMade) -> str:
    """Return the end of a request that did not lead to an introduction, whatever the reason."""
    _ = words.gettext
    if message.asked > 1:
        return words.ngettext(
            "I asked {count} peer about “{question}”; none could talk this time. Ask in other words, or "
            "read the sources.",
            "I asked {count} peers about “{question}”; none could talk this time. Ask in other words, or "
            "read the sources.",
            message.asked,
        ).format(count=message.asked, question=message.question)
    if not message.title:
        return _("This introduction did not come about this time. I keep your question.")
    return _(
        "The introduction about “{title}” ({place}) did not come about this time. The record and its "
        "source stay open to you."
    ).format(title=message.title, place=words.place(message.place))


def introduced_heading(_: Gettext) -> str:
    """Return the first line of an introduction."""
    return _("You both agreed to talk. Meet your counterpart:")


def introduced_about(_: Gettext, message: Introduced) -> str:
    """Return the question and the record that brought the two together."""
    if not message.title:
        return _("The question: “{question}”").format(question=message.question)
    return _("The question: “{question}” The record: “{title}”.").format(
        question=message.question, title=message.title
    )


def in_common(words: Words, message: Introduced) -> str:
    """Return the languages and the working hours that the two share, "" where nothing is known."""
    _ = words.gettext
    parts = []
    if message.languages:
        listed = words.listed(map(words.language, message.languages))
        parts.append(_("Languages in common: {languages}.").format(languages=listed))
    if message.hours is not None:
        parts.append(_hours(words, message, message.hours))
    return " ".join(parts)


def _hours(words: Words, message: Introduced, hours: HoursShown) -> str:
    _ = words.gettext
    if not hours.asker_start:
        return _("You have no working hours in common: write, or agree on an early or a late hour.")
    span = "{}–{}"
    one = span.format(words.clock(hours.asker_start), words.clock(hours.asker_end))
    other = span.format(words.clock(hours.peer_start), words.clock(hours.peer_end))
    if one == other:
        return _("Working hours in common: {hours}.").format(hours=one)
    return _("Working hours in common: {hours} in {place}, {other_hours} in {other_place}.").format(
        hours=one,
        place=message.asker.place.name or words.place(message.asker.place),
        other_hours=other,
        other_place=message.peer.place.name or words.place(message.peer.place),
    )


def first_step(_: Gettext) -> str:
    """Return what the two can do next, before two questions to begin with."""
    return _("A good first step: say when you have 20 minutes. Two questions to begin with:")


def opener(_: Gettext, code: str) -> str:
    """Return a question to begin with, "" for a code that has no words."""
    openers = {
        "outcome": _("What came of it, and how do you know?"),
        "lessons": _("What would you do differently today?"),
        "year": _("When did you begin, and how long did it take?"),
        "costs": _("What did it cost, and who paid for it?"),
        "staff": _("How many people worked on it, and in which roles?"),
        "figures": _("Which figures show what changed?"),
        "conditions": _("What did it need to succeed that others may not have?"),
        "tried": _("What have you tried about this yourselves?"),
    }
    return openers.get(code, "")


def met_in_thread(_: Gettext, question: str) -> str:
    """Return where the introduction stands, for who may not read that channel every day."""
    return _(
        "I could open no conversation for the two of you, so I introduced you in the thread of the question "
        "“{question}”, in its channel."
    ).format(question=question)


def out_of_reach(_: Gettext, message: TextToCopy) -> str:
    """Return why there is a text to copy, and where it can be sent."""
    if message.unreachable:
        return _(
            "The chat does not let me reach {name}. Here is an e-mail to copy; the web page of their office "
            "has the address."
        ).format(name=message.other.name)
    return _(
        "You and {name} share no workspace. Here is an e-mail to copy; the web page of their office has the "
        "address."
    ).format(name=message.other.name)


def email(words: Words, message: TextToCopy) -> str:
    """Return the e-mail from the reader to the other side."""
    _ = words.gettext
    lines = [
        _("Subject: {question}").format(question=message.question),
        "",
        _("Dear {name},").format(name=message.other.name),
        "",
        _("our network introduced us, and both of us agreed to talk. It is about this question:"),
        message.question,
    ]
    if message.title:
        lines.append(_("It began with the record “{title}”.").format(title=message.title))
    lines += ["", _("Would you have 20 minutes? I would like to begin with these questions:")]
    lines += [f"- {question}" for question in filter(None, (opener(_, each) for each in message.openers))]
    return "\n".join([*lines, "", _("Kind regards"), words.person(message.reader)])


def record_withdrawn(_: Gettext) -> str:
    """Return that the record of an introduction is not published any more."""
    return _("The network has withdrawn this record since. Ask each other what has changed.")
