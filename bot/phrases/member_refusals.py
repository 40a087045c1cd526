"""The sentences for refusals about the directory and its forms."""

from collections.abc import Callable

Gettext = Callable[[str], str]


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
        "confirmed_already": _("That record was verified today already. Thank you."),
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


GROUPS = (_directory, _profile, _lines)
