"""What a use case wants said to whom, and the address at which that person or conversation is reached."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from bot.messages import Message, Undeliverable
from bot.messenger import Address
from bot.speaker import DIRECT, Speaker, Spot, one_to_one
from matching.domain import Official, WorkspaceId
from store import officials

NOT_REPEATED = "not_repeated"  # our own reason: it may stand already, and nobody can look

# The app has no token there any more, by our own word and by the chat's: no other way leads there either.
APP_GONE = {
    "app_not_installed",
    "account_inactive",
    "invalid_auth",
    "invalid_grant",
    "invalid_refresh_token",
    "team_access_not_granted",
    "token_expired",
    "token_revoked",
}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message on its way: where to, what, and the reader's locale."""

    address: Address
    message: Message
    locale: str


def workspace_name(chat: str, external_id: str) -> str:
    """Return the name of a workspace across chats, such as "slack:T0123"."""
    return f"{chat}:{external_id}"


def in_thread(speaker: Speaker, spot: Spot) -> Address:
    """Return the thread in which the speaker is answered."""
    return Address(
        speaker.workspace,
        "thread",
        conversation=spot.conversation,
        thread=spot.thread,
        people=(speaker.chat_id,),
    )


def quietly(speaker: Speaker, spot: Spot) -> Address:
    """Return the thread if only the speaker reads it anyway, else the same place visible to them alone."""
    return in_thread(speaker, spot) if _reads_alone(speaker, spot) else only_to(speaker, spot)


def only_to(speaker: Speaker, spot: Spot) -> Address:
    """Return the place where the speaker is, visible to them alone whoever else reads there."""
    return replace(in_thread(speaker, spot), way="only_to", thread=spot.active_thread)


def alone(speaker: Speaker, spot: Spot) -> Address:
    """Return where only the speaker reads, with buttons that can be replaced: nothing "only to" them can."""
    if _reads_alone(speaker, spot):
        return in_thread(speaker, spot)
    return Address(speaker.workspace, "direct", people=(speaker.chat_id,))


def _reads_alone(speaker: Speaker, spot: Spot) -> bool:
    return one_to_one(speaker, spot) and not spot.outside


def in_place_of_buttons(speaker: Speaker, spot: Spot) -> Address:
    """Return the message whose button the speaker pressed; without one, the thread."""
    if not spot.message:
        return in_thread(speaker, spot)
    return replace(in_thread(speaker, spot), way="replace", message=spot.message)


def directly(
    connection: Connection,
    official: Official,
    near: WorkspaceId | str | None = None,
    *,
    unreachable_too: bool = False,
) -> Address | None:
    """Return the official's private address, None if they have none; `near` is an id or name of a workspace.

    If they are in that workspace, the address is there. Where the app was taken out, or their account is
    closed, nobody is written to, unless `unreachable_too`: then the message waits for a way as any other.
    """
    known = officials.identities(connection, official.id)
    identities = [each for each in known if each.reachable] or (list(known) if unreachable_too else [])
    if not identities:
        return None
    named = [(workspace_name(each.chat, each.external_id), each) for each in identities]
    is_near = (pair for pair in named if near in (pair[0], pair[1].workspace_id))
    workspace, identity = next(is_near, named[0])
    return Address(workspace, "direct", people=(identity.chat_id,))


def together(first: Address, second: Address) -> tuple[Address, ...]:
    """Return one conversation for both where one workspace holds them, else the two private addresses."""
    if first.workspace != second.workspace:
        return (first, second)
    return (Address(first.workspace, "group", people=(*first.people, *second.people)),)


def with_one(address: Address) -> bool:
    """Say whether its conversation is the one that a person has alone with the bot."""
    first = DIRECT.get(address.workspace.partition(":")[0])
    return first is not None and address.conversation.startswith(first) and len(address.people) == 1


def instead(outgoing: Outgoing, reason: str) -> tuple[Outgoing, ...]:
    """Return what to send when the chat refused `outgoing` for good: the same in private, or nothing.

    What was to take the place of a button's message goes to who pressed it; nobody pressed the cards that
    change with it. Introductions and requests to a peer have ways of their own (replacing.py).
    """
    address = outgoing.address
    if reason == NOT_REPEATED or reason in APP_GONE:
        return ()
    in_private = tuple(
        replace(outgoing, address=Address(address.workspace, "direct", people=(person,)))
        for person in address.people
    )
    match address.way:
        case "group":
            return in_private
        case "replace" if with_one(address):
            return in_private  # it comes where they pressed
        case "thread" | "only_to" | "replace":
            explained = (
                replace(each, message=Undeliverable(address.conversation, reason)) for each in in_private
            )
            return (*explained, *in_private)
    return ()
