"""The sentences for refusals: each says what happened and what to do."""

from collections.abc import Callable, Mapping

from bot.phrases import digest_refusals as digest_refusal_phrases
from bot.phrases import file_refusals as file_refusal_phrases
from bot.phrases import member_refusals as member_refusal_phrases
from bot.phrases import merge_refusals as merge_refusal_phrases
from bot.phrases import record_refusals as record_refusal_phrases

Gettext = Callable[[str], str]


def _questions(_: Gettext) -> dict[str, str]:
    return {
        "empty_question": _("I need a question in words. For example: How do you pay for storm drains?"),
        "no_words": _("I need a question in words; an emoji or a link alone tells me too little."),
        "too_long": _(
            "That is {length} characters; I can read up to {limit}. Please ask in a few sentences."
        ),
        "private_data": _(
            "Your message seems to hold a person’s private data ({what}). I have not kept it. "
            "Please ask again without it."
        ),
        "unknown_question": _("I no longer have that question. Please ask it again."),
        "unknown_practice": _("I can show you no record with that number."),
        "unknown_match": _("Your last answer has no match with that number."),
        "no_peer_of_topic": _(
            "Nobody who knows this topic can be asked just now. I keep looking for a record."
        ),
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
        "not_yours_to_share": _("Only the person who asked can share this answer."),
        "only_for_some": _("Only officials of certain places may read this, so it stays with you."),
        "shared_already": _("You have shared this answer already; it stands in the thread of your question."),
        "nobody_to_ask": _(
            "Nobody from that office has joined the network yet, so I cannot introduce you. You can ask "
            "staff to find the office, and the source is open to you."
        ),
        "own_government": _("That record is from your own government: you can ask your colleagues directly."),
        "already_urgent": _("This question is urgent already; I will tell you when somebody says yes."),
        "nothing_to_hurry": _(
            "Nobody’s answer is awaited for this question any more. Ask it again if you still need help."
        ),
        "already_introduced": _(
            "You two have already been introduced; look for my message that names you both."
        ),
        "answered_in_writing": _("They have answered you in writing; look for it in my messages to you."),
        "asked_recently": _(
            "I asked them not long ago and it did not come about. Please choose another match for now."
        ),
        "asked_about_all": _("I have asked about all of these. Ask in other words to find more."),
        "record_withdrawn": _("That record has been withdrawn by its network, so I can do no more with it."),
        "unknown_introduction": _("I no longer have that request. Nothing is open for you."),
        "not_your_consent": _("Only the person who was asked can answer this."),
    }


def _consent(_: Gettext) -> dict[str, str]:
    return {
        "asker_left": _("The person who asked no longer works there, so there is nobody to meet. Thank you."),
        "asker_unknown": _("Staff first verify where the asker works. Until then you cannot hand this over."),
        "already_accepted": _("This request was already accepted; nothing more to do."),
        "already_written": _("You have already answered this in writing; nothing more to do."),
        "already_declined": _("This request was already declined; nothing more to do."),
        "already_expired": _("This request has run out; nothing more to do."),
        "already_snoozed": _("You have put this off already; I ask you once more."),
        "already_handed_over": _("This request was handed over to a colleague; nothing more to do."),
        "put_off_once": _(
            "You can put a request off once. Please accept, decline, hand it over or answer in writing."
        ),
        "no_colleague": _(
            "No colleague of your government can take this over now. Please accept, decline or answer in "
            "writing."
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


def _afterwards(_: Gettext) -> dict[str, str]:
    return {
        "not_your_introduction": _("Only the two who were introduced can say what came of it."),
        "asker_says_that": _("Only the person who asked can say whether it was useful to them."),
        "already_followed_up": _("You have already answered this; nothing more to do. Thank you."),
        "draft_reviewed": _(
            "The staff of your network have already decided about this draft. Please ask them to change it."
        ),
        "draft_written_meanwhile": _(
            "This draft has changed since you opened it. Copy what you wrote, then open it again."
        ),
        "nothing_told": _("Please tell me in a few sentences what you did. I have kept nothing."),
        "proposal_sent": _("This is with the staff of your network already; nothing more to do."),
        "proposal_gone": _("I no longer have that text. Please tell me again with /practice add."),
        "private_data_in_field": _(
            "This seems to hold a person’s private data ({what}). I have not kept it. Please leave it out."
        ),
        "author_without_office": _(
            "A draft names the office that it is from, and I know none of yours. "
            "Please ask the staff of your network to add it."
        ),
        "anonymous_in_channel": _(
            "Your name stands above your message, so I cannot make it anonymous here. Delete it, then write "
            "the same to me alone or with /ask. I have not kept it."
        ),
    }


def _demonstration(_: Gettext) -> dict[str, str]:
    return {
        "outsider": _("I answer only members of this network; its staff can tell you how to join."),
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


def _staff(_: Gettext) -> dict[str, str]:
    return {
        "staff_only": _("Only the staff of your network can do this."),
        "no_staff_yet": _(
            "Only the staff of your network can do this, and nobody is set as staff yet. Please tell the "
            "people who installed me."
        ),
        "unknown_task": _("I no longer have that task. /staff lists what is open."),
        "task_done": _("That is done already: {name}, {day}."),
        "task_over": _("That is over already; nobody needs to do anything."),
        "task_taken_on": _("{name} took it on, {day}. Look at it again if you want it all the same."),
        "no_such_question": _("Your network has no question with that number."),
        "not_staff": _("That person is not staff of your network."),
        "no_question_here": _("Nobody asked me a question there, so there is nothing to answer."),
        "author_not_here": _("I do not write to people who never wrote to me. Please ask them to, first."),
        "quote_asked_already": _("A reply of theirs to this question is asked about or kept already."),
        "not_your_quote": _("Only the author of the reply can answer this."),
        "quote_decided": _(
            "You have answered this already, or it is too late; nothing more to do. Thank you."
        ),
        "no_consent": _("The author of that reply has not let it be quoted."),
        "no_draft_any_more": _("It is no draft any more, so there is nothing to do."),
        "draft_changed": _("The draft has changed since you read it. /curate drafts shows it as it is now."),
    }


def _calls(_: Gettext) -> dict[str, str]:
    return {
        "unknown_call": _("I no longer have that call. /network demand shows what is asked now."),
        "call_posted": _("This call was posted already."),
        "call_open": _("A call about the same is open already; /network demand says since when."),
        "call_over": _("This call is over. Thank you all the same."),
    }


GROUPS = (
    *(_questions, _introductions, _consent, _afterwards, _demonstration, _forms, _staff, _calls),
    *member_refusal_phrases.GROUPS,
    *record_refusal_phrases.GROUPS,
    *digest_refusal_phrases.GROUPS,
    merge_refusal_phrases.refusals,
    file_refusal_phrases.refusals,
)


# The details that are numbers, which each locale writes in its own way.
COUNTED = ("length", "limit", "most")


def refusal(gettext: Gettext, reason: str, details: Mapping[str, str]) -> str:
    """Return the sentence for a reason with its details filled in. Raises KeyError if it has no words."""
    sentences = {code: text for group in GROUPS for code, text in group(gettext).items()}
    codes = _private_data(gettext)
    return sentences[reason].format(**{name: codes.get(value, value) for name, value in details.items()})
