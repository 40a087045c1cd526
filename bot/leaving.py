"""Offices outlive people: who takes an office over is asked whether its records are still right."""

from datetime import datetime

from sqlalchemy import Connection

from bot import introduce
from bot.messages_of_staff import RecordToConfirm
from bot.outgoing import Outgoing, directly
from matching.domain import Office, Official
from store import records

ASKED_AT_ONCE = 5  # records; more messages than that are an imposition on a newcomer


def welcome(connection: Connection, official: Official, office: Office, now: datetime) -> list[Outgoing]:
    """Let go on what waited for somebody to join the office, and ask its new holder about its records."""
    going_on = introduce.go_on(connection, official.network_id, now, office_id=office.id)
    return [*going_on, *ask_to_confirm(connection, official, office, now)]


def ask_to_confirm(
    connection: Connection, official: Official, office: Office, now: datetime
) -> list[Outgoing]:
    """Ask the official in private about each record of the office, each with a button."""
    address = directly(connection, official)
    owned = records.of_office(connection, official.network_id, office.id)[:ASKED_AT_ONCE]
    if address is None:
        return []
    asked = (RecordToConfirm(each.id, each.title, office.name, each.source_url) for each in owned)
    return [Outgoing(address, message, official.locale) for message in asked]
