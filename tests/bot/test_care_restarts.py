"""What people wrote while a process ended is there for the next one: edits and proposals."""

from collections.abc import Callable
from datetime import timedelta

from bot.events import Event
from bot.events.giving import FROM_COMMAND, PracticeTold, ProposalConfirmed
from bot.messages import Message
from bot.messages.editing import EditMet
from bot.messages.giving import ProposalShown
from bot.messenger import Address, Receipt, TryLater
from matching.domain import ProposalId
from store import proposals, record_edits, records, tasks
from tests.bot.staffed import TESS, official
from tests.bot.stage import ANA, PRIVATE, Stage
from tests.bot.test_durable import RecordingMessenger, running
from tests.bot.test_record_editing import desk, edited, filled_in, now_said, opened
from tests.waiting import wait_until


class SilentMessenger(RecordingMessenger):
    """A chat that cannot take a message now."""

    def post(self, address: Address, message: Message, locale: str, key: str) -> Receipt:
        raise TryLater(timedelta(milliseconds=1))


def left_unsaid(stage: Stage, event: Event, written: Callable[[], bool]) -> None:
    """Let a process end that wrote down what the event means, and could say nothing of it."""
    with running(stage, SilentMessenger()) as runner:
        handle = runner.accept("slack:T1:1", event)
        assert handle is not None
        handle.get_result()
    assert written()


def test_an_edit_that_met_another_is_shown_and_saved_by_the_next_process(staffed: Stage):
    form = opened(staffed, "edit_record", staffed.record.id, TESS)
    edited(staffed, title="Sam's title")
    event = desk(staffed).event(filled_in(form, TESS, cost="Little"))

    def kept() -> bool:
        with staffed.engine.connect() as connection:
            return record_edits.by_id(connection, staffed.network_id, 1) is not None

    left_unsaid(staffed, event, kept)
    messenger = RecordingMessenger()
    with running(staffed, messenger) as runner:
        wait_until(lambda: "edit_met" in messenger.said)
        runner.accept("slack:T1:1", event)  # the chat sends it once more
        (met,) = (message for _, message in messenger.posts if isinstance(message, EditMet))
        again = opened(staffed, "edit_again", met.edit_id, TESS)
        runner.accept("slack:T1:2", desk(staffed).event(filled_in(again, TESS)))
        wait_until(lambda: "record_saved" in messenger.said)

    assert messenger.said == ["edit_met", "record_saved"]
    record = now_said(staffed)
    assert (record.title, record.details.cost) == ("Sam's title", "Little")
    assert not kept()


def test_a_proposal_is_shown_and_handed_in_once_by_the_next_process(staffed: Stage):
    told = PracticeTold(ANA, PRIVATE, "We cleaned the gutters. It cost $40,000 a year.", FROM_COMMAND)

    def kept() -> bool:
        with staffed.engine.connect() as connection:
            return proposals.by_id(connection, staffed.network_id, ProposalId(1)) is not None

    left_unsaid(staffed, told, kept)
    messenger = RecordingMessenger()
    with running(staffed, messenger) as runner:
        wait_until(lambda: "proposal_shown" in messenger.said)
        runner.accept("slack:T1:1", told)
        (shown,) = (message for _, message in messenger.posts if isinstance(message, ProposalShown))
        confirmed = ProposalConfirmed(ANA, PRIVATE, shown.proposal_id)
        for _ in range(2):
            runner.accept("slack:T1:2", confirmed)
        wait_until(lambda: {"proposal_sent", "draft_to_review"} <= set(messenger.said))

    assert messenger.said.count("proposal_shown") == messenger.said.count("proposal_sent") == 1
    with staffed.engine.connect() as connection:
        draft = records.drafted(connection, staffed.network_id, f"told-{shown.proposal_id}")
        assert draft
        assert tasks.open_of(connection, staffed.network_id, "draft", draft.id)
    assert draft.details.cost == "It cost $40,000 a year."
    assert official(staffed, ANA).offices[0] == draft.office
