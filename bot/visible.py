"""Which records may be told of to whom."""

from matching.domain import Official, PracticeRecord


def may_be_told(official: Official, record: PracticeRecord) -> bool:
    """Say whether the official may be told of the record: it is published, and not of their own place."""
    owner, place = record.office, official.jurisdiction
    return owner is None or place is None or owner.jurisdiction.id != place.id
