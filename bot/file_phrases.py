"""The words about a file of records that staff shared: what importing it would do, and what it did."""

from bot.messages_of_files import CountsShown
from bot.phrases import Words
from bot.refusal_phrases import Gettext


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


def new_topics(_: Gettext, topics: str) -> str:
    """Return which topics the network has by it."""
    return _("New topics: {topics}.").format(topics=topics)
