"""Exporting the records to one of staff in their chat: a file that an import takes back, and its trail."""

from dataclasses import replace
from datetime import datetime
from secrets import token_hex

import structlog
from sqlalchemy import Connection

from bot.events.file import ExportWanted
from bot.messages import Refused
from bot.messages.files import ExportNotSent, RecordsExported
from bot.messenger import Address
from bot.network import Arrival
from bot.outgoing import Outgoing
from bot.records.exporting import Format
from bot.records.file_reading import MOST_ROWS
from bot.records.record_files import NO_LONGER_STAFF
from bot.refusal import Refusal
from bot.staff import only_staff, was_named
from matching.domain import NetworkId
from store import audit, networks, records
from store.audit import Act, Changed, Subject

log = structlog.get_logger(__name__)


def send(connection: Connection, arrival: Arrival, event: ExportWanted, now: datetime) -> list[Outgoing]:
    """Return the message that brings this person of staff the file, in their direct messages alone.

    Raises Refusal for others than staff, and where the network has published nothing yet.
    """
    only_staff(connection, arrival)
    network_id = arrival.workspace.network_id
    count = records.count(connection, network_id)
    if not count:
        raise Refusal("nothing_to_export")
    wanted = Format(event.format)
    note(connection, network_id, audit.official(arrival.official.id), (wanted, count), now)
    message = RecordsExported(
        network_id=network_id,
        official_id=arrival.official.id if was_named(connection, arrival) else 0,
        network=networks.name(connection, network_id),
        format=wanted.value,
        on=now.date().isoformat(),
        count=count,
        importable=count <= MOST_ROWS,
    )
    # Never where the command was typed: others may read along there, and not all may read every record.
    address = Address(event.speaker.workspace, "direct", people=(event.speaker.chat_id,))
    return [Outgoing(address, message, arrival.official.locale)]


def note(
    connection: Connection, network_id: NetworkId, actor: str, taken: tuple[Format, int], now: datetime
) -> None:
    """Keep in the audit trail that this actor took so many records along; nothing for none."""
    wanted, count = taken
    if not count:
        return
    after = {"format": wanted.value, "records": count}
    export = Changed(Subject("network", str(network_id)), {}, after)
    audit.note(connection, Act(network_id, actor, "record.export"), [export], now)


def not_sent(refused: Outgoing, reason: str) -> list[Outgoing]:
    """Return what is said in the place of a file that could not be made, or that the chat does not take."""
    if reason == NO_LONGER_STAFF:
        return [replace(refused, message=Refused("staff_only"))]
    reference = token_hex(4)
    log.error("records not exported", reference=reference, reason=reason)
    return [replace(refused, message=ExportNotSent(reference))]
