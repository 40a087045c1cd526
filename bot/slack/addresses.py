"""The addresses that a message in Slack leads to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def _no_page(number: int) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Links:
    """Of threads by conversation and thread, of pages of records and summaries by id; "" for none.

    `named` are those of records for named places.
    """

    threads: Mapping[tuple[str, str], str] = field(default_factory=dict)
    record: Callable[[int], str] = _no_page
    digest: Callable[[int], str] = _no_page
    named: Callable[[int], str] = _no_page

    def page(self, record_id: int, *, for_named: bool) -> str:
        """Return the address of the record's page."""
        return self.named(record_id) if for_named else self.record(record_id)


NO_LINKS = Links()
