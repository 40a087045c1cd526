"""The words about files of records: what importing one would do, what it did, and one that was asked for."""

from bot.messages.files import CountsShown
from bot.phrases import Words
from bot.phrases.refusals import Gettext


def usage(_: Gettext) -> str:
    """Return how a file is imported."""
    return _(
        "In Slack: send me a file of records (CSV, JSONL or XLSX) with the word “import”; I show what would "
        "change, and ask."
    )


def heading(_: Gettext, name: str) -> str:
    """Return what stands above a preview."""
    return _("Import of {name}").format(name=name)


def counts(words: Words, shown: CountsShown) -> str:
    """Return how many records an import makes and changes, leaves as they are and turns down."""
    return words.gettext(
        "New: {new}. Changed: {changed}. Unchanged: {unchanged}. Rejected: {rejected}."
    ).format(
        new=words.number(shown.new),
        changed=words.number(shown.changed),
        unchanged=words.number(shown.unchanged),
        rejected=words.number(shown.rejected),
    )


def again(_: Gettext) -> str:
    """Return that what was shown before is not what would happen now."""
    return _("Records have changed since you looked, so nothing was imported. This is how it stands now:")


def change(words: Words, line: int, title: str, fields: tuple[str, ...]) -> str:
    """Return a record that would change, with the columns of the file that change it."""
    return words.gettext("Line {line}, {title}: {fields}").format(
        line=line, title=title, fields=words.listed(fields)
    )


def new_records(_: Gettext) -> str:
    """Return what stands above the records that would be made."""
    return _("What is new:")


def edited_here(words: Words, count: int) -> str:
    """Return how many of the changed records were edited in the network."""
    return words.ngettext(
        "{count} changed record was edited here since its last import. Importing overwrites that.",
        "{count} changed records were edited here since their last import. Importing overwrites that.",
        count,
    ).format(count=words.number(count))


def published_again(_: Gettext) -> str:
    """Return what stands above the records that are not published and would be."""
    return _("These are not published now. Importing publishes them:")


def edited_since(_: Gettext, change: str) -> str:
    """Return a record that would change, with a mark that it was edited in the network."""
    return _("{change} (edited here since)").format(change=change)


def says_nothing(_: Gettext) -> str:
    """Return the warning that the columns with what a record is about are missing."""
    return _("These records say nothing but title and place: no problem, no action, no outcome.")


def doubtful(words: Words, line: int) -> str:
    """Return the warning that a row may be a second row of names."""
    return words.gettext("Line {line} seems to name the columns once more. It would become a record.").format(
        line=line
    )


def unused_columns(_: Gettext, columns: str) -> str:
    """Return which columns of the file are none of the fields."""
    return _("Columns not used: {columns}.").format(columns=columns)


def topic(_: Gettext, name: str, near: str) -> str:
    """Return a new topic, with the one that was probably meant."""
    return _("{topic} (did you mean {near}?)").format(topic=name, near=near) if near else name


def changes(_: Gettext) -> str:
    """Return what stands above the records that would change."""
    return _("What changes:")


def rejected(_: Gettext) -> str:
    """Return what stands above the rows that are turned down."""
    return _("Rejected rows:")


def row(_: Gettext, line: int, reason: str) -> str:
    """Return a row that is turned down."""
    return _("Line {line}: {reason}").format(line=line, reason=reason)


def more(words: Words, count: int) -> str:
    """Return how many are not named."""
    return words.gettext("… and {count} more.").format(count=words.number(count))


def all_rejected(_: Gettext) -> str:
    """Return how to get every rejected row."""
    return _(
        "Rejected rows are left out. Whoever runs Counterpart gets all of them in a file, with their "
        "reasons, by “counterpart import --skip-invalid”."
    )


def kept(_: Gettext) -> str:
    """Return for how long the file waits."""
    return _("I keep the file until you choose, 24 hours at most.")


def nothing_to_import(_: Gettext) -> str:
    """Return that there is nothing to confirm."""
    return _("There is nothing to import, so I have not kept the file.")


def import_button(words: Words, count: int) -> str:
    """Return the button that imports."""
    text = words.ngettext("Import {count} record", "Import {count} records", count)
    return text.format(count=words.number(count))


def imported(_: Gettext, name: str) -> str:
    """Return that the file was imported."""
    return _("Imported: {name}.").format(name=name)


def thrown_away(_: Gettext, name: str) -> str:
    """Return that nothing becomes of the file."""
    return _("Thrown away; I have deleted the file {name}.").format(name=name)


def new_topics(_: Gettext, topics: str) -> str:
    """Return which topics the network has by it."""
    return _("New topics: {topics}.").format(topics=topics)


def export_usage(_: Gettext) -> str:
    """Return how all records are had as a file."""
    return _(
        "For staff: /practice export sends you every published record as a file, xlsx unless you add "
        "csv or jsonl."
    )


def exported(words: Words, count: int, network: str) -> str:
    """Return what the file holds."""
    text = words.ngettext(
        "Here is {count} record of {network} as a file.",
        "Here are {count} records of {network} as a file.",
        count,
    )
    return text.format(count=words.number(count), network=network)


def exported_to_change(_: Gettext) -> str:
    """Return what the file is for."""
    return _("Change it and send it to me with the word “import”; I show what would change, and ask.")


def exported_for_operators(_: Gettext) -> str:
    """Return the same of a file with more rows than are imported in a chat."""
    return _(
        "It has more rows than I import here. Change it, and whoever runs Counterpart imports it with "
        "“counterpart import”."
    )


def exported_for_whom(_: Gettext) -> str:
    """Return that the file is not for everybody."""
    return _(
        "It holds every published record, also those that only members or certain places may read. Please "
        "pass it on with care."
    )


def export_not_sent(_: Gettext, reference: str) -> str:
    """Return what to do about a file that did not come."""
    return _(
        "I could not send you the file. Try /practice export csv. If that does not help, give whoever runs "
        "Counterpart the number {reference}; they can write the file with “counterpart export”."
    ).format(reference=reference)


def saved(_: Gettext) -> str:
    """Return what stands above the path of a file that came at the terminal."""
    return _("The file is here; /import and its path show what would change:")
