"""The sentences for refusals about what a record says, and about changing it."""

from collections.abc import Callable

Gettext = Callable[[str], str]


def _fields(_: Gettext) -> dict[str, str]:
    return {
        "field_needed": _("Please write a sentence or two here."),
        "field_too_long": _("That is {length} characters; {limit} are the most."),
        "not_a_choice": _("Please choose one of these."),
        "topic_unknown": _("Your network’s list has no topic “{topic}”. The nearest are: {near}."),
        "too_many_topics": _("Please choose at most {most} topics."),
        "no_target": _(
            "“{target}” is no target of the Sustainable Development Goals. Write a target with its goal, "
            "such as 11.6."
        ),
        "no_target_of_goal": _("“{target}” is no target of goal {goal}. Its targets are {targets}."),
        "too_many_targets": _("Please name at most {most} targets."),
        "year_wrong": _("Please write a year from {first} to {last}."),
        "years_reversed": _("It ends before it begins. Please check both years."),
        "source_wrong": _(
            "I cannot read the source “{line}”. Write one a line, as: title | address. An address begins "
            "with https:// or http://"
        ),
        "reader_unknown": _("I find no government of the network named “{line}”."),
        "readers_needed": _("Please name at least one place whose officials may read it."),
    }


def _changes(_: Gettext) -> dict[str, str]:
    return {
        "nothing_changed": _("Nothing was changed: the record says that already."),
        "record_changed": _("Somebody changed this record meanwhile. Please open it again."),
        "record_changed_by": _("{name} changed this record meanwhile. Please open it again."),
        "edit_gone": _("I no longer have that text: it was saved or given up."),
        "withdrawn_already": _("That record is withdrawn already. /practice show and its number shows it."),
        "not_withdrawn": _("That record is not withdrawn, so there is nothing to put back."),
        "not_published": _("That record is not published."),
        "author_out_of_reach": _(
            "Nobody would get it: its author left, holds no office any more, or cannot be written to. Change "
            "it yourself with /practice edit {number}, then approve it, or reject it."
        ),
        "last_day_wrong": _(
            "Please write one day after today, such as {example}, at most {most} years away."
        ),
        "not_yours_to_check": _(
            "Only who holds the office of this record, who verified it, or staff can do this."
        ),
    }


GROUPS = (_fields, _changes)
