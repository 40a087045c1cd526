"""The Home tab: the cards of the person's own page, as the renderer of messages lays them out."""

from collections.abc import Sequence
from typing import Any

from bot.card import Card
from bot.phrases import Words
from bot.slack.blocks import Block
from bot.slack.render import card_blocks

# A view has up to 100 blocks; whole cards that do not fit are left out, the profile stands first.
MOST_BLOCKS = 100


def home_view(cards: Sequence[Card], its_words: Words) -> dict[str, Any]:
    """Return the view with the cards under each other, a line between them."""
    blocks: list[Block] = []
    for card in cards:
        laid_out = card_blocks(card, its_words)
        line: list[Block] = [{"type": "divider"}] if blocks else []
        if len(blocks) + len(line) + len(laid_out) <= MOST_BLOCKS:
            blocks += [*line, *laid_out]
    return {"type": "home", "blocks": blocks}
