"""What the card of every task has: who took it on, who closed it, and in the queue what comes next."""

from collections.abc import Iterator
from dataclasses import replace

from bot.card import Button, Card, Contact
from bot.messages.staff import AssignedShown, ClosedShown, QueueShown, TaskShown
from bot.phrases import Words
from bot.phrases import curation as curation_phrases
from bot.phrases import quoting as quoting_phrases
from bot.phrases import staff as staff_phrases
from bot.staff import curation_kinds


def framed(task: TaskShown, words: Words, shown: Card) -> Card:
    """Return the card of a task: with its buttons while it is open, then with who closed it."""
    if task.closed is not None:
        card = replace(shown, closing=(_closed(task.closed, words),), buttons=())
    else:
        notes = (staff_phrases.everybody_is_staff(words.gettext),) if task.everybody else ()
        closing = (*shown.closing, *_assigned(task.assigned, words))
        card = replace(
            shown, closing=closing, notes=notes, buttons=(*shown.buttons, *_assigning(task, words))
        )
    if task.queue is None:
        return card
    return replace(
        card,
        notes=(*card.notes, waiting(task.queue, words)),
        buttons=(*card.buttons, _next(task, task.queue, words)),
    )


def done(task: TaskShown, words: Words, about: str) -> Button:
    """Return the button that closes the task."""
    label = staff_phrases.done(words.gettext)
    return Button("take_task", label, (task.id,), f"{label}: {about}" if about else label)


def mentioned(chat_id: str, name: str) -> tuple[Contact, ...]:
    """Return the person whom a chat mentions; nobody where no chat knows them."""
    return (Contact(chat_id, name),) if chat_id else ()


def in_thread(question_id: int, words: Words) -> tuple[str, ...]:
    """Return how a good reply in the thread of the question is kept, nothing for 0."""
    return (quoting_phrases.in_the_thread(words.gettext, question_id),) if question_id else ()


def waiting(queue: QueueShown, words: Words) -> str:
    """Return how many tasks wait, by kind."""
    _, counts = words.gettext, dict(queue.counts)
    by_kind = [
        curation_phrases.of_kind(_, curation_phrases.kind(_, each), words.number(counts[each]))
        for each in curation_kinds.KINDS[1:]
        if counts.get(each)
    ]
    return curation_phrases.waiting(words.ngettext, sum(counts.values()), by_kind)


def _assigning(task: TaskShown, words: Words) -> Iterator[Button]:
    if task.queue is None:
        return
    ids = (task.id, task.assigned.official_id if task.assigned else 0)
    yield Button("assign_to_me", curation_phrases.assign_to_me(words.gettext), ids)
    yield Button("assign_task", curation_phrases.assign_to(words.gettext), ids)


def _next(task: TaskShown, queue: QueueShown, words: Words) -> Button:
    ids = (task.id, curation_kinds.position(queue.kind))
    return Button("next_task", curation_phrases.next_one(words.gettext), ids)


def _assigned(to: AssignedShown | None, words: Words) -> tuple[str, ...]:
    if to is None:
        return ()
    return (curation_phrases.assigned(words.gettext, to.name),)


def _closed(closed: ClosedShown, words: Words) -> str:
    sentence = staff_phrases.closed(words.gettext, closed.outcome, words.day(closed.on))
    named = closed.name and closed.name != closed.chat_id
    return staff_phrases.closed_by(words.gettext, closed.name, sentence) if named else sentence
