"""The sentences for refusals: each says what happened and what to do."""

from collections.abc import Callable, Mapping

Gettext = Callable[[str], str]


def _questions(_: Gettext) -> dict[str, str]:
    return {
        "empty_question": _("I need a question in words. For example: How do you pay for storm drains?"),
        "no_words": _("I need a question in words; an emoji or a link alone tells me too little."),
        "too_long": _(
            "That is {length} characters; I can read up to {limit}. Please ask in a few sentences."
        ),
        "private_data": _(
            "Your message seems to hold a person's private data ({what}). I have not kept it. "
            "Please ask again without it."
        ),
        "unknown_question": _("I no longer have that question. Please ask it again."),
        "unknown_match": _("That answer has no such match. Choose one of the numbers shown with it."),
        "nothing_asked": _("Ask a question first; then choose one of the matches."),
    }


def _private_data(_: Gettext) -> dict[str, str]:
    return {
        "private:email": _("an e-mail address"),
        "private:birth": _("a date of birth"),
        "private:number": _("an account or identity number"),
        "private:phone": _("a telephone number"),
    }


def _introductions(_: Gettext) -> dict[str, str]:
    return {
        "not_your_question": _(
            "Only the person who asked can ask for this introduction. Ask the question yourself first."
        ),
        "asker_unknown_place": _(
            "Before I introduce you I must know which government you work for. "
            "Please ask the staff of your network to add you."
        ),
        "nobody_to_ask": _(
            "Nobody from that office has joined the network yet, so I cannot introduce you. "
            "The source is open to you."
        ),
        "own_government": _("That record is from your own government: you can ask your colleagues directly."),
        "already_introduced": _(
            "You two have already been introduced; look for our conversation with both of you."
        ),
        "asked_recently": _(
            "I asked them not long ago and it did not come about. Please choose another match for now."
        ),
        "record_withdrawn": _("That record has been withdrawn by its network, so I can do no more with it."),
        "unknown_introduction": _("I no longer have that request. Nothing is open for you there."),
        "not_your_consent": _("Only the person who was asked can answer this."),
        "already_accepted": _("This request was already accepted; nothing more to do."),
        "already_declined": _("This request was already declined; nothing more to do."),
        "already_expired": _("This request has run out; nothing more to do."),
    }


def _demonstration(_: Gettext) -> dict[str, str]:
    return {
        "unknown_workspace": _(
            "This workspace belongs to no network of mine yet. Please tell the people who installed me."
        ),
        "office_unknown": _(
            "I know no office or place named “{office}”. Try a city of the demonstration, such as Copenhagen."
        ),
        "office_ambiguous": _("Several offices fit “{office}”: {choices}. Please name one."),
        "not_a_demonstration": _("Only in the demonstration can you stand for another office."),
        "unknown_command": _("I do not know the command {command}. /help lists what I can do."),
    }


def _directory(_: Gettext) -> dict[str, str]:
    return {
        "place_unknown": _(
            "I find no place named “{place}”. Type the name of the city and choose it from the list; its "
            "state or country may follow. If it is not there, ask the staff of your network to add it."
        ),
        "place_ambiguous": _(
            "Several places fit “{place}”: {choices}. Please choose one from the list, or write it as there."
        ),
        "place_needed": _("Please say which government you work for."),
        "not_a_member": _(
            "You are not in the directory, so there is nothing to change. /profile lets you join."
        ),
        "pause_length": _("A pause lasts from 1 to {most} days. Please name a number of days."),
        "not_your_record": _("Only who holds the office of this record can confirm it."),
        "confirmed_already": _("That record was confirmed today already. Thank you."),
        "not_verified_yet": _(
            "The staff of your network first check that you work there. After that you can confirm records."
        ),
    }


def _profile(_: Gettext) -> dict[str, str]:
    return {
        "name_needs_letters": _("Please give a name with letters, as peers should read it."),
        "name_too_long": _("That name has {length} characters; peers can be shown up to {limit}."),
        "office_needs_letters": _("Please name your office in words, for example: Public works department."),
        "office_too_long": _("That office has {length} characters; peers can be shown up to {limit}."),
        "capacity_wrong": _(
            "Please give a whole number from 0 to {most}. 0 means that you take no requests for now."
        ),
        "seats_wrong": _("Please give the number of seats as a whole number from 1 to {most}."),
        "time_zone_unknown": _(
            "I know no time zone “{zone}”. Write it with its region and city, for example: {example}"
        ),
        "topics_gone": _(
            "The network no longer has these topics: {topics}. Please open the form again and choose anew."
        ),
        "visibility_unknown": _("Please choose who may find you: members, or only staff."),
        "language_unknown": _("Please choose languages from the list."),
    }


def _lines(_: Gettext) -> dict[str, str]:
    return {
        "day_unclear": _(
            "I cannot tell which days “{line}” means. Write a day as 2026-07-01, and several as "
            "2026-07-01 to 2026-07-14."
        ),
        "days_reversed": _("“{line}” ends before it begins. Please write the earlier day first."),
        "days_over": _("“{line}” is over already. Please leave it out."),
        "days_far": _("“{line}” is more than two years away. Please name days that are nearer, or pause."),
        "too_many_lines": _("Please write at most {most} lines."),
        "avoids_oneself": _(
            "You are on your own list. You are never introduced to yourself, so please leave that line out."
        ),
        "avoided_unknown": _(
            "I find neither a member nor a government of the network named “{line}”. Write a name as members "
            "see it, or a place, one a line."
        ),
        "avoided_ambiguous": _(
            "“{line}” fits more than one. Add the place after the name, or the state after the place, with a "
            "comma between."
        ),
    }


def refusal(gettext: Gettext, reason: str, details: Mapping[str, str]) -> str:
    """Return the sentence for a reason with its details filled in. Raises KeyError if it has no words."""
    sentences = _questions(gettext) | _introductions(gettext) | _demonstration(gettext)
    sentences |= _directory(gettext) | _profile(gettext) | _lines(gettext)
    codes = _private_data(gettext)
    return sentences[reason].format(**{name: codes.get(value, value) for name, value in details.items()})
