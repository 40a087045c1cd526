"""`counterpart digest`: a summary in each of its forms, as files that can be looked at."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from bot import demonstration, demonstration_week
from bot.catalogues import available, offered
from bot.console.render import rendered
from bot.demonstration_week import CONVERSATION
from bot.digest import Digest
from bot.digest import contents as digest_contents
from bot.digest.clock import A_WEEK
from bot.digest.sending import shown
from bot.messages.digests import DigestShown
from bot.operator.operator_mistake import OperatorMistake
from bot.pages.digest_outside import Listed, PublicRecords, for_anybody
from bot.pages.digest_page import digest_page
from bot.phrases import words
from bot.pictures.drawing import pictures_of
from bot.slack.blocks import image
from bot.slack.render import render
from store import networks
from store.digests import DigestSetting, Rhythm
from store.engine import migrate, open_engine

# A Tuesday at nine, so that the files are the same whenever they are written.
UNTIL = datetime(2026, 11, 24, 9, tzinfo=UTC)

NETWORK_NAME = "Demonstration (invented week)"


@dataclass(frozen=True, slots=True)
class Order:
    """Where the files go, of what, and in which locale they are written."""

    out: Path
    demo: bool
    locale: str = "en"


def run(order: Order) -> list[Path]:
    """Write the files and return them.

    Raises OperatorMistake without `demo`, for a locale that has no words, and for a folder that cannot be
    written. A real network's summary is for those who may read it: in chat, and behind the link below it.
    """
    if not order.demo:
        raise OperatorMistake(
            "Only the demonstration's summary can be written to files: add --demo. The summary of a channel "
            "is shown there by /digest preview."
        )
    locale = offered(order.locale)
    if not locale:
        raise OperatorMistake(
            f"There are no words in “{order.locale}”. Locales that have them: {', '.join(available())}."
        )
    with _mistakes(order.out):  # before the summary is built, which takes its time
        order.out.mkdir(parents=True, exist_ok=True)
    made = files(shown(_demonstration(locale), 1))
    with _mistakes(order.out):
        return [_written(order.out / name, content) for name, content in made.items()]


@contextmanager
def _mistakes(out: Path) -> Iterator[None]:
    """Raise OperatorMistake for what cannot be written."""
    try:
        yield
    except OSError as refused:
        raise OperatorMistake(f"Cannot write to {out}: {refused.strerror}.") from refused


def files(message: DigestShown) -> dict[str, bytes]:
    """Return what the files of a summary hold, by name: in a terminal, in Slack, drawn, and as a page."""
    digest = message.digest
    its_words, pictures = words(digest.locale), pictures_of(message, digest.locale)
    # In Slack a picture has the id that its upload gave it.
    images = [image(f"F0{each.name.upper()}", each.alt) for each in pictures]
    blocks = render(message, digest.locale, images=images).blocks
    # The records of the demonstration are made from public sources, so its page shows them; nobody's help is
    # behind its map, so the page names each country that the summary itself names.
    countries = {end.country for each in digest.helped for end in (each.helper, each.helped)}
    outside = for_anybody(digest, _public(digest), countries)
    drawn_outside = pictures_of(replace(message, digest=outside), digest.locale)
    page = digest_page(outside, drawn_outside, its_words, lambda number: f"/records/{number}")
    return {
        "digest.txt": "\n".join(rendered(message, its_words)).encode() + b"\n",
        "blocks.json": json.dumps({"blocks": blocks}, ensure_ascii=False, indent=2).encode() + b"\n",
        **{f"{each.name}.png": each.png for each in pictures},
        "digest.html": page.encode(),
    }


def _public(digest: Digest) -> PublicRecords:
    return PublicRecords(
        new=Listed(digest.counts.new_records, digest.new_records),
        verified=Listed(digest.counts.verified_records, digest.verified_records),
        re_read=digest.re_read.record if digest.re_read else None,
    )


def _demonstration(locale: str) -> Digest:
    with TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'digest.db'}")
        migrate(engine)
        with engine.begin() as connection:
            digest = _played(connection)
        engine.dispose()
    return replace(digest, locale=locale, network_name=NETWORK_NAME)


def _played(connection: Connection) -> Digest:
    network_id = networks.ensure(connection, demonstration.NETWORK, demonstration=True)
    workspace_id = networks.ensure_workspace(connection, network_id, "console", "terminal")
    demonstration_week.play(demonstration_week.Stage(connection, network_id, workspace_id, UNTIL))
    of = DigestSetting(
        id=0,
        network_id=network_id,
        workspace_id=workspace_id,
        conversation=CONVERSATION,
        official_id=None,
        rhythm=Rhythm(),
        state="on",
        paused_why="",
    )
    return digest_contents.contents(connection, of, UNTIL - A_WEEK, UNTIL)


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
