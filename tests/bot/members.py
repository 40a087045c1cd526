"""Officials of the stage who join the directory, and the form they fill in."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.desk import Desk
from bot.events.member import ProfileSaved
from bot.forms import Submitted
from bot.messages.profile import ProfileShown
from bot.outgoing import Outgoing
from bot.speaker import Speaker
from matching.domain import Official
from store import memberships, officials, tasks
from store.memberships import Membership
from tests.bot.stage import PRIVATE, Stage, only
from tests.factories import NOW


def profile(
    stage: Stage, speaker: Speaker, place: str = "Oak", office: str = "", **said: Any
) -> ProfileSaved:
    """What somebody says who joins for an office of the place, which may be a value such as known:7 too."""
    known = stage.offices.get(place, stage.offices["Oak"])
    event = ProfileSaved(
        speaker=speaker,
        spot=PRIVATE,
        place=f"known:{known.jurisdiction.id}" if place in stage.offices else place,
        office=office or known.name,
        name="Ben Birch",
        topics=(),
        languages=("en",),
        time_zone="",
        capacity=2,
        quiet=(),
        avoided=(),
        avoided_places=(),
        answerable=(),
        visibility="members",
    )
    return replace(event, **said)


def join(
    stage: Stage, speaker: Speaker, place: str = "Oak", now: datetime = NOW, **said: Any
) -> list[Outgoing]:
    """Join as somebody whom staff have verified, and return what is said."""
    verify(stage, speaker)
    return stage.do(profile(stage, speaker, place, **said), now)


def shown(said: list[Outgoing]) -> ProfileShown:
    """The profile among what was said."""
    return only(ProfileShown, said)


def verify(stage: Stage, speaker: Speaker) -> None:
    """Let staff know the official."""
    with stage.engine.begin() as connection:
        officials.mark_verified(connection, who(stage, speaker).id, NOW)


def who(stage: Stage, speaker: Speaker) -> Official:
    """The official as they are today."""
    with stage.engine.connect() as connection:
        found = officials.by_identity(connection, stage.workspace_id, speaker.chat_id, NOW.date())
    assert found
    return found


def membership(stage: Stage, speaker: Speaker) -> Membership:
    """What the official's membership is."""
    with stage.engine.connect() as connection:
        found = memberships.by_official(connection, who(stage, speaker).id)
    assert found
    return found


def open_tasks(stage: Stage) -> list[tuple[str, int]]:
    """What staff have to do: kind and subject."""
    with stage.engine.connect() as connection:
        return [(each.kind, each.subject_id) for each in tasks.every_open(connection, stage.network_id)]


def desk(stage: Stage) -> Desk:
    """The desk over the stage's database, where it is always NOW."""
    return Desk(stage.engine, lambda: NOW)


def filled_in(stage: Stage, speaker: Speaker, /, **changed: str) -> Submitted:
    """The profile as its form is opened, with these fields changed."""
    form = desk(stage).open(speaker, "profile")
    values = {each.name: each.values for each in form.fields}
    values |= {each: (text,) if text else () for each, text in changed.items()}
    return Submitted(speaker, PRIVATE, "profile", form.ids, values)
