"""The year: people act and what is due happens, through the product's use cases and under its clock's `now`.

It is played as the durable runner plays it (bot/durable.py): arrive, think, write, and what is said reaches
people. Here one connection writes a working day, with the weekend after it, in one transaction, thinking is
done ahead (thinking.py), and what is said is heard by simulated people instead of being posted. The schedule
looks for what is due once an hour, not once a minute.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from heapq import heappop, heappush

from sqlalchemy import Connection

from bot import dispatch, due, network
from bot.events import Asked, ConsentDecided, Event, FollowedUp, IntroductionWanted
from bot.events.member import NetworkLeft
from bot.messages import AnswerShown, ConsentAsked, Refused
from bot.messages.follow_up import FollowUpAsked
from bot.outgoing import Outgoing
from bot.questions.ask import Prepared
from bot.simulation import laws, people
from bot.simulation.journal import Row, in_order
from bot.simulation.questions import Planned, Text
from bot.simulation.thinking import Put, Thinker
from bot.simulation.world import CHAT, WORKSPACE, World
from bot.speaker import Speaker, Spot
from matching.domain import Audience, IntroductionId, OfficialId, QuestionId
from store import due as waiting_rows
from store import histories, introductions

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SATURDAY = 5  # as datetime.weekday() counts
SPEAKS_IN = f"{CHAT}:{WORKSPACE}"


class Year:
    """One year of one world on one connection, whose transactions the year ends day by day."""

    def __init__(self, connection: Connection, thinker: Thinker, world: World, seed: int) -> None:
        self._connection = connection
        self._thinker = thinker
        self._world = world
        self._seed = seed
        self._waiting: list[tuple[datetime, int, Event]] = []  # by moment, then in the order they were put
        self._put = 0
        self._asked: dict[tuple[int, int], None] = {}  # introductions and who has been asked, seen once
        self._texts: dict[int, Text] = {}  # of questions that will be asked, by the number of their event
        self._days: dict[date, list[Put]] = defaultdict(list)
        self._prepared: dict[int, Prepared] = {}
        self._rows: list[Row] = []
        self._questions: list[tuple[datetime, int, int, Text]] = []  # moment, asker, number and text

    def play(self, planned: Sequence[Planned], advance: Callable[[int], None]) -> Sequence[Row]:
        """Let the year happen and return what happened; `advance` hears of each question."""
        self._plan(planned)
        every = list(_turns())
        self._prepared = self._thinker.think(self._put_on(every[0])).result()
        for days, after in zip(every, [*every[1:], ()], strict=True):
            ahead = self._thinker.think(self._put_on(after))
            for day in days:
                self._play_day(day)
            advance(len(self._put_on(days)))
            self._prepared = ahead.result()
            self._connection.commit()
        return in_order(
            [
                *_rows_of(self._world),
                *self._questions_matched(),
                *self._rows,
                *_moves(self._connection, self._world),
            ]
        )

    def _put_on(self, days: Sequence[datetime]) -> list[Put]:
        return [put for day in days for put in self._days[day.date()]]

    def _play_day(self, now: datetime) -> None:
        ends = now + DAY
        while now < ends:
            self._let_happen(now)
            now += HOUR
            while self._waiting and self._waiting[0][0] < now:
                at, number, event = heappop(self._waiting)
                self._carry_out(event, number, at)

    def _plan(self, planned: Sequence[Planned]) -> None:
        for each in planned:
            asked = Asked(_speaker(each.asker), _spot(each.asker), each.text.words)
            number = self._later(each.at, asked)
            self._texts[number] = each.text
            self._days[each.at.date()].append(Put(number, each.asker, asked, each.at))
        for person in self._world.people:
            if person.leaves_at is not None:
                self._later(person.leaves_at, NetworkLeft(_speaker(person.id), _private(person.id)))

    def _later(self, at: datetime, event: Event) -> int:
        """Let the event happen at the moment; return its number."""
        self._put += 1
        heappush(self._waiting, (at, self._put, event))
        return self._put

    def _let_happen(self, now: datetime) -> None:
        while (soonest := waiting_rows.soonest(self._connection)) is not None and soonest <= now:
            for each in due.ready(self._connection, now):
                self._hear(due.happen(self._connection, each, now), now)

    def _carry_out(self, event: Event, number: int, now: datetime) -> None:
        official_id = OfficialId(int(event.speaker.chat_id[1:]))
        arrival = network.recall(self._connection, event.speaker, official_id, now)
        said = dispatch.perform(self._connection, arrival, event, self._prepared.get(number), now)
        if isinstance(event, NetworkLeft):
            self._rows.append(Row(now, "left", official=official_id))
        self._hear(said, now, self._texts.pop(number, None))

    def _hear(self, said: Sequence[Outgoing], now: datetime, text: Text | None = None) -> None:
        """Let each person react to what they read; one who pressed no button before does so once."""
        for each in said:
            for chat_id in each.address.people[:1]:
                self._react(each, int(chat_id[1:]), now, text)

    def _react(self, said: Outgoing, reader: int, now: datetime, text: Text | None) -> None:
        match said.message:
            case AnswerShown() as shown:
                assert text is not None, "only a question is answered"
                self._questions.append((now, reader, shown.question_id, text))
                self._want(shown, reader, now)
            case ConsentAsked(introduction_id=introduction_id):
                self._decide(introduction_id, reader, now)
            case FollowUpAsked() as asked:
                self._follow_up(asked, reader, now)
            case Refused(reason=reason):
                self._rows.append(Row(now, "refused", official=reader, more={"reason": reason}))

    def _questions_matched(self) -> Iterator[Row]:
        found = histories.matches(self._connection, self._world.network_id)
        for at, asker, number, text in self._questions:
            matches, relevance = found.get(QuestionId(number), []), dict(text.relevance)
            more = {
                "text": text.words,
                "topic": text.topic,
                "matches": [int(each) for each in matches],
                "relevance": [relevance.get(self._world.copies[each][0], 0) for each in matches],
                "best": max(relevance.values(), default=0),
            }
            first = int(matches[0]) if matches else None
            yield Row(at, "question", asker, question=number, record=first, more=more)

    def _want(self, shown: AnswerShown, asker: int, now: datetime) -> None:
        offered = [match.record_id for match in shown.matches if match.can_introduce]
        if offered:
            speaker, spot = _speaker(asker), _spot(asker)
            self._later(now, IntroductionWanted(speaker, spot, shown.question_id, offered[0]))

    def _decide(self, introduction_id: int, official: int, now: datetime) -> None:
        if (introduction_id, official) in self._asked:  # a reminder: they answer as they would have
            return
        self._asked[introduction_id, official] = None
        introduction = introductions.by_id(
            self._connection, self._world.network_id, IntroductionId(introduction_id)
        )
        assert introduction is not None, "who is asked is asked about an introduction"
        reply = people.reply(self._seed, introduction.question_id, official)
        if reply.accepts is not None:
            decided = ConsentDecided(_speaker(official), _private(official), introduction_id, reply.accepts)
            self._later(now + reply.after, decided)

    def _follow_up(self, asked: FollowUpAsked, reader: int, now: datetime) -> None:
        said = people.follow_up(self._seed, asked.introduction_id, reader, asked.answers)
        if said is not None:
            event = FollowedUp(_speaker(reader), _private(reader), asked.introduction_id, said.answer)
            self._later(now + said.after, event)


def _turns() -> Iterator[Sequence[datetime]]:
    """Give the days that are played at one turn: each working day alone, a Friday with its weekend.

    On a weekend hardly anybody asks or answers: played alone, it would be over long before Monday's
    questions are thought about.
    """
    turn: list[datetime] = []
    day, ends = laws.STARTS, laws.STARTS + laws.YEAR + laws.RUNS_OUT
    while day < ends:
        if turn and day.weekday() < SATURDAY:
            yield turn
            turn = []
        turn.append(day)
        day += DAY
    yield turn


def _rows_of(world: World) -> Iterator[Row]:
    for person in world.people:
        more = {"office": int(person.office.id), "capacity": person.capacity}
        yield Row(laws.STARTS, "official", official=int(person.id), more=more)
    for record_id, (key, office) in world.copies.items():
        of_office = {"office": int(office.id), "place": int(office.jurisdiction.id)}
        yield Row(laws.STARTS, "record", record=int(record_id), more={"key": key, **of_office})


def _moves(connection: Connection, world: World) -> Iterator[Row]:
    for each in histories.moves(connection, world.network_id):
        yield Row(
            *(each.at, each.state, int(each.asker_id), each.peer_id),
            *(int(each.question_id), each.record_id, int(each.introduction_id)),
        )


def _speaker(official: int) -> Speaker:
    return Speaker(SPEAKS_IN, f"U{official}")


def _spot(official: int) -> Spot:
    """Return the channel where everybody asks, in a thread of their own."""
    return Spot("C-help", thread=f"{official}.1", audience=Audience.CHANNEL)


def _private(official: int) -> Spot:
    return Spot(f"D{official}", message="1.1", audience=Audience.PRIVATE)
