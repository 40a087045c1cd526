"""A match as its asker sees it, with what they can do about it."""

from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.introductions import peers_to_ask
from bot.shown import MatchShown
from matching.domain import Match, Office, Official, PracticeRecord, Visibility


def shown(connection: Connection, asker: Official, match: Match, now: datetime) -> MatchShown:
    """Return the match; its office can be asked if somebody of it joined, else staff can look for it."""
    office = match.record.office if has_peer(match.record) else None
    if office is None or is_own(asker, office):
        return showing.match(match, now.date(), can_introduce=False)
    alone = peers_to_ask.nobody_joined(connection, asker.network_id, office.id, now.date())
    return showing.match(match, now.date(), can_introduce=not alone, can_seek=alone)


def has_peer(record: PracticeRecord) -> bool:
    """Say whether somebody can be asked about the record; of one without attribution nobody can."""
    return record.office is not None and record.visibility is not Visibility.UNATTRIBUTED


def is_own(official: Official, office: Office) -> bool:
    """Say whether the office is of a government for which the official works."""
    return any(each.jurisdiction.id == office.jurisdiction.id for each in official.offices)
