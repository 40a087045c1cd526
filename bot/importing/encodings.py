"""A file's bytes as text, and what to tell the operator when they are not."""

from pathlib import Path

from charset_normalizer import from_bytes

from bot.importing.problems import FileUnusable
from bot.importing.words import shown

SAMPLE = 50_000  # bytes around the first wrong one that the suggestion is taken from; more only takes longer
# What Western European and American spreadsheets save; it goes first where the bytes do not decide.
USUAL = "cp1252"

# The first bytes of what people save instead of a text file.
_OTHER_KINDS = {
    b"PK\x03\x04": "a spreadsheet or ZIP file; give it the ending .xlsx, or save it as CSV in UTF-8",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet; in the spreadsheet program save it as XLSX",
    b"%PDF": "a PDF, not a table",
    b"\x1f\x8b": "compressed; unpack it first",
}
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decoded(path: Path, data: bytes, encoding: str = "utf-8") -> str:
    """Return the text of a file's bytes, without a byte order mark.

    Raises FileUnusable naming the first wrong byte and what to do: save the file as UTF-8, or say which
    encoding it has (with a suggestion where its bytes look like one).
    """
    for first, kind in _OTHER_KINDS.items():
        if data.startswith(first):
            raise FileUnusable(f"{path} is {kind}.")
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as wrong:
        raise FileUnusable(_wrong_byte(path, data, wrong, encoding)) from wrong
    except (LookupError, ValueError) as unknown:
        raise FileUnusable(
            f"{shown(encoding)} is no text encoding; try utf-8, cp1252 or utf-16."
        ) from unknown


def _wrong_byte(path: Path, data: bytes, wrong: UnicodeDecodeError, encoding: str) -> str:
    line = data.count(b"\n", 0, wrong.start) + 1
    where = f"line {line}, byte {wrong.start} (0x{data[wrong.start]:02X})"
    return (
        f"{path} is not {encoding.upper()}: {where} cannot be read. "
        f"Save it as UTF-8, or say which encoding it has: {_advice(data, wrong.start)}."
    )


def _advice(data: bytes, wrong: int) -> str:
    if data.startswith(_UTF16_MARKS):
        return "--encoding utf-16"
    guess = _guess(data[max(0, wrong - SAMPLE) : wrong + SAMPLE])
    return f"--encoding {guess} (a guess from its bytes)" if guess else "--encoding NAME, such as cp1252"


def _guess(sample: bytes) -> str:
    matches = from_bytes(sample)
    best = matches.best()
    if best is None:
        return ""
    equals = [match for match in matches if (match.chaos, match.coherence) == (best.chaos, best.coherence)]
    names = {name for match in equals for name in (match.encoding, *match.could_be_from_charset)}
    return USUAL if USUAL in names else best.encoding
