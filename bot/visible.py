"""Which records somebody may be told of, and whom they can be asked about."""

from sqlalchemy import Connection

from matching.domain import Audience, Official, PracticeRecord, Visibility
from store import record_readers


def may_be_told(
    connection: Connection, official: Official, record: PracticeRecord, audience: Audience
) -> bool:
    """Say whether the official may be told of the published record where this audience reads along.

    Nobody is told of a record of their own place, and of one for named places only such an official alone.
    """
    owner, place = record.office, official.jurisdiction
    if owner is not None and place is not None and owner.jurisdiction.id == place.id:
        return False
    if record.visibility is not Visibility.NAMED:
        return True
    reader = place.id if place is not None and audience is not Audience.CHANNEL else None
    return record.id not in record_readers.hidden_from(connection, official.network_id, reader)


def has_peer(record: PracticeRecord) -> bool:
    """Say whether somebody can be asked about the record; of one without attribution nobody can."""
    return record.office is not None and record.visibility is not Visibility.UNATTRIBUTED
