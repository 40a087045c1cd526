"""What callers of one model promise each other: own results, own errors, and no waiting for company."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest

from matching.turns import ALIKE, FLOOR, MOST, Turns

FIRST, LATER = 0, 1  # kinds
SECONDS = 10  # a promise that is not kept fails instead of hanging


class Model:
    """Puts texts into capitals, turn by turn; a text without letters breaks it."""

    def __init__(self) -> None:
        self.turns: list[list[str]] = []
        self.begun, self.may_go_on = Event(), Event()

    def __call__(self, texts: Sequence[str], _kind: int) -> list[str]:
        self.turns.append(list(texts))
        self.begun.set()
        self.may_go_on.wait(SECONDS)
        if not all(text.isalpha() for text in texts):
            raise ValueError(f"no letters in {', '.join(texts)}")
        return [text.upper() for text in texts]


@pytest.fixture
def model() -> Model:
    return Model()


@pytest.fixture
def turns(model: Model) -> Iterator[Turns[str]]:
    with ThreadPoolExecutor(1) as pool:
        yield Turns(pool, 2, model)
        model.may_go_on.set()


def made(pending: Sequence[Future[str]]) -> list[str]:
    return [each.result(SECONDS) for each in pending]


def occupied(turns: Turns[str], model: Model) -> list[Future[str]]:
    """A text whose turn goes on until the model may."""
    pending = turns.submit(["first"], FIRST)
    assert model.begun.wait(SECONDS)
    return pending


def test_a_lone_text_has_its_turn_at_once(turns: Turns[str], model: Model):
    pending = turns.submit(["alone"], FIRST)

    assert model.begun.wait(SECONDS)
    model.may_go_on.set()
    assert made(pending) == ["ALONE"]
    assert model.turns == [["alone"]]


def test_texts_that_come_during_a_turn_share_the_next_one_and_each_caller_gets_its_own(turns, model):
    first = occupied(turns, model)
    callers = [turns.submit(texts, FIRST) for texts in (["drains"], ["lamps", "trees"], ["buses"])]

    model.may_go_on.set()

    assert made(first) == ["FIRST"]
    assert [made(each) for each in callers] == [["DRAINS"], ["LAMPS", "TREES"], ["BUSES"]]
    assert model.turns == [["first"], ["drains", "lamps", "trees", "buses"]]


def test_a_turn_takes_no_more_texts_than_pay(turns, model):
    first = occupied(turns, model)
    pending = turns.submit(["drains"] * (MOST + 1), FIRST)

    model.may_go_on.set()

    assert made([*first, *pending]) == ["FIRST"] + ["DRAINS"] * (MOST + 1)
    assert [len(each) for each in model.turns] == [1, MOST, 1]


def test_a_short_text_is_not_filled_up_to_a_much_longer_one(turns, model):
    short, longer, longest = ("a" * length for length in (1, ALIKE * FLOOR, ALIKE * FLOOR + 1))
    first = occupied(turns, model)
    pending = turns.submit([short, longer, longest, short], FIRST)

    model.may_go_on.set()

    made([*first, *pending])
    assert model.turns[1:] == [[short, longer], [longest], [short]]


def test_the_first_kind_is_not_kept_waiting_by_the_rest_of_another(turns, model):
    first = occupied(turns, model)
    records = turns.submit(["records"] * 3 * MOST, LATER)
    question = turns.submit(["question"], FIRST)

    model.may_go_on.set()

    made([*first, *records, *question])
    assert model.turns[1] == ["question"]
    assert model.turns[2:] == [["records"] * MOST] * 3


def test_an_error_reaches_the_caller_of_the_text_that_caused_it_and_nobody_else(turns, model):
    first = occupied(turns, model)
    good, bad, other = (turns.submit([text], FIRST) for text in ("drains", "!", "lamps"))

    model.may_go_on.set()

    assert made([*first, *good, *other]) == ["FIRST", "DRAINS", "LAMPS"]
    with pytest.raises(ValueError, match=r"no letters in !$"):
        made(bad)


def test_a_model_that_forgets_a_text_is_an_error_of_its_callers():
    with ThreadPoolExecutor(1) as pool:
        pending = Turns[str](pool, 1, lambda _texts, _kind: []).submit(["drains", "lamps"], FIRST)

        for each in pending:
            with pytest.raises(ValueError, match="0 things were made of 1 texts"):
                each.result(SECONDS)


def test_no_texts_need_no_turn(turns, model):
    assert turns.submit([], FIRST) == []
    assert model.turns == []


def test_many_callers_on_several_threads_each_get_their_own():
    with ThreadPoolExecutor(4) as pool, ThreadPoolExecutor(16) as callers:
        shared = Turns[str](pool, 2, lambda texts, kind: [f"{kind} {text}" for text in texts])

        def ask(number: int) -> list[str]:
            return made(shared.submit([f"{number} {part}" for part in range(3)], number % 2))

        answers = list(callers.map(ask, range(200)))

    assert answers == [[f"{number % 2} {number} {part}" for part in range(3)] for number in range(200)]
