"""The words for what is asked in vain, and for calls for practices."""

from collections.abc import Callable

from bot.messages.demand import DemandLine
from bot.phrases import Words
from bot.phrases.refusals import Gettext

NGettext = Callable[[str, str, int], str]


def usage(_: Gettext) -> str:
    """Return how staff ask for the demand."""
    return _("/network demand shows what governments ask and nobody has answered.")


def heading(_n: NGettext, days: int) -> str:
    """Return the first line of the demand."""
    return _n(
        "Asked in the last {count} day and not answered",
        "Asked in the last {count} days and not answered",
        days,
    ).format(count=days)


def nothing(_n: NGettext, fewest: int) -> str:
    """Return that no subject was asked about by enough governments."""
    return _n(
        "No subject was asked about by {count} government without an answer.",
        "No subject was asked about by {count} governments without an answer.",
        fewest,
    ).format(count=fewest)


def summary(words: Words, line: DemandLine) -> str:
    """Return how many governments asked about what, of which kinds they are, and what records there are."""
    _, _n = words.gettext, words.ngettext
    said = [asked(_, _n, line.name, line.governments)]
    kinds = words.listed(kind(_, _n, each.kind, each.size, each.governments) for each in line.asked_by)
    if kinds:
        said.append(among_them(_, kinds))
    return " ".join((*said, records(_, _n, line.records)))


def asked(_: Gettext, _n: NGettext, name: str, governments: int) -> str:
    """Return how many governments asked about what."""
    if not name:
        return _n(
            "{count} government asked in private about the same subject.",
            "{count} governments asked in private about the same subject.",
            governments,
        ).format(count=governments)
    return _n(
        "{count} government asked about: {name}.", "{count} governments asked about: {name}.", governments
    ).format(count=governments, name=name)


def records(_: Gettext, _n: NGettext, count: int) -> str:
    """Return what records there are about it."""
    if not count:
        return _("No record fits.")
    return _n(
        "{count} record was shown and answered none of them.",
        "{count} records were shown and answered none of them.",
        count,
    ).format(count=count)


def among_them(_: Gettext, kinds: str) -> str:
    """Return of which kinds the governments are."""
    return _("Among them: {kinds}.").format(kinds=kinds)


def kind(_: Gettext, _n: NGettext, kind: str, size: str, count: int) -> str:
    """Return how many governments of a kind and size there are, such as "4 cities (under 100,000 people)"."""
    governments = {
        "city": _n("{count} city", "{count} cities", count),
        "county": _n("{count} county", "{count} counties", count),
        "state": _n("{count} state", "{count} states", count),
        "region": _n("{count} region", "{count} regions", count),
        "country": _n("{count} country", "{count} countries", count),
    }
    counted = governments.get(kind, _n("{count} government", "{count} governments", count))
    sizes = {
        "small": _("under 100,000 people"),
        "middle": _("100,000 to 500,000 people"),
        "large": _("500,000 people or more"),
    }
    return counted.format(count=count) + (f" ({sizes[size]})" if size in sizes else "")


def what_is_hidden(_: Gettext) -> str:
    """Return what the demand does not show."""
    return _("Who asked is not shown, and no word that only a few said in private.")


def call(_: Gettext) -> str:
    """Return the label of the button, and the title of the form, that starts a call for practices."""
    return _("Call for practices")


def call_intro(_: Gettext) -> str:
    """Return what happens with the call."""
    return _("I post this text in the channel, with a button for whoever has done it.")


def call_text(_: Gettext) -> str:
    """Return the label of the field for the words of the call."""
    return _("Text")


def call_channel(_: Gettext) -> str:
    """Return the label of the field for the channel."""
    return _("Channel")


def call_submit(_: Gettext) -> str:
    """Return the label of the button that posts the call."""
    return _("Post")


def call_question(_: Gettext) -> str:
    """Return the end of the proposed text of a call."""
    return _("Has your government tried something like it, well or badly? Please tell us.")


def did_this(_: Gettext) -> str:
    """Return the label of the button for whoever has done it."""
    return _("We did this")


def call_noted(_: Gettext, title: str, *, closed: bool) -> str:
    """Return that the call is posted, or over."""
    if closed:
        return _("The call about “{title}” is over.").format(title=title)
    return _("The call about “{title}” is posted.").format(title=title)


def call_running(_: Gettext, day: str) -> str:
    """Return since when a call about it is open."""
    return _("A call about it is open since {day}.").format(day=day)


def call_not_posted(_: Gettext, title: str, why: str) -> str:
    """Return that the chat refused a call, and why."""
    return _("The call about “{title}” is not posted: {why}.").format(title=title, why=why)


def end_call(_: Gettext) -> str:
    """Return the label of the button that ends a call."""
    return _("End the call")
