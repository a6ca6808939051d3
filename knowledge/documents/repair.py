"""Bytes to lines: finds the encoding, mends text that was read through the wrong code page, and keeps every line's number.

It refuses what is no text (binary files, NUL) and what is too large; it never drops or joins a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ftfy import fix_encoding
from ftfy.badness import is_bad

from knowledge.documents.model import Notice
from knowledge.errors import DocumentError

MAX_BYTES = 32 * 1024 * 1024  # a registry of 100,000 rows is about 12 MB; anything above is not a charter
MAX_LINE = 20_000  # characters; the longest honest paragraph we met has 4,000
MAX_RUN = 400  # characters without a space; what is longer is an embedded picture or a key and no word
SAMPLE = 64 * 1024  # bytes looked at when guessing an encoding

_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "an Office or zip file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x7fELF", "a program"),
)
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_LONG_RUN = re.compile(rf"\S{{{MAX_RUN + 1},}}")
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# Bytes 80 to BF as Windows-874 shows them, or Windows-1252 where that has no character, and every Thai letter.
_SHOWN = "\u0e01-\u0e5b\u0080-\u009f\u00a0\u2010-\u2044\u20ac\u2122\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
_THAI = re.compile("[\u0e01-\u0e5b]")
_RUN = re.compile(f"[{_SHOWN}]+")
_ONLY_THAI = re.compile("[\u0e01-\u0e5b]+")
_LOST_QUOTE = "\u201d"  # E2 80 9D: 9D is the one printable mark whose last byte neither code page can show


@dataclass(frozen=True, slots=True)
class Repaired:
    """Text without damage: its lines, how many runs were mended, and what was left out."""

    lines: tuple[str, ...]
    runs: int
    notices: tuple[Notice, ...]


def check_size(source: str, size: int) -> None:
    """Raises DocumentError when a document of `size` bytes is more than is read, so that nobody need load it first."""
    if size > MAX_BYTES:
        raise DocumentError(source, f"is {size // 1024 // 1024} MB; at most {MAX_BYTES // 1024 // 1024} MB are read. Split it.")


def repair(source: str, data: bytes) -> Repaired:
    """The lines of `data` as people should read them. Raises DocumentError for what is no text or above 32 MB."""
    check_size(source, len(data))
    text, lost = _decode(source, data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    notices = [Notice("repaired", 0, f"{lost} characters could not be read and were replaced.")] if lost else []
    runs, lines = 0, []
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        if len(line) > MAX_LINE:
            notices.append(
                Notice("skipped", number, f"The line has {len(line):,} characters; it was left out: lines up to {MAX_LINE:,} are read.")
            )
            line = ""
        mended, count = mend(line)
        runs += count
        shortened = _LONG_RUN.sub(_middle_out, mended)
        if shortened != mended:
            notices.append(
                Notice("skipped", number, f"The middle of a run of more than {MAX_RUN} characters without a space was left out.")
            )
        lines.append(shortened)
    if runs:
        notices.append(Notice("repaired", 0, f"{runs} runs of damaged characters were mended."))
    return Repaired(tuple(lines), runs, tuple(notices))


def _middle_out(run: re.Match[str]) -> str:
    """Both ends of a long run stay, so that a link around it is still one."""
    return f"{run[0][: MAX_RUN // 2]}…{run[0][-MAX_RUN // 4 :]}"


def mend(line: str) -> tuple[str, int]:
    """One line with its damaged runs mended, and how many there were. Never adds or removes a line's end."""
    line = _CONTROLS.sub(" ", line)
    if line.isascii():
        return line, 0
    runs = 0
    if is_bad(line):
        fixed = fix_encoding(line)
        if fixed != line and "\n" not in fixed and "\r" not in fixed:
            runs, line = _differing_runs(line, fixed), _CONTROLS.sub(" ", fixed)
    mended, count = _mend_thai(line)
    return mended, runs + count


def _differing_runs(before: str, after: str) -> int:
    """How many runs of characters outside ASCII were changed, at least one."""
    kept = set(re.findall(r"[^\x00-\x7f]+", after))
    return max(1, sum(1 for run in re.findall(r"[^\x00-\x7f]+", before) if run not in kept))


def _mend_thai(line: str) -> tuple[str, int]:
    """Undo UTF-8 that was read in Windows-874, a byte that it cannot show in Windows-1252, and a byte lost on the way.

    A run that makes no sense as UTF-8 is Thai, and then the whole line is left as it is.
    """
    mended, at, count = [], 0, 0
    for match in _RUN.finditer(line):
        if not _THAI.search(match[0]):
            continue
        text = _as_utf8(match[0])
        if not text:
            return line, 0
        if _ONLY_THAI.fullmatch(match[0]) and not _touches_a_letter(line, match.start(), match.end()):
            continue  # it may be a Thai word that happens to be valid
        mended += [line[at : match.start()], text]
        at, count = match.end(), count + 1
    return "".join([*mended, line[at:]]), count


def _touches_a_letter(line: str, start: int, end: int) -> bool:
    around = line[start - 1 : start] + line[end : end + 1]
    return any(character.isascii() and character.isalnum() for character in around)


def _as_utf8(run: str) -> str:
    """The run read as UTF-8 again, with a closing quote where a last byte is lost; "" when it makes no sense."""
    raw = b"".join(_byte_of(character) for character in run)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        text = re.sub(rb"\xe2\x80(?![\x80-\xbf])", _LOST_QUOTE.encode(), raw).decode("utf-8", "replace")
        return "" if "\ufffd" in text else text


def _byte_of(character: str) -> bytes:
    for page in ("cp874", "cp1252", "latin-1"):
        try:
            return character.encode(page)
        except UnicodeEncodeError:
            continue
    return b"\xff"


def _decode(source: str, data: bytes) -> tuple[str, int]:
    """The text and how many characters were lost in reading it."""
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise DocumentError(source, f"is {what}, not text. Export it as Markdown, text, CSV or YAML.")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = data[len(bom) :].decode(encoding, "replace")
            return _without_nul(source, text), text.count("\ufffd")
    if b"\x00" in data:
        encoding = _unmarked_utf16(data)
        if not encoding:
            raise DocumentError(source, "holds NUL bytes, so it is not text. Export it as Markdown, text, CSV or YAML.")
        text = data.decode(encoding, "replace")
        return _without_nul(source, text), text.count("\ufffd")
    try:
        return data.decode(), 0
    except UnicodeDecodeError:
        return _decode_legacy(source, data)


def _decode_legacy(source: str, data: bytes) -> tuple[str, int]:
    text = data.decode("utf-8", "replace")
    wide = sum(1 for character in text if character > "\x7f" and character != "\ufffd")
    lost = text.count("\ufffd")
    if wide >= lost or re.search(rb"\xed[\xa0-\xbf][\x80-\xbf]", data):
        return text, lost  # UTF-8 with a few broken characters, or lone surrogates written as if they were characters
    controls = len(re.findall(rb"[\x01-\x08\x0e-\x1f]", data[:SAMPLE]))
    if controls * 50 > len(data[:SAMPLE]):
        raise DocumentError(source, "is a binary file, not text. Export it as Markdown, text, CSV or YAML.")
    from charset_normalizer import from_bytes  # here, because hardly a charter needs the guess

    guess = from_bytes(data[:SAMPLE]).best()
    encoding = "cp1252" if guess is None or len(data) < 2_000 else guess.encoding
    text = data.decode(encoding, "replace")
    return _without_nul(source, text), text.count("\ufffd")


def _without_nul(source: str, text: str) -> str:
    if "\x00" in text:
        raise DocumentError(source, "holds NUL characters, so it is not text. Export it as Markdown, text, CSV or YAML.")
    return text


def _unmarked_utf16(data: bytes) -> str:
    """UTF-16 without a mark at its start: NUL in nearly every second byte; "" when it is something else."""
    sample = data[:SAMPLE]
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(data) % 2 == 0 and half >= 2:
        if odd > half * 0.7 and even == 0:
            return "utf-16-le"
        if even > half * 0.7 and odd == 0:
            return "utf-16-be"
    return ""
