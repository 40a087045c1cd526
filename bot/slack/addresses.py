"""The addresses that a message in Slack leads to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def _no_page(number: int) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Links:
    """Of threads by conversation and thread, of pages of records and summaries by id; "" for none."""

    threads: Mapping[tuple[str, str], str] = field(default_factory=dict)
    record: Callable[[int], str] = _no_page
    digest: Callable[[int], str] = _no_page


NO_LINKS = Links()
