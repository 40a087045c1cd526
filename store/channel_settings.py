"""How the bot behaves in one conversation of a workspace."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from matching.domain import NetworkId, WorkspaceId
from store import tables

# Read for every question, so it is made once: making it takes longer than its answer.
_setting, _topic = tables.channel_setting.c, tables.channel_topic.c
_HERE: dict[str, Any] = {"workspace_id": bindparam("workspace_id"), "conversation": bindparam("conversation")}
_OF = select(_setting.answers, _setting.language, _setting.private).filter_by(**_HERE)
_TOPICS = select(_topic.topic).filter_by(**_HERE).order_by(_topic.topic)


@dataclass(frozen=True, slots=True)
class ChannelSetting:
    """What is answered: only "mentions", or "questions" to everybody too; in which language, "" for any.

    With `private` only the asker sees an answer, until they share it. With `topics` a question to everybody
    is answered only if it is about one of them.
    """

    answers: str = "mentions"
    language: str = ""
    private: bool = False
    topics: tuple[str, ...] = ()


def of(conn: Connection, workspace_id: WorkspaceId, conversation: str) -> ChannelSetting:
    """Return how the bot behaves in the conversation; as it does everywhere unless somebody decided."""
    here = {"workspace_id": workspace_id, "conversation": conversation}
    row = conn.execute(_OF, here).one_or_none()
    if row is None:
        return ChannelSetting()
    topics = conn.execute(_TOPICS, here).scalars()
    return ChannelSetting(row.answers, row.language, row.private, tuple(topics))


def save(
    conn: Connection,
    network_id: NetworkId,
    workspace_id: WorkspaceId,
    conversation: str,
    setting: ChannelSetting,
) -> None:
    """Let the bot behave so there from now on.

    Raises IntegrityError for another network's workspace, and for topics that the network lacks.
    """
    named = {"workspace_id": workspace_id, "conversation": conversation}
    conn.execute(delete(tables.channel_topic).filter_by(**named))
    conn.execute(delete(tables.channel_setting).filter_by(**named))
    conn.execute(
        insert(tables.channel_setting).values(
            network_id=network_id,
            **named,
            answers=setting.answers,
            language=setting.language,
            private=setting.private,
        )
    )
    rows = [{"network_id": network_id, **named, "topic": each} for each in dict.fromkeys(setting.topics)]
    if rows:
        conn.execute(insert(tables.channel_topic), rows)
