"""Giving back: an official tells what they did, is shown the parts of a record, and confirms them.

What they told is no record before they confirm it, and nobody finds it before staff publish it.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.events.giving import PracticeTold, ProposalChanged, ProposalConfirmed, ProposalDiscarded
from bot.forms import record as record_form
from bot.forms.record import BY_AUTHORS, NAMES, Said
from bot.introductions import follow_up
from bot.messages.giving import ProposalDropped, ProposalSent, ProposalShown
from bot.network import Arrival
from bot.outgoing import Outgoing, in_place_of_buttons, quietly
from bot.records import where as record_place
from bot.records.handing_in import HandedIn, author_office, draft_from, hand_in, only_on_top, only_writable
from bot.records.proposing import TEXTS, propose
from bot.refusal import Refusal
from matching.domain import Details, IntroductionId, NetworkId, Office, ProposalId
from matching.language import detect
from store import contributions, due, follow_ups, networks, places, proposals, record_readers, records
from store.due import Due
from store.proposals import Proposal, Told
from store.record_values import RecordDraft, draft_of

# How long a text waits for its author: a month is a leave, and nobody confirms later what they forgot.
KEPT = timedelta(days=30)
EXPIRES = "proposal_expires"

# The second number stands where a record from elsewhere has the key (store/contributions.py, own_key).
_KEY = re.compile(r"told-(\d+)(?:-\d+)?", re.ASCII)

# The parts of a record that are among its details.
_DETAILS = ("figures", "cost", "staffing", "conditions")


@dataclass(frozen=True, slots=True)
class Writing:
    """What an author writes: their proposal, what a form shows of it, and the revision of the draft it shows.

    The revision is 0 as long as no draft came of the proposal.
    """

    proposal: Proposal
    page: record_form.Page
    revision: int


def key(proposal_id: int) -> str:
    """Return the key that the draft wants which comes of a proposal, one each."""
    return f"told-{proposal_id}"


def proposal_of(record_key: str) -> ProposalId | None:
    """Return the proposal of which the record of this key came; None for one that was written elsewhere."""
    found = _KEY.fullmatch(record_key)
    return ProposalId(int(found[1])) if found else None


def tell(connection: Connection, arrival: Arrival, event: PracticeTold, now: datetime) -> list[Outgoing]:
    """Keep what was told and show its author, alone, the parts that it proposes.

    Raises Refusal for who holds no office, or is no side of the introduction that it came of.
    """
    author_office(connection, arrival)
    me, network_id = arrival.official, arrival.workspace.network_id
    introduction_id = came_of(connection, arrival, event.introduction_id)
    language = detect(event.text, fallback=me.locale.replace("_", "-").split("-")[0] or "en")
    told = Told(network_id, me.id, event.text, language, event.source, introduction_id)
    proposal_id = proposals.add(connection, told, now)
    due.schedule(connection, network_id, EXPIRES, proposal_id, now + KEPT)
    message = _shown(connection, Proposal(proposal_id, told, "open", now))
    return [Outgoing(quietly(event.speaker, event.spot), message, me.locale)]


def confirm(
    connection: Connection, arrival: Arrival, event: ProposalConfirmed, now: datetime
) -> list[Outgoing]:
    """Hand in the parts as they were shown.

    Raises Refusal for others than the author, for one without an office, and once the text is closed.
    """
    proposal, office = _open(connection, arrival, event.proposal_id), author_office(connection, arrival)
    only_writable(connection, arrival, _own_key(connection, proposal))
    _close(connection, proposal, "confirmed", now)
    said = Said(_draft(connection, proposal, office, now))
    address = in_place_of_buttons(event.speaker, event.spot)
    sent = Outgoing(address, ProposalSent(proposal.id, said.draft.title), arrival.official.locale)
    return [sent, *hand_in(connection, arrival, _handed(office, proposal, said, 0), now)]


def change(connection: Connection, arrival: Arrival, event: ProposalChanged, now: datetime) -> list[Outgoing]:
    """Hand in the parts as their author filled them in, also of a draft that staff have not decided about.

    Raises Refusal as `permitted` does, for what cannot stay in a field, and if the draft has changed since.
    """
    writing, said = _filled_in(connection, arrival, event, now)
    changed = writing.proposal.state != "open"
    if not changed:
        _close(connection, writing.proposal, "confirmed", now)
    message = ProposalSent(writing.proposal.id, said.draft.title, changed)
    thanks = Outgoing(quietly(event.speaker, event.spot), message, arrival.official.locale)
    placed = replace(said, draft=_placed(connection, arrival.workspace.network_id, said, now))
    handed = _handed(author_office(connection, arrival), writing.proposal, placed, writing.revision)
    return [thanks, *hand_in(connection, arrival, handed, now)]


def handed_in(
    connection: Connection, arrival: Arrival, event: ProposalConfirmed | ProposalChanged, now: datetime
) -> Said:
    """Return what the event is about to hand in. Raises Refusal as `confirm` and `change` do."""
    if isinstance(event, ProposalConfirmed):
        office = author_office(connection, arrival)
        return Said(_draft(connection, _open(connection, arrival, event.proposal_id), office, now))
    return _filled_in(connection, arrival, event, now)[1]


def discard(
    connection: Connection, arrival: Arrival, event: ProposalDiscarded, now: datetime
) -> list[Outgoing]:
    """Forget what was told. Raises Refusal for others than the author, and once the text is closed."""
    _close(connection, _open(connection, arrival, event.proposal_id), "discarded", now)
    address = in_place_of_buttons(event.speaker, event.spot)
    return [Outgoing(address, ProposalDropped(), arrival.official.locale)]


def expire(connection: Connection, waiting: Due, now: datetime) -> list[Outgoing]:
    """Forget what nobody confirmed in time; its author was told when they told it."""
    proposals.close(connection, ProposalId(waiting.subject_id), "expired", now)
    return []


def came_of(connection: Connection, arrival: Arrival, introduction_id: int) -> IntroductionId | None:
    """Return the introduction, None for 0. Raises Refusal unless the speaker is one side of it."""
    if not introduction_id:
        return None
    return follow_up.sided(connection, arrival, introduction_id)[0].id


def permitted(connection: Connection, arrival: Arrival, proposal_id: int, now: datetime) -> Writing:
    """Return the proposal with its parts as a form shows them, or the draft that came of it.

    Raises Refusal for others than its author, for one without an office, and once staff have decided.
    """
    proposal, office = _mine(connection, arrival, proposal_id), author_office(connection, arrival)
    asked = BY_AUTHORS if office else NAMES
    network_id, own = arrival.workspace.network_id, _own_key(connection, proposal)
    only_writable(connection, arrival, own)
    if proposal.state == "open":
        proposed = Said(_draft(connection, proposal, office, now))
        return Writing(proposal, record_form.page(connection, network_id, proposed, asked), 0)
    stored = records.stored(connection, network_id, [own]).get(own)
    if stored is None:
        raise Refusal("proposal_gone")
    named = record_readers.readers(connection, stored.record.id)
    said = Said(draft_of(stored.record), named)
    page = record_form.page(connection, network_id, said, asked)
    return Writing(proposal, page, stored.record.revision)


def _filled_in(
    connection: Connection, arrival: Arrival, event: ProposalChanged, now: datetime
) -> tuple[Writing, Said]:
    writing = permitted(connection, arrival, event.proposal_id, now)
    only_on_top(event.seen, writing.revision)
    return writing, record_form.read(connection, writing.page, event.values)


def _own_key(connection: Connection, proposal: Proposal) -> str:
    return contributions.own_key(connection, proposal.told.network_id, key(proposal.id))


def _mine(connection: Connection, arrival: Arrival, proposal_id: int) -> Proposal:
    proposal = proposals.by_id(connection, arrival.workspace.network_id, ProposalId(proposal_id))
    if proposal is None or proposal.told.author_id != arrival.official.id:
        raise Refusal("proposal_gone")
    return proposal


def _open(connection: Connection, arrival: Arrival, proposal_id: int) -> Proposal:
    proposal = _mine(connection, arrival, proposal_id)
    if proposal.state == "confirmed":
        raise Refusal("proposal_sent")
    if proposal.state != "open":
        raise Refusal("proposal_gone")
    return proposal


def _close(connection: Connection, proposal: Proposal, state: str, now: datetime) -> None:
    """Close the open proposal. Raises Refusal if somebody did so meanwhile."""
    if not proposals.close(connection, proposal.id, state, now):
        raise Refusal("proposal_sent")
    due.cancel(connection, EXPIRES, proposal.id, now)


def _placed(connection: Connection, network_id: NetworkId, said: Said, now: datetime) -> RecordDraft:
    """Return the draft from where staff without an office say that it was done."""
    draft = record_place.settled(connection, network_id, said.draft, said.moved)
    if draft.source_title or draft.office_id is None:
        return draft
    office = places.office_by_id(connection, network_id, draft.office_id)
    return replace(draft, source_title=draft_from(office, draft.key, now).source_title)


def _handed(office: Office | None, proposal: Proposal, said: Said, revision: int) -> HandedIn:
    """Return what is handed in on top of this revision of the draft, 0 for the first."""
    told = proposal.told
    return HandedIn(said.draft, office, told.source, told.introduction_id, revision, said.readers)


def _draft(connection: Connection, proposal: Proposal, office: Office | None, now: datetime) -> RecordDraft:
    """Return the record that the official's words propose, from their office and place."""
    told = proposal.told
    found = propose(told.text, told.language, networks.topics(connection, told.network_id))
    details = Details(
        **{name: getattr(found, name) for name in _DETAILS},
        year_end=found.year_end,
        sources=found.sources,
    )
    return replace(
        draft_from(office, _own_key(connection, proposal), now),
        title=found.title,
        **{name: getattr(found, name) for name in TEXTS if name not in _DETAILS},
        result=found.result,
        topics=found.topics,
        year_start=found.year_start,
        source_lang=told.language,
        details=details,
    )


def _shown(connection: Connection, proposal: Proposal) -> ProposalShown:
    told = proposal.told
    found = propose(told.text, told.language, networks.topics(connection, told.network_id))
    nameless = told.introduction_id is not None and follow_ups.names_nobody(connection, told.introduction_id)
    years = "–".join(str(each) for each in (found.year_start, found.year_end) if each)
    return ProposalShown(
        proposal_id=proposal.id,
        title=found.title,
        **{part: getattr(found, part) for part in TEXTS},
        years=years,
        result="" if "result" in found.missing else found.result.value,
        topics=found.topics,
        sources=tuple(each.title or each.url for each in found.sources),
        missing=found.missing,
        nameless=nameless,
    )
