"""Saved indexes: written beside the old one and put in its place in one step, or not at all.

A folder holds `manifest.json`, the data folder that it names, and working folders of running processes.
What is published is never changed again, so a process that has mapped its files goes on reading them after a
newer snapshot took their place, and a process that dies while it saves leaves the old one whole.
"""

import fcntl
import json
import logging
import os
import shutil
import tempfile
import weakref
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

Cursor = tuple[int, ...]
Content = TypeVar("Content")
log = logging.getLogger(__name__)

FORMAT = 3  # to be raised whenever the files change, so that older ones are built anew
MANIFEST = "manifest.json"
# Up to this size a file is checked byte by byte, at 1 to 2 GB/s; of a larger one (the vectors) BLOCKS spread
# over it, both ends among them. That notices a file that is cut, swapped or empty, not one changed byte.
WHOLE = 256 * 2**20
BLOCK = 2**16
BLOCKS = 64
ATTEMPTS = (
    3  # to open while other processes replace the snapshot; each replacing takes longer than an attempt
)


@dataclass(frozen=True, slots=True)
class Maker:
    """What made the vectors; an index of another one is never opened."""

    embedder: str
    dimension: int


class UnusableError(Exception):
    """The snapshot cannot be used; the text says why."""


def save(folder: Path, maker: Maker, cursor: Cursor, write: Callable[[Path], None]) -> None:
    """Publish what `write` writes into the empty folder that it is given.

    `cursor` is kept and returned by `load`. Two processes that save at once wait for each other, and the last
    one wins. Raises OSError when the disk is full; then, as after a crash, the old snapshot is still there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder / "lock"):
        _clear(folder)
        data = Path(tempfile.mkdtemp(prefix="data-", dir=folder))
        try:
            write(data)
            files = {str(path.relative_to(data)): _seal(path) for path in _files(data)}
        except BaseException:
            shutil.rmtree(data, ignore_errors=True)
            raise
        manifest = {"format": FORMAT, **asdict(maker), "cursor": cursor, "data": data.name, "files": files}
        _publish(folder, manifest)
        _clear(folder)


def load(folder: Path, maker: Maker, read: Callable[[Path], Content]) -> tuple[Content, Cursor] | None:
    """Return what `read` makes of the published folder, with its cursor; None if there is none to be used.

    Whatever is wrong with it (missing, cut, damaged, of another embedder or dimension or format) is logged.
    """
    for _ in range(ATTEMPTS):
        try:
            manifest = _manifest(folder, maker)
            data = folder / manifest["data"]
            _check(data, manifest["files"])
            return read(data), tuple(int(number) for number in manifest["cursor"])
        except FileNotFoundError as error:
            reason = f"missing: {error.filename}"  # or just replaced by another process: look again
        except (UnusableError, OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
            reason = str(error)
            break
    log.info("no saved index in %s: %s", folder, reason)
    return None


def working_folder(folder: Path, owner: object) -> Path:
    """Return a new folder inside `folder`, removed when `owner` is or, after a crash, by a later `save`."""
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder / "lock"):
        work = Path(tempfile.mkdtemp(prefix="work-", dir=folder))
        lock = _lock(work / "lock", fcntl.LOCK_EX | fcntl.LOCK_NB)
    weakref.finalize(owner, _leave, work, lock)
    return work


def _leave(work: Path, lock: int) -> None:
    shutil.rmtree(work, ignore_errors=True)
    os.close(lock)


def _manifest(folder: Path, maker: Maker) -> dict[str, Any]:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if not isinstance(manifest, dict):
        raise UnusableError("the manifest is not an object")
    for name, expected in {"format": FORMAT, **asdict(maker)}.items():
        if manifest[name] != expected:
            raise UnusableError(f"{name} is {manifest[name]!r}, not {expected!r}")
    return manifest


def _check(data: Path, files: dict[str, Any]) -> None:
    for name, sealed in files.items():
        if _sum(data / name) != tuple(sealed):
            raise UnusableError(f"{name} is not what was written")


def _seal(path: Path) -> tuple[int, int]:
    """Bring a file to the disk; return its size and checksum."""
    _sync(path)
    return _sum(path)


def _sum(path: Path) -> tuple[int, int]:
    size = path.stat().st_size
    checksum = 0
    with path.open("rb") as file:
        if size <= WHOLE:
            while block := file.read(16 * BLOCK):
                checksum = zlib.crc32(block, checksum)
            return size, checksum
        for number in range(BLOCKS):
            file.seek(number * (size - BLOCK) // (BLOCKS - 1))
            checksum = zlib.crc32(file.read(BLOCK), checksum)
    return size, checksum


def _publish(folder: Path, manifest: dict[str, Any]) -> None:
    data = folder / manifest["data"]
    for inside in [data, *(path for path in data.rglob("*") if path.is_dir())]:
        _sync(inside)
    fresh = folder / f"{MANIFEST}.new"
    fresh.write_text(json.dumps(manifest), encoding="utf-8")
    _sync(fresh)
    fresh.replace(folder / MANIFEST)
    _sync(folder)


def _clear(folder: Path) -> None:
    """Remove the data of older snapshots and what dead processes left; only ever called under the lock."""
    try:
        current = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["data"]
    except (OSError, ValueError, KeyError, TypeError):
        current = None  # no snapshot that anyone could open
    for data in folder.glob("data-*"):
        if data.name != current:
            shutil.rmtree(data, ignore_errors=True)
    for work in folder.glob("work-*"):
        try:
            lock = _lock(work / "lock", fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue  # its process lives
        _leave(work, lock)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _sync(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    lock = _lock(path, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(lock)


def _lock(path: Path, how: int) -> int:
    """Return a file that holds the lock until it is closed; the system closes it when the process ends."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, how)
    except OSError:
        os.close(file)
        raise
    return file
