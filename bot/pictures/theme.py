"""How pictures look: a light card with its own ground, so that they read the same in light and dark chats."""

from io import BytesIO
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from bot.pictures.lettering import families
from bot.shortening import cut

# The ground and the words on it. Words have a contrast of at least 4.5 to 1 to what is behind them, and every
# mark, or the line around it, at least 3 to 1 to the ground (WCAG 2.2, 1.4.3 and 1.4.11).
GROUND = "#FAFAF7"
INK = "#1D1C1D"
QUIET = "#55565A"
EDGE = "#8A8C91"

# Blue and vermilion of M. Okabe and K. Ito's palette, which people with any kind of colour vision tell apart.
# The second is a tint with a line around it: also without colour, the dark part is what was answered.
DONE = "#0072B2"
OPEN = "#FBE3D2"
OPEN_EDGE = "#B04A00"
LAND = "#DFE1DC"

# Pixels: three for each of the 360 points of a small phone, on which Slack fills the width with a picture.
WIDTH, DOTS = 1080, 180
INCHES = WIDTH / DOTS

# Points of 1/72 inch; 14 are 35 pixels, 12 points on the phone, the size of small print there.
LARGE, NORMAL, SMALL = 20, 15, 14

BOLDER = 0.9  # points around a letter of a title: about what a bold stem is thicker

MARGIN = 0.04  # of the width, on either side


def card(height: float) -> Figure:
    """Return an empty card, so many inches high; not pyplot's, which keeps every figure in the process."""
    figure = Figure(figsize=(INCHES, height), dpi=DOTS, facecolor=GROUND, edgecolor=EDGE, linewidth=2)
    FigureCanvasAgg(figure)
    return figure


def png(figure: Figure) -> bytes:
    """Return the card as a PNG, the same bytes for the same card."""
    file = BytesIO()
    figure.savefig(file, format="png", facecolor=GROUND, edgecolor=EDGE, metadata={"Software": "Counterpart"})
    return file.getvalue()


def points(pixels: float) -> float:
    """Return the length on a card in points, in which lines and marks are measured."""
    return float(pixels) * 72 / DOTS


def write(where: Figure | Axes, x: float, y: float, text: str, **how: object) -> Text:
    """Write the text in letters that every script of ours has. Raises Unreadable for what none has."""
    shown, fonts = families(text)
    # Text is never read as mathematics: a topic may have a $ in its name.
    styled: dict[str, Any] = {"fontfamily": fonts, "color": INK, "parse_math": False, **how}
    if styled.get("weight") == "bold" and len(fonts) > 1:
        # Only the first of our fonts has bold letters: those of the others get a line around them.
        del styled["weight"]
        styled["path_effects"] = [withStroke(linewidth=BOLDER, foreground=styled["color"])]
    return where.text(x, y, shown, **styled)


def fit(text: Text, pixels: float) -> None:
    """Cut a text that is wider than so many pixels, after a word and with an ellipsis."""
    whole = text.get_text()
    limit = len(whole)
    while limit > 1 and (width := text.get_window_extent().width) > pixels:
        limit = min(limit - 1, int(limit * pixels / width))
        text.set_text(cut(whole, max(limit, 1)))
