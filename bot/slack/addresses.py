"""The addresses that a message in Slack leads to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def _no_page(record_id: int) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Links:
    """Of threads by conversation and thread, and of the pages of records by id, "" where there is none."""

    threads: Mapping[tuple[str, str], str] = field(default_factory=dict)
    record: Callable[[int], str] = _no_page


NO_LINKS = Links()
