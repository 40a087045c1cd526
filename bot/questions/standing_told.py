"""What a standing question comes to: its asker is told of a record, once, at work; or asked, and it ends."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.introductions import peers_to_ask
from bot.introductions.sides import working
from bot.messages.standing import RecordForQuestion, StillLooking
from bot.messenger import Address
from bot.outgoing import Outgoing, directly, workspace_name
from bot.questions import matched
from bot.questions.findable import in_private, is_within
from bot.working_time import Working, next_working_moment
from matching import peers
from matching.domain import Audience, Match, Official, PeerReason, PracticeRecord, Visibility
from store import due, hushed, memberships, networks, officials, records
from store import standing as kept
from store.due import Due
from store.questions import Question
from store.standing import Standing, StandingId

# A fortnight outlasts most holidays.
ANSWER_WITHIN = timedelta(days=14)

TELL_DUE = "standing_tell"
TELL_LATE_DUE = "standing_tell_late"  # rows of versions that told at any hour the second time
EXPIRY_DUE, END_DUE = "standing_expiry", "standing_end"


def wait_for_expiry(connection: Connection, standing: Standing, asker: Official) -> None:
    """Let the asker be asked, when it expires, whether they still look; who was asked has their fortnight."""
    if standing.asked_at is not None:
        end_at = standing.asked_at + ANSWER_WITHIN
        due.schedule(connection, standing.question.network_id, END_DUE, standing.id, end_at)
        return
    moment = _at_work(working(connection, asker), standing.expires_at)
    due.schedule(connection, standing.question.network_id, EXPIRY_DUE, standing.id, moment)


def found(
    connection: Connection,
    question: Question,
    record: PracticeRecord,
    probability: float,
    now: datetime,
) -> None:
    """Note the record for the question, and let its asker be told when they are at work.

    Nothing happens once another record was found for it, or it stands no more.
    """
    standing = kept.find(connection, question, record.id, probability)
    asker = officials.by_id(connection, question.network_id, question.asker_id, now.date())
    if standing is None or asker is None:
        return
    earliest = max(now, standing.snoozed_until or now)
    moment = _at_work(working(connection, asker), earliest)
    due.schedule(connection, question.network_id, TELL_DUE, standing.id, moment)


def put_off(connection: Connection, standing: Standing, asker: Official, until: datetime) -> None:
    """Let the asker be told of the record that was found no sooner than then, when they are at work."""
    kept.snooze(connection, standing, until)
    moment = _at_work(working(connection, asker), until)
    for kind in (TELL_DUE, TELL_LATE_DUE):
        due.postpone(connection, kind, standing.id, moment)


def tell(connection: Connection, standing: Standing, now: datetime) -> list[Outgoing]:
    """Tell the asker of the record that was found; look on if that can be told no more.

    If the bot did not run at that hour and they are no longer at work, it waits until they next are.
    """
    question = standing.question
    asker = officials.by_id(connection, question.network_id, question.asker_id, now.date())
    if standing.state != "found" or standing.found is None or asker is None:
        return []
    if memberships.at_work(connection, asker.id).left_at is not None:
        kept.close(connection, question, now)
        return []
    record = _to_tell(connection, standing, asker)
    if record is None:
        if again := kept.lose(connection, standing, now):
            wait_for_expiry(connection, again, asker)
        return []
    moment = _at_work(working(connection, asker), now)
    if moment > now:
        due.again(connection, question.network_id, TELL_DUE, standing.id, moment)
        return []
    if not kept.tell(connection, standing, now):
        return []
    shown = matched.shown(connection, asker, _match(connection, question, asker, record, standing), now)
    message = RecordForQuestion(question.id, question.text, shown)
    return [Outgoing(_where(connection, question, record, asker), message, asker.locale)]


def _to_tell(connection: Connection, standing: Standing, asker: Official) -> PracticeRecord | None:
    """Return what was found; None if it can be told no more, or what was merged into it was told before."""
    question, record_id = standing.question, standing.found
    if record_id is None or kept.shown(connection, [question.id], record_id):
        return None
    record = records.by_ids(connection, question.network_id, [record_id]).get(record_id)
    return record if record and is_within(in_private(connection, asker), record.id) else None


def ask_whether(connection: Connection, standing: Standing, now: datetime) -> list[Outgoing]:
    """Ask the asker once whether they still look, when they are at work; of who left nothing is kept."""
    question = standing.question
    asker = officials.by_id(connection, question.network_id, question.asker_id, now.date())
    if asker is None:
        return []
    if memberships.at_work(connection, asker.id).left_at is not None:
        kept.close(connection, question, now)
        return []
    at_work = working(connection, asker)
    moment = _at_work(at_work, now)
    if moment > now:
        due.again(connection, question.network_id, EXPIRY_DUE, standing.id, moment)
        return []
    if not kept.ask(connection, standing, now):
        return []
    end = now + ANSWER_WITHIN
    due.schedule(connection, question.network_id, END_DUE, standing.id, end)
    message = StillLooking(question.id, question.text, at_work.local_date(end).isoformat())
    return [Outgoing(_in_private(connection, question, asker), message, asker.locale)]


def end(connection: Connection, standing: Standing, now: datetime) -> list[Outgoing]:
    """End, without a word, what its asker did not want to go on with."""
    kept.expire(connection, standing, now)
    return []


def _of_standing(
    happen: Callable[[Connection, Standing, datetime], list[Outgoing]],
) -> Callable[[Connection, Due, datetime], list[Outgoing]]:
    def happens(connection: Connection, waiting: Due, now: datetime) -> list[Outgoing]:
        standing = kept.by_id(connection, waiting.network_id, StandingId(waiting.subject_id))
        return happen(connection, standing, now) if standing else []

    return happens


# What happens when a row of each kind is due; its subject is a standing question.
KINDS: Mapping[str, Callable[[Connection, Due, datetime], list[Outgoing]]] = {
    TELL_DUE: _of_standing(tell),
    TELL_LATE_DUE: _of_standing(tell),
    EXPIRY_DUE: _of_standing(ask_whether),
    END_DUE: _of_standing(end),
}


def _match(
    connection: Connection, question: Question, asker: Official, record: PracticeRecord, standing: Standing
) -> Match:
    """Return the record as a match, with why: the topics that the question names, then what places share."""
    named = peers_to_ask.named_topics(connection, question.network_id, question.text)
    topics = tuple(PeerReason("about_topic", topic) for topic in named if topic in record.topics)
    place = record.office.jurisdiction if record.office and matched.has_peer(record) else None
    alike = peers.reasons(asker.jurisdiction, place) if asker.prefers_peers else ()
    return Match(record, standing.probability, standing.probability, (*topics, *alike)[: peers.REASONS_SHOWN])


def _where(connection: Connection, question: Question, record: PracticeRecord, asker: Official) -> Address:
    """Return the thread of a question that was asked in a channel, unless the bot is to be quiet there.

    For every other one, and for a record that only named peers may read, the asker's private address.
    """
    here = question.workspace_id, question.conversation, question.thread
    for_all = question.audience is Audience.CHANNEL and record.visibility is not Visibility.NAMED
    if for_all and not hushed.is_hushed(connection, *here):
        private = directly(connection, asker, near=question.workspace_id)
        return _thread(connection, question, private.people if private else ())
    return _in_private(connection, question, asker)


def _in_private(connection: Connection, question: Question, asker: Official) -> Address:
    private = directly(connection, asker, near=question.workspace_id, unreachable_too=True)
    return private or _thread(connection, question, ())


def _thread(connection: Connection, question: Question, people: tuple[str, ...]) -> Address:
    workspace = networks.workspace_by_id(connection, question.workspace_id)
    name = workspace_name(workspace.chat, workspace.external_id)
    return Address(name, "thread", question.conversation, question.thread, people=people)


def _at_work(working_there: Working, moment: datetime) -> datetime:
    return next_working_moment(moment, working_there.time_zone, working_there.country)
