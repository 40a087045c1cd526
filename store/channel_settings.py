"""How the bot behaves in one conversation of a workspace."""

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select

from matching.domain import NetworkId, WorkspaceId
from store import tables

# Read for every question, so it is made once: making it takes longer than its answer.
_OF = select(tables.channel_setting.c.answers, tables.channel_setting.c.language).where(
    tables.channel_setting.c.workspace_id == bindparam("workspace_id"),
    tables.channel_setting.c.conversation == bindparam("conversation"),
)


@dataclass(frozen=True, slots=True)
class ChannelSetting:
    """What is answered: only "mentions", or "questions" to everybody too; in which language, "" for any."""

    answers: str = "mentions"
    language: str = ""


def of(conn: Connection, workspace_id: WorkspaceId, conversation: str) -> ChannelSetting:
    """Return how the bot behaves in the conversation; as it does everywhere unless somebody decided."""
    here = {"workspace_id": workspace_id, "conversation": conversation}
    row = conn.execute(_OF, here).one_or_none()
    return ChannelSetting() if row is None else ChannelSetting(row.answers, row.language)


def save(
    conn: Connection,
    network_id: NetworkId,
    workspace_id: WorkspaceId,
    conversation: str,
    setting: ChannelSetting,
) -> None:
    """Let the bot behave so there from now on. Raises IntegrityError for another network's workspace."""
    named = {"workspace_id": workspace_id, "conversation": conversation}
    conn.execute(delete(tables.channel_setting).filter_by(**named))
    conn.execute(insert(tables.channel_setting).values(network_id=network_id, **named, **asdict(setting)))
