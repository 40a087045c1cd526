"""The 169 targets of the United Nations' Sustainable Development Goals, by their numbers."""

import re

from bot.refusal import Refusal
from bot.shortening import cut

# Of each goal: its last numbered target, and how many lettered ones follow it. From the annex of General
# Assembly resolution A/RES/71/313, https://unstats.un.org/sdgs/indicators/indicators-list/
_GOALS = {
    1: (5, 2),
    2: (5, 3),
    3: (9, 4),
    4: (7, 3),
    5: (6, 3),
    6: (6, 2),
    7: (3, 2),
    8: (10, 2),
    9: (5, 3),
    10: (7, 3),
    11: (7, 3),
    12: (8, 3),
    13: (3, 2),
    14: (7, 3),
    15: (9, 3),
    16: (10, 2),
    17: (19, 0),
}
# In the order of the list: 1.1 to 1.5, 1.a, 1.b, 2.1 and so on.
TARGETS = tuple(
    f"{goal}.{name}"
    for goal, (numbered, lettered) in _GOALS.items()
    for name in (*map(str, range(1, numbered + 1)), *"abcd"[:lettered])
)

MOST = 20  # of one record; one that names more says nothing by it
LONGEST = 12  # characters of what somebody wrote for a target that a sentence quotes

_BETWEEN = re.compile(r"[,;\s]+")
_GOAL = re.compile(r"([0-9]{1,2})\b")


def read(text: str) -> tuple[str, ...]:
    """Return the targets that the text names, in the order of the list. Raises Refusal for what is none."""
    words = [each for each in _BETWEEN.split(text.casefold()) if each not in ("", "sdg", "target")]
    for word in words:
        if word not in TARGETS:
            raise _unknown(word)
    if len(set(words)) > MOST:
        raise Refusal("too_many_targets", most=str(MOST))
    return tuple(each for each in TARGETS if each in words)


def _unknown(word: str) -> Refusal:
    """Return the refusal of what is no target; where it names a goal, with that goal's targets."""
    target, goal = cut(word, LONGEST), _GOAL.match(word)
    if goal is None or int(goal[1]) not in _GOALS:
        return Refusal("no_target", target=target)
    known = [each for each in TARGETS if each.partition(".")[0] == str(int(goal[1]))]
    return Refusal("no_target_of_goal", target=target, goal=str(int(goal[1])), targets=", ".join(known))
