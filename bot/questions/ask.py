"""Ask: a question in the official's own words becomes matches with their sources, or an honest none.

`prepare` thinks (reads, embeds, ranks) and `record` writes, so that no write waits for a model.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot import embeddings
from bot.catalogues import available
from bot.events import Asked, Rated
from bot.library import Library, Sought
from bot.messages import AnswerShown, Thanked
from bot.network import Arrival
from bot.outgoing import Outgoing, in_place_of_buttons, in_thread, only_to, quietly
from bot.questions import anonymity, matched, standing
from bot.questions.findable import left_out
from bot.questions.narrowing import Narrowing, from_json, to_json
from bot.questions.narrowing_words import narrowing
from bot.records import quoting
from bot.refusal import Refusal
from bot.shown import MatchShown
from bot.speaker import Spot, one_to_one
from bot.staff import answered_tasks
from bot.staff import tasks as staff_tasks
from matching.domain import (
    Answer,
    Audience,
    Band,
    Candidate,
    EntryKind,
    JurisdictionId,
    Match,
    Official,
    QuestionId,
    RecordId,
)
from matching.embedded import EmbeddedQuestion
from matching.language import detect
from matching.ranker import rank
from matching.spelling import corrected
from store import channel_settings, hushed, officials, questions, record_readers, threads
from store.channel_settings import ChannelSetting
from store.questions import Question, QuestionDraft
from store.threads import Thread
from store.vectors import text_hash

# A thread rests over a weekend; what comes a week later is about something else.
FOLLOWS_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Prepared:
    """The answer before anything is written: what was asked, in which language, and what is shown.

    `matched` is the text without its typing mistakes; `alike` are standing questions that ask the same,
    `answered` those that a quoted reply answered. What a follow-up `narrowed` is the question `of`.
    """

    text: str
    matched: str
    language: str
    embedder: str
    embedded: EmbeddedQuestion
    answer: Answer
    shown: tuple[MatchShown, ...]
    narrowed: Narrowing | None = None
    of: QuestionId | None = None
    alike: tuple[QuestionId, ...] = ()
    answered: tuple[QuestionId, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether the question is matched against later records; one that was narrowed is no new one."""
        return self.answer.band is Band.NONE and self.narrowed is None


def prepare(
    connection: Connection, library: Library, arrival: Arrival, event: Asked, now: datetime
) -> Prepared:
    """Return the answer to a screened question for this asker; writes nothing.

    A follow-up that narrows the asker's last question in the thread is that question, with fewer records.
    """
    official = arrival.official
    earlier, narrowed, seen = _followed(connection, arrival, event, now)
    text = earlier.text if earlier else event.text
    language = detect(text, fallback=official.locale.replace("_", "-").split("-")[0] or "en")
    meant = corrected(text, language)
    embedded = library.embedded(connection, meant)
    sought = Sought(official.network_id, meant, embedded, language, now.date())
    hidden = record_readers.hidden_from(connection, official.network_id, _reader(connection, arrival, event))

    def is_wanted(candidate: Candidate) -> bool:
        return narrowed is None or (candidate.record.id not in seen and narrowed.keeps(candidate))

    within = left_out(connection, official, hidden)
    candidates = library.candidates(connection, sought, within, is_wanted)
    answer = rank(official.jurisdiction, candidates, library.bands, prefer_peers=official.prefers_peers)
    shown = tuple(_shown(connection, arrival, match, now) for match in answer.matches)
    made = Prepared(text, meant, language, library.embedder_name, embedded, answer, shown, narrowed)
    made = replace(made, of=earlier.id if earlier else None)
    alike = library.alike(connection, sought) if made.stands else ()
    answered = library.answered(connection, sought) if narrowed is None else ()
    return replace(made, alike=tuple(alike), answered=tuple(answered))


def _followed(
    connection: Connection, arrival: Arrival, event: Asked, now: datetime
) -> tuple[Question | None, Narrowing | None, frozenset[RecordId]]:
    """Return the question that is narrowed, to what, and the records that are not shown again.

    A follow-up keeps the conditions of those before it. What follows no question is one of its own, and
    narrows none.
    """
    me, spot = arrival.official, event.spot
    wanted = narrowing(event.text, me.locale, now.year)
    if wanted is None or event.anonymous or not spot.thread:
        return None, None, frozenset()
    thread = Thread(me.id, arrival.workspace.id, spot.conversation, spot.thread)
    earlier = threads.latest(connection, thread)
    if earlier is None or now - earlier.asked_at > FOLLOWS_WITHIN:
        return None, None, frozenset()
    narrowed = from_json(earlier.narrowed).then(wanted).of(me.jurisdiction)
    seen = threads.shown(connection, thread, earlier.text) if wanted.further else frozenset()
    return earlier, narrowed, seen


def record(
    connection: Connection, arrival: Arrival, event: Asked, prepared: Prepared, now: datetime
) -> list[Outgoing]:
    """Keep the question with its matches and return the answer for the place where it was asked.

    Of an unprompted question without a good match nothing is kept or said. The spot's audience must be known
    by now; an unknown one counts as private. The answer to an anonymous question goes to its asker alone,
    after what tells them who can see what.
    """
    here = channel_settings.of(connection, arrival.workspace.id, event.spot.conversation)
    if event.unprompted and not _is_for_here(here, prepared.answer):
        return []
    alone = (here.private or event.spot.outside) and not event.anonymous
    spot = anonymity.in_private(event.speaker, event.spot) if event.anonymous else event.spot
    draft = _draft(arrival, spot, _audience(event, alone=alone), prepared)
    question_id = _keep(connection, arrival, draft, prepared, now)
    answer = AnswerShown(
        question_id=question_id,
        question=prepared.text,
        band=prepared.answer.band.value,
        matches=prepared.shown,
        private=draft.audience is not Audience.CHANNEL,
        # What is kept of an anonymous question is another story, and told every time.
        first_time=not event.anonymous and _tell_first(connection, arrival.official, now),
        narrowed=prepared.narrowed.shown if prepared.narrowed else None,
        can_hush=event.overheard,
        can_share=alone and not event.spot.outside and bool(prepared.shown),
        outside=alone and event.spot.outside,
    )
    before: list[Outgoing] = []
    if event.anonymous:
        before = anonymity.told(connection, arrival, event, prepared.language, question_id)
    locale = _reading_locale(connection, arrival, event, prepared, here.language)
    answered = Outgoing((only_to if alone else in_thread)(event.speaker, spot), answer, locale)
    same = (prepared.text, prepared.answered, question_id if prepared.stands else QuestionId(0))
    told = quoting.told_before(connection, arrival, same, answered, now)
    said = [*before, answered, *told]
    # What was narrowed too far is no gap in the records, nor is what somebody answered before.
    if prepared.stands and not told:
        stands = standing.begin(connection, arrival, question_id, prepared.alike, now)
        said.append(Outgoing(quietly(event.speaker, spot), stands, locale))
        said += answered_tasks.begin(
            connection, arrival.official.network_id, question_id, prepared.alike, now
        )
    return said


def _audience(event: Asked, *, alone: bool) -> Audience:
    if event.anonymous:
        return Audience.ANONYMOUS
    # What the asker alone was answered is private until they share it (sharing.py).
    return Audience.PRIVATE if alone else event.spot.audience or Audience.PRIVATE


def _draft(arrival: Arrival, spot: Spot, audience: Audience, prepared: Prepared) -> QuestionDraft:
    return QuestionDraft(
        asker_id=arrival.official.id,
        workspace_id=arrival.workspace.id,
        conversation=spot.conversation,
        thread=spot.thread,
        audience=audience,
        text=prepared.text,
        language=prepared.language,
        band=prepared.answer.band,
        narrowed=to_json(prepared.narrowed),
    )


def _keep(
    connection: Connection, arrival: Arrival, draft: QuestionDraft, prepared: Prepared, now: datetime
) -> QuestionId:
    """Keep the question with its matches and vectors; whoever asks in a hushed thread ends the hush."""
    hushed.end(connection, arrival.workspace.id, draft.conversation, draft.thread)
    network_id, answer = arrival.official.network_id, prepared.answer
    scored = [(match.record.id, match.score) for match in answer.matches]
    question_id = questions.add(connection, network_id, draft, scored, now)
    if prepared.of is not None:
        questions.note_narrowed(connection, network_id, question_id, prepared.of)
    further = [(match.record.id, match.score) for match in answer.further if matched.has_peer(match.record)]
    questions.add_further(connection, network_id, question_id, further, len(scored))
    kept = {text_hash(prepared.matched): prepared.embedded}
    embeddings.keep(connection, prepared.embedder, EntryKind.QUESTION, kept)
    return question_id


def _is_for_here(here: ChannelSetting, answer: Answer) -> bool:
    """Say whether a question to everybody is answered: with a good match, about a topic of the channel."""
    if answer.band is not Band.GOOD:
        return False
    return not here.topics or not set(here.topics).isdisjoint(answer.matches[0].record.topics)


def rate(connection: Connection, arrival: Arrival, event: Rated, now: datetime) -> list[Outgoing]:
    """Keep whether an answer helped: a helpful one is found by later askers, staff see one that did not.

    Raises Refusal unless the speaker asked the question.
    """
    network_id = arrival.workspace.network_id
    question_id = QuestionId(event.question_id)
    question = questions.by_id(connection, network_id, question_id)
    if question is None:
        raise Refusal("unknown_question")
    if not questions.rate(connection, question_id, arrival.official.id, event.helpful):
        raise Refusal("not_your_question")
    first = questions.first_match(connection, question_id)
    if event.helpful and first is not None:
        questions.note_answer(connection, network_id, question_id, first, None, now)
    address = replace(in_place_of_buttons(event.speaker, event.spot), way="only_to")
    stands = event.helpful or standing.stands(connection, question)
    message = Thanked(event.helpful, 0 if stands else question_id)
    thanked = Outgoing(address, message, arrival.official.locale)
    return [thanked, *_told_staff(connection, question, event, now)] if first is not None else [thanked]


def _told_staff(connection: Connection, question: Question, event: Rated, now: datetime) -> list[Outgoing]:
    """Open a task about an answer that did not help, once each time the asker says so; close it if it did."""
    if event.helpful:
        return answered_tasks.close(connection, question.network_id, question.id, now)
    if question.helpful is False:
        return []
    return staff_tasks.add(connection, question.network_id, "not_helpful", question.id, now)


def _tell_first(connection: Connection, official: Official, now: datetime) -> bool:
    """Note that they are told what is stored; True for the one answer that does."""
    return official.told_at is None and officials.mark_told(connection, official.id, now)


def _reader(connection: Connection, arrival: Arrival, event: Asked) -> JurisdictionId | None:
    """Return the place of the only reader of the answer, None where others read it too."""
    place = arrival.official.jurisdiction
    alone = event.anonymous or one_to_one(event.speaker, event.spot)
    if place is None or alone:
        return place.id if place else None
    here = channel_settings.of(connection, arrival.workspace.id, event.spot.conversation)
    return place.id if here.private else None


def _shown(connection: Connection, arrival: Arrival, match: Match, now: datetime) -> MatchShown:
    here = match.asked_before
    if here is not None and here.workspace_id != arrival.workspace.id:
        match = replace(match, asked_before=replace(here, conversation="", thread=""))
    return matched.shown(connection, arrival.official, match, now)


def _reading_locale(
    connection: Connection, arrival: Arrival, event: Asked, prepared: Prepared, of_channel: str
) -> str:
    """Return the channel's language if it has one, else the asker's locale.

    If the chat does not tell that, the language they ask in, if we have it.
    """
    if of_channel and not event.anonymous:
        return of_channel
    if event.speaker.locale or prepared.language not in available():
        return arrival.official.locale
    if prepared.language != arrival.official.locale:
        officials.set_locale(connection, arrival.official.id, prepared.language)
    return prepared.language
