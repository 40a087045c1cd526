"""The pictures of benchmarks/calibration.py."""

from pathlib import Path

import matplotlib.image
import pytest

from benchmarks.calibration_pictures import draw
from matching.calibration import Bands
from matching.fitting import Answered


@pytest.mark.parametrize("name", ["reliability.png", "risk_coverage.png"])
def test_both_pictures_are_drawn(name: str, tmp_path: Path):
    sure = [Answered(share / 20, right=share > 8, best_right=share > 10) for share in range(20)]
    curves = [("a shop", sure), ("another shop", sure[::2]), ("the demo", sure[5:])]

    draw(curves, Bands(good=0.6, maybe=0.4), tmp_path)

    picture = matplotlib.image.imread(tmp_path / name)
    assert picture.shape[:2] == (600, 840)
    assert picture.std() > 0.05  # lines and letters on it
