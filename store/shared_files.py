"""Files that staff shared: each kept until it is imported, thrown away or too old."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from matching.domain import NetworkId, OfficialId, SharedFileId
from store import tables
from store.statements import insert_row


@dataclass(frozen=True, slots=True)
class Shared:
    """A file as somebody shared it; `encoding` is the one that they named, "" for none, as for the map."""

    network_id: NetworkId
    official_id: OfficialId
    name: str
    encoding: str
    data: bytes
    map_name: str = ""
    map_text: str = ""


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A shared file under its id; it holds no bytes once its state is not "shown" any more."""

    id: SharedFileId
    shared: Shared
    state: str


def add(conn: Connection, shared: Shared, now: datetime) -> SharedFileId:
    """Keep the file and return its id. Raises IntegrityError when its owner is of another network."""
    values = {
        "network_id": shared.network_id,
        "official_id": shared.official_id,
        "name": shared.name,
        "encoding": shared.encoding,
        "data": shared.data,
        "map_name": shared.map_name,
        "map_text": shared.map_text,
    }
    return SharedFileId(insert_row(conn, tables.shared_file, **values, state="shown", shared_at=now))


def by_id(conn: Connection, network_id: NetworkId, file_id: SharedFileId) -> SharedFile | None:
    """Return the network's file in whatever state it is, or None."""
    query = select(tables.shared_file).filter_by(id=file_id, network_id=network_id)
    row = conn.execute(query).one_or_none()
    if row is None:
        return None
    shared = Shared(
        NetworkId(row.network_id),
        OfficialId(row.official_id),
        row.name,
        row.encoding,
        row.data,
        row.map_name,
        row.map_text,
    )
    return SharedFile(SharedFileId(row.id), shared, row.state)


def close(conn: Connection, file_id: SharedFileId, state: str, now: datetime) -> bool:
    """Bring a shown file into this state and forget its bytes; True only for the one call that did."""
    still_shown = update(tables.shared_file).filter_by(id=file_id, state="shown")
    return conn.execute(still_shown.values(state=state, data=b"", map_text="", closed_at=now)).rowcount == 1


def drop_all(conn: Connection, official_id: OfficialId, now: datetime) -> int:
    """Throw away what this official shared and has not imported; return how many files that was."""
    still_shown = update(tables.shared_file).filter_by(official_id=official_id, state="shown")
    return conn.execute(still_shown.values(state="dropped", data=b"", map_text="", closed_at=now)).rowcount
