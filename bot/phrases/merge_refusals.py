"""The sentences for refusals about merging records: what happened, and what to do."""

from collections.abc import Callable

Gettext = Callable[[str], str]


def refusals(_: Gettext) -> dict[str, str]:
    """Return them by their codes."""
    return {
        "one_record_already": _(
            "Record {record} and record {into} are one record already, so there is nothing to merge."
        ),
        "not_to_merge": _("Record {record} is withdrawn or rejected, so it cannot be merged."),
        "merge_into_draft": _(
            "Record {into} is not published yet. Merge it into record {record} instead, or publish it first."
        ),
        "different_readers": _(
            "Different people may read these two records. Let the same people read both, then merge them."
        ),
        "merge_of_too_many": _(
            "Together, records {record} and {into} have more topics, targets or sources than one record can "
            "have. Take some away first: /practice edit {record}"
        ),
        "records_changed": _(
            "Somebody has changed one of these records meanwhile, so nothing was merged. Please begin again."
        ),
        "not_merged": _("Record {record} is merged into no other record."),
        "unmerge_too_late": _("Record {record} was merged on {day}. That can be undone for 30 days only."),
        "unmerge_first": _(
            "Record {into} was merged into another one since. Take that back first: /practice unmerge {into}"
        ),
    }
