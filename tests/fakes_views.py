"""The views of our own Slack: modals that a trigger opens once, Home tabs, and groups of people."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.block_limits import broken_view

View = dict[str, Any]


class SlackRefusal(Exception):
    """What Slack answers with ok: false; the text is its error code."""


@dataclass
class Shown:
    """A view on somebody's screen."""

    id: str
    person: str
    view: View
    hash: str
    open: bool = True

    @property
    def inputs(self) -> dict[str, dict[str, Any]]:
        """The input blocks by their ids."""
        return {block["block_id"]: block for block in self.view["blocks"] if block["type"] == "input"}

    @property
    def text(self) -> str:
        """Everything that stands in the view, as JSON."""
        return json.dumps(self.view, ensure_ascii=False)


@dataclass
class _Trigger:
    person: str
    used: bool = False
    expired: bool = False


@dataclass
class FakeViews:
    """Modals and Home tabs; `views` has them in the order in which they were first shown."""

    views: list[Shown] = field(default_factory=list)
    homes: dict[str, Shown] = field(default_factory=dict)
    usergroups: dict[str, list[str]] = field(default_factory=dict)
    triggers: dict[str, _Trigger] = field(default_factory=dict)
    _shown: int = 0

    def trigger(self, person: str = "U0ALICE", *, expired: bool = False) -> str:
        """Return a trigger as it comes with a press or a command; it opens one modal, for three seconds."""
        name = f"{len(self.triggers) + 1}.738474920.8088930838d88f008e0"
        self.triggers[name] = _Trigger(person, expired=expired)
        return name

    @property
    def modal(self) -> Shown:
        """The one modal that is open."""
        [shown] = [each for each in self.views if each.open and each.view["type"] == "modal"]
        return shown

    def open_view(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Answer views.open."""
        view = _checked(arguments["view"], "modal")
        trigger = self.triggers.get(arguments["trigger_id"])
        if trigger is None:
            raise SlackRefusal("invalid_trigger_id")
        if trigger.used:
            raise SlackRefusal("exchanged_trigger_id")
        if trigger.expired:
            raise SlackRefusal("expired_trigger_id")
        trigger.used = True
        return self._answer(self._show(view, trigger.person))

    def update_view(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Answer views.update."""
        view = _checked(arguments["view"], "modal")
        shown = next((each for each in self.views if each.id == arguments["view_id"] and each.open), None)
        if shown is None:
            raise SlackRefusal("not_found")
        if arguments.get("hash", shown.hash) != shown.hash:
            raise SlackRefusal("hash_conflict")
        self._shown += 1
        shown.view, shown.hash = view, f"1700000000.h{self._shown}"
        return self._answer(shown)

    def publish_view(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Answer views.publish."""
        person = arguments["user_id"]
        self.homes[person] = self._show(_checked(arguments["view"], "home"), person)
        return self._answer(self.homes[person])

    def people_of_group(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Answer usergroups.users.list."""
        if arguments["usergroup"] not in self.usergroups:
            raise SlackRefusal("no_such_subteam")
        return {"users": self.usergroups[arguments["usergroup"]]}

    def _show(self, view: View, person: str) -> Shown:
        self._shown += 1
        self.views.append(Shown(f"V0{self._shown}", person, view, f"1700000000.h{self._shown}"))
        return self.views[-1]

    @staticmethod
    def _answer(shown: Shown) -> dict[str, Any]:
        return {"view": {"id": shown.id, "hash": shown.hash, **shown.view}}


def _checked(view: View, kind: str) -> View:
    if problems := broken_view(view):
        raise SlackRefusal(f"invalid_arguments: {problems}")
    if view["type"] != kind:
        raise SlackRefusal("invalid_arguments: another kind of view")
    return view
