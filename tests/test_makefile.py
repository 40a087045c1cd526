"""`make` makes its environment, and what went wrong once does not stand in the way of the next call."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OLD = 'echo "Counterpart needs Python 3.11" >&2; exit 1\n'
WITHOUT_VENV = '[ "$1" = -c ] && exit 0\nmkdir -p .venv/bin; ln -s /bin/false .venv/bin/python; exit 1\n'
GOOD = '[ "$1" = -c ] || { mkdir -p .venv/bin; cd .venv/bin; ln -s /bin/true python; ln -s python pip; }\n'
RECORDING = GOOD.replace("ln -s python pip", """echo 'echo "$*" >> pip.log' > pip; chmod +x pip""")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("Makefile", "requirements.lock", "requirements-torch.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", *arguments], cwd=folder, capture_output=True, text=True, check=False)


def prepared_by(folder: Path, python: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Let make prepare the environment by a Python that does this."""
    script = folder / "python"
    script.write_text(f"#!/bin/sh\n{python}", encoding="utf-8")
    script.chmod(0o755)
    return make(folder, f"PYTHON={script}", *arguments, ".venv/ready")


@pytest.mark.parametrize(
    ("python", "sentence"), [(OLD, "Counterpart needs Python 3.11"), (WITHOUT_VENV, "python3-venv")]
)
def test_a_python_that_will_not_do_is_told_of_and_leaves_nothing_behind(
    folder: Path, python: str, sentence: str
):
    done = prepared_by(folder, python)

    assert (done.returncode, sentence in done.stdout + done.stderr) == (2, True)
    assert not (folder / ".venv").exists()


def test_what_an_older_call_left_half_made_is_made_anew(folder: Path):
    left = folder / ".venv" / "bin"
    left.mkdir(parents=True)
    (left / "python").symlink_to("/bin/false")

    done = prepared_by(folder, GOOD)

    assert done.returncode == 0, done.stderr
    assert (folder / ".venv" / "ready").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere pip takes nothing for graphics cards")
@pytest.mark.parametrize(("index", "warned"), [("", True), ("https://index.example/cpu", False)])
def test_torch_comes_from_the_index_that_is_named_else_several_gigabytes_are_announced(
    folder: Path, index: str, warned: bool
):
    done = prepared_by(folder, RECORDING, f"TORCH_INDEX={index}")

    torch = (folder / "pip.log").read_text(encoding="utf-8").splitlines()[1]
    assert ("several GB" in done.stdout, f"--index-url {index}" in torch) == (warned, bool(index))


def test_clean_leaves_the_database(folder: Path):
    for name in ("var", ".venv", ".mypy_cache"):
        (folder / name).mkdir()

    make(folder, "clean")

    assert [name for name in ("var", ".venv", ".mypy_cache") if (folder / name).exists()] == ["var"]
