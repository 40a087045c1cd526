"""What staff read about a file that they shared or asked for, as frozen values like bot.messages."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class NewShown:
    """A record that a row of the file would make."""

    line: int
    title: str


@dataclass(frozen=True, slots=True)
class TopicShown:
    """A topic that the network's list lacks, and the one of the list that was probably meant, "" for none."""

    name: str
    near: str = ""


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A record that a row of the file would change, and in which fields, by their names in docs/import.md.

    `edited_here` says that its words were changed in the network since they were imported last.
    """

    line: int
    title: str
    fields: tuple[str, ...]
    edited_here: bool = False


@dataclass(frozen=True, slots=True)
class PublishedAgain:
    """A record that is not published, and that a row of the file would publish.

    `by` is the change by which it is not, as store.revisions names it, `reason` what was said of it then.
    """

    line: int
    title: str
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RowTurnedDown:
    """A row of the file that cannot be imported, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class CountsShown:
    """How many rows of a file are, or were, what."""

    new: int
    changed: int
    unchanged: int
    rejected: int


@dataclass(frozen=True, slots=True)
class FilePreviewed:
    """Shows what importing a file would do, and asks; without `file_id` there is nothing to import.

    `seen` stands for all that it would do. What is named are the first of those counted: new and changed
    records, of which `edited_here` were edited since their last import and `unpublished` are not published
    now, rejected rows, `new_topics` and `unused_columns`. `again` says that records have changed since it was
    shown before, `says_nothing` that no row has a problem, an action or an outcome, `doubtful` which line may
    name the columns once more.
    """

    file_id: int
    seen: int
    name: str
    counts: CountsShown
    changes: tuple[ChangeShown, ...] = ()
    rows: tuple[RowTurnedDown, ...] = ()
    again: bool = False
    new: tuple[NewShown, ...] = ()
    edited_here: int = 0
    topics: tuple[TopicShown, ...] = ()
    new_topics: int = 0
    columns: tuple[str, ...] = ()
    unused_columns: int = 0
    says_nothing: bool = False
    doubtful: int = 0
    published: tuple[PublishedAgain, ...] = ()
    unpublished: int = 0
    kind: Literal["file_previewed"] = "file_previewed"


@dataclass(frozen=True, slots=True)
class FileImported:
    """Says what an import did, and which topics the network had not before; replaces the buttons."""

    name: str
    counts: CountsShown
    new_topics: tuple[str, ...]
    kind: Literal["file_imported"] = "file_imported"


@dataclass(frozen=True, slots=True)
class FileThrownAway:
    """Confirms that nothing becomes of a file; replaces the buttons."""

    name: str
    kind: Literal["file_thrown_away"] = "file_thrown_away"


@dataclass(frozen=True, slots=True)
class RecordsExported:
    """Comes with a file of the published records as they are when it is posted (bot/records/record_files.py).

    `count` is how many there were when it was asked for, on the day `on`; `importable` says whether so many
    are taken back in a chat. It is for `official_id`, of staff; 0 in a demonstration, where everybody is.
    """

    network_id: int
    official_id: int
    network: str
    format: str
    on: str
    count: int
    importable: bool
    kind: Literal["records_exported"] = "records_exported"


@dataclass(frozen=True, slots=True)
class ExportNotSent:
    """Says that the file could not be had, with the number under which the log has the reason."""

    reference: str
    kind: Literal["export_not_sent"] = "export_not_sent"


MessageOfFiles = FilePreviewed | FileImported | FileThrownAway | RecordsExported | ExportNotSent
