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
        "nobody_to_ask": _(
            "Nobody from that office has joined the network yet, so I cannot introduce you. You can ask "
            "staff to find the office, and the source is open to you."
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
    }


def _consent(_: Gettext) -> dict[str, str]:
    return {
        "already_accepted": _("This request was already accepted; nothing more to do."),
        "already_declined": _("This request was already declined; nothing more to do."),
        "already_expired": _("This request has run out; nothing more to do."),
        "already_snoozed": _("You have put this off already; I ask you once more."),
        "already_handed_over": _("This request was handed over to a colleague; nothing more to do."),
        "put_off_once": _(
            "You can put a request off once. Please accept, decline, hand it over or answer in writing."
        ),
        "no_colleague": _(
            "No other colleague of your government has joined the network, so there is nobody to hand this "
            "over to."
        ),
        "not_a_colleague": _(
            "That person cannot take this over now. Please choose a colleague of your government."
        ),
        "nothing_written": _("Please write an answer; I have passed nothing on."),
        "enough_asked": _(
            "For this question I have asked as many peers as I may, or two have said yes already. Ask "
            "another question, or choose from the sources."
        ),
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


def _forms(_: Gettext) -> dict[str, str]:
    return {
        "unknown_form": _("I no longer have that form. Please close it and begin again."),
    }


def refusal(gettext: Gettext, reason: str, details: Mapping[str, str]) -> str:
    """Return the sentence for a reason with its details filled in. Raises KeyError if it has no words."""
    tables = (_questions, _introductions, _consent, _demonstration, _forms)
    sentences = {code: text for table in tables for code, text in table(gettext).items()}
    codes = _private_data(gettext)
    return sentences[reason].format(**{name: codes.get(value, value) for name, value in details.items()})
