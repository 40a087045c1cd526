"""The sentences for files of records that are turned down, and for one that cannot be made."""

from collections.abc import Callable

Gettext = Callable[[str], str]


def refusals(_: Gettext) -> dict[str, str]:
    """Return the sentences for files that are turned down."""
    return {
        "one_file": _("Please send me one table at a time, with its map beside it if it has one."),
        "map_alone": _("Please send that map together with the table that it is for."),
        "file_too_large": _(
            "{name} has more than {limit} MB, the most I take here. Whoever runs Counterpart can import it "
            "with “counterpart import”."
        ),
        "file_too_long": _(
            "{name} has more than {limit} rows, the most I take here. Whoever runs Counterpart can import it "
            "with “counterpart import”."
        ),
        "file_not_fetched": _(
            "I could not get {name}. Please send it again. If that does not help, whoever runs Counterpart "
            "can check that I may read files."
        ),
        "file_unusable": _("I cannot import this. {why}"),
        "file_encoding": _("I cannot import this. {why} Here you say it with the file: “import cp1252”."),
        "file_gone": _("I no longer have that file. Please send it again."),
        "file_imported": _("That file was imported already; nothing more to do."),
        "nothing_to_export": _("Your network has published no record yet, so there is nothing to export."),
    }
