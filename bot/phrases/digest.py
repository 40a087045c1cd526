"""The words of summaries and about them."""

from collections.abc import Mapping
from datetime import date

from babel import Locale
from babel.dates import format_date, format_interval, get_day_names

from bot.phrases.refusals import Gettext


def usage(_: Gettext) -> str:
    """Return how /digest is used."""
    return _(
        "The weekly summary of this channel, for staff: /digest preview shows it to you alone, /digest now "
        "posts it, /digest settings sets weekday and time, /digest pause and /digest resume stop and start "
        "it, /digest history shows the last ones. For everybody: /digest me on sends you your own summary "
        "each week, /digest me off ends it, /digest me now sends one."
    )


# A summary


def heading(_: Gettext, network: str, days: str, *, a_week: bool) -> str:
    """Return the first line of a summary: of a week, or of a longer time after a pause."""
    said = _("This week in {network}: {days}") if a_week else _("News of {network}: {days}")
    return said.format(network=network, days=days)


def days(first: date, last: date, locale: str) -> str:
    """Return from which day to which, as the locale writes it."""
    its = Locale.parse(locale)
    both = str(format_interval(first, last, "yMMMd", locale=its))
    # CLDR's Swahili says "27 – 3 Nov 2026" across two months.
    if first.month != last.month and format_date(first, "MMM", locale=its) not in both:
        return " – ".join(format_date(each, "medium", locale=its) for each in (first, last))
    return both


def nothing_new(_: Gettext, *, a_week: bool) -> str:
    """Return that nothing happened, in a week or in a longer time."""
    return _("Nothing new this week.") if a_week else _("Nothing new since then.")


def nothing_more(_: Gettext) -> str:
    """Return that nothing of the rest of a summary is left to show."""
    return _("There is nothing more: the rest was taken back or settled since.")


def new_records(_: Gettext, count: str) -> str:
    """Return the label of the new records."""
    return _("New records ({count}):").format(count=count)


def verified_records(_: Gettext, count: str) -> str:
    """Return the label of records that somebody found right: their office, or staff."""
    return _("Verified ({count}):").format(count=count)


def answered(_: Gettext, count: str, asked: str) -> str:
    """Return the label of the answered questions."""
    return _("Answered ({count}; new questions: {asked}):").format(count=count, asked=asked)


def asked(_: Gettext, count: str) -> str:
    """Return how many questions were asked in a week in which none was answered."""
    return _("New questions: {count}").format(count=count)


def how(_: Gettext, code: str, record: str) -> str:
    """Return how a question was answered, and by which record unless a peer did, or it is not told."""
    if record:
        return _("answered by the record {by}").format(by=record)
    said = {
        "record": _("by a record"),
        "conversation": _("in a conversation"),
        "writing": _("in writing"),
    }
    return said[code]


def looking(_: Gettext, count: str) -> str:
    """Return the label of the open questions."""
    return _("Looking for a peer ({count}):").format(count=count)


def introductions(_: Gettext, values: Mapping[str, str]) -> str:
    """Return what became of introductions, in figures."""
    return _(
        "Introductions: {asked} asked for, {agreed} agreed, {met} met, {useful} found useful, "
        "{taken} adapted or adopted, {not_useful} not useful."
    ).format(**values)


def story(_: Gettext, values: Mapping[str, str], outcome: str) -> str:
    """Return which place found useful, or took up, what another one did, both having let it be told."""
    if outcome == "useful":
        return _("{asker} found useful what {peer} did: {title}").format(**values)
    return _("{asker} took up what {peer} did: {title}").format(**values)


def tell_it(_: Gettext) -> str:
    """Return the button by which a side lets summaries tell what came of an introduction."""
    return _("Yes, tell it")


def how_it_is_told(_: Gettext) -> str:
    """Return what is told then."""
    return _("May our weekly summary tell this? It names the two places, no people, and only if both agree.")


def story_asked(_: Gettext, place: str) -> str:
    """Return the question to the peer whether it may be told; "" for a place that they do not know."""
    if not place:
        return _("A peer found useful what you wrote. May the weekly summary of your network tell it?")
    return _(
        "{place} found useful what you told them. May the weekly summary of your network tell it?"
    ).format(place=place)


def story_noted(_: Gettext) -> str:
    """Return the thanks to a side that lets it be told."""
    return _("Thank you. It is told once both sides agree.")


def welcome(_: Gettext, places: str, more: str) -> str:
    """Return the welcome to places that joined, listed already, and to so many more unless that is ""."""
    if more:
        return _("Welcome to {places} and {count} more!").format(places=places, count=more)
    return _("Welcome to {places}!").format(places=places)


def re_read(_: Gettext, title: str, why: str) -> str:
    """Return the record that is worth re-reading, and why."""
    return _("Worth re-reading: {title} ({why})").format(title=title, why=why)


def why_again(_: Gettext, code: str, count: str) -> str:
    """Return why a record is worth re-reading; `count` is in how many places it helped."""
    said = {
        "helped": _("places it helped: {count}"),
        "verified": _("verified most recently"),
        "unread": _("seldom shown so far"),
    }
    return said[code].format(count=count)


def more(_: Gettext) -> str:
    """Return the button that shows the rest of a summary."""
    return _("More of this summary")


def rest(_: Gettext) -> str:
    """Return the first line of the rest of a summary."""
    return _("The rest of the summary")


def by_topic(_: Gettext, listed: str) -> str:
    """Return how many questions of each topic were answered, listed already."""
    return _("Answered, by topic: {listed}").format(listed=listed)


def of_asked(_: Gettext, topic: str, answered: str, asked: str) -> str:
    """Return how many questions of a topic were answered."""
    return _("{topic} {answered} of {asked}").format(topic=topic, answered=answered, asked=asked)


def no_topic(_: Gettext) -> str:
    """Return the name of questions without a topic."""
    return _("other")


# Help with a question


def can_help(_: Gettext, number: int) -> str:
    """Return the button by which somebody offers to help with the question of this number."""
    return _("I can help with {number}").format(number=number)


def can_help_spoken(_: Gettext, question: str) -> str:
    """Return what a screen reader says of that button."""
    return _("I can help with: {question}").format(question=question)


def how_help_goes(_: Gettext) -> str:
    """Return what the button does."""
    return _("“I can help” tells the asker alone your office and place; you meet only if they want to.")


def help_offered(_: Gettext, office: str, place: str) -> str:
    """Return who offers to help, and the question whether they shall meet."""
    return _("{office}, {place}, says they can help with your question. Shall I introduce you?").format(
        office=office, place=place
    )


def not_now(_: Gettext) -> str:
    """Return the button by which the asker declines an offer."""
    return _("No, thank you")


def help_noted(_: Gettext) -> str:
    """Return the thanks to who can help."""
    return _("Thank you. I have told the asker; if they want to meet, I introduce you.")


def help_lapsed(_: Gettext) -> str:
    """Return to who can help that the asker did not answer."""
    return _("The asker has not answered your offer for a week, so it is over. Thank you all the same.")


def help_decided(_: Gettext, *, accepted: bool) -> str:
    """Return what the asker said to an offer."""
    if accepted:
        return _("Good. I introduce you to each other.")
    return _("Noted. Nobody is told.")


# Personal


def own_heading(_: Gettext, days: str) -> str:
    """Return the first line of a personal summary."""
    return _("Your summary: {days}").format(days=days)


def own_questions(_: Gettext) -> str:
    """Return the label of the reader's own questions."""
    return _("Your questions:")


def own_state(_: Gettext, *, answered: bool, shown: bool) -> str:
    """Return whether a question was answered, or a match was shown that nobody called unhelpful."""
    if answered:
        return _("answered")
    return _("a match was shown") if shown else _("open")


def waiting_for_you(_: Gettext, count: str) -> str:
    """Return the label of requests that wait for the reader."""
    return _("Peers who wait for your answer ({count}):").format(count=count)


def offers_help(_: Gettext, office: str, place: str, question: str) -> str:
    """Return who offers to help the reader, and with which question of theirs."""
    said = _("{office}, {place}, offers to help with {question}")
    return said.format(office=office, place=place, question=question)


def to_verify(_: Gettext) -> str:
    """Return the label of records that the reader should look at again."""
    return _("Records for you to verify:")


def in_your_topics(_: Gettext) -> str:
    """Return the label of new records of the reader's topics."""
    return _("New in your topics:")


def own_switch(_: Gettext, *, on: bool) -> str:
    """Return the button that begins or ends the reader's own summary."""
    return _("No weekly summary for me") if on else _("Send me a weekly summary")


# Settings


def every(_: Gettext, weekday: int, time: str, zone: str, locale: str) -> str:
    """Return on which day and at what time summaries come."""
    day = weekday_name(weekday, locale)
    return _("The summary comes every week on {day} at {time} ({zone}).").format(
        day=day, time=time, zone=zone
    )


def weekday_name(weekday: int, locale: str) -> str:
    """Return the name of a day of the week, Monday being 0."""
    # Not "stand-alone": after a language that has none, as Swahili, Babel 2 gives its days to all others.
    return str(get_day_names("wide", "format", Locale.parse(locale))[weekday])


def next_on(_: Gettext, day: str, time: str) -> str:
    """Return when the next summary comes."""
    return _("The next one: {day}, {time}.").format(day=day, time=time)


def empty_weeks(_: Gettext, code: str) -> str:
    """Return what happens in a week without news."""
    if code == "skip":
        return _("In a week without news I post nothing.")
    return _("In a week without news I post a short note.")


def for_outsiders(_: Gettext) -> str:
    """Return that questions are left out."""
    return _("People of other organisations read here, so it leaves questions out.")


def shared_here(_: Gettext) -> str:
    """Return that a summary for members would be refused here, and the way out."""
    return _("People of other organisations read here: choose “{choice}” in /digest settings.").format(
        choice=who_reads_choices(_)[1]
    )


def coming(_: Gettext, *, if_any: bool) -> str:
    """Return that the summary that was wanted comes at once, perhaps only if there is anything new."""
    if if_any:
        return _("I post it now if there is anything new; /digest history says so.")
    return _("I post it now. If it does not appear, /digest history says why.")


def no_summaries(_: Gettext, *, personal: bool) -> str:
    """Return that no summaries come, and how they are begun."""
    if personal:
        return _("You get no summary of your own. /digest me on begins it.")
    return _("This channel has no weekly summary. /digest settings begins it.")


def paused(_: Gettext, *, personal: bool) -> str:
    """Return that summaries are paused, and how they go on."""
    if personal:
        return _("Your summary is off. /digest me on begins it again.")
    return _("The summary of this channel is paused. /digest resume lets it go on.")


def history_heading(_: Gettext) -> str:
    """Return the first line of the last summaries."""
    return _("The last summaries of this channel")


def no_history(_: Gettext) -> str:
    """Return that there was no summary yet."""
    return _("There was none yet.")


def ended(_: Gettext, state: str) -> str:
    """Return how a summary ended."""
    said = {"due": _("waiting"), "sent": _("sent"), "skipped": _("skipped"), "missed": _("not sent")}
    return said[state]


def why(_: Gettext, code: str) -> str:
    """Return why a summary did not come, or a call was not posted; the chat's code where we have no word."""
    said = {
        "late": _("more than a day late"),
        "empty": _("nothing new"),
        "paused": _("paused"),
        "is_archived": _("the channel is archived"),
        "channel_not_found": _("the channel is gone, or I am not in it"),
        "not_in_channel": _("I am not in the channel"),
        "shared_outside": _("people of other organisations read there"),
        "time_zone": _("I do not know its time zone any more"),
        "no_answer": _("the chat did not answer"),
        "not_repeated": _("I cannot see whether it was posted"),
        "unreadable": _("another version of me made it"),
        "app_not_installed": _("I am not installed there any more"),
        "account_inactive": _("I am not installed there any more"),
        "restricted_action": _("only some people may write there"),
    }
    return said.get(code) or _("the chat refused it: {code}").format(code=code)


def failed_heading(_: Gettext) -> str:
    """Return the first line of a note to staff."""
    return _("A weekly summary was not sent")


def failed(_: Gettext, values: Mapping[str, str]) -> str:
    """Return of which day a summary was not sent, and why."""
    return _("{day}: {why}.").format(**values)


def failed_next(_: Gettext, why: str, *, paused: bool) -> str:
    """Return what happens next, and what staff can do."""
    if paused and why == "shared_outside":
        return _("I have paused it. /digest settings there, “{choice}”, lets it go on.").format(
            choice=who_reads_choices(_)[1]
        )
    if paused and why == "time_zone":
        return _("I have paused it. /digest settings in that channel lets it go on.")
    if paused:
        return _("I have paused it. Once that is settled, /digest resume in that channel lets it go on.")
    return _("The next one tells what this one would have. /digest now in that channel sends it at once.")


# The form


def form_title(_: Gettext) -> str:
    """Return the title of the form, which has room for 24 characters."""
    return _("Weekly summary")


def form_intro(_: Gettext) -> str:
    """Return what must be known before summaries begin."""
    return _("Saving begins the summary of this channel. Its language is that of /network channel.")


def which_weekday(_: Gettext) -> str:
    """Return the label of the field."""
    return _("On which day?")


def which_time(_: Gettext) -> str:
    """Return the label of the field."""
    return _("At what time?")


def time_hint(_: Gettext) -> str:
    """Return how a time is written."""
    return _("Hours and minutes, such as 09:00.")


def when_empty(_: Gettext) -> str:
    """Return the label of the field."""
    return _("In a week without news?")


def when_empty_choices(_: Gettext) -> tuple[str, str]:
    """Return the choices "brief" and "skip"."""
    return _("Say so briefly"), _("Post nothing")


def who_reads(_: Gettext) -> str:
    """Return the label of the field."""
    return _("Who reads this channel?")


def who_reads_choices(_: Gettext) -> tuple[str, str]:
    """Return the choices for members alone, and for others too."""
    return _("Only people of this workspace"), _("People of other organisations too")
