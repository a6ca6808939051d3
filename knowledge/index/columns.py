"""Claims as columns: what a saved index holds, each claim made into a value only when somebody looks at it.

Says nothing about how columns reach a file; `storage` does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from knowledge.types import Claim, Standing, Tie

Arrays = dict[str, NDArray[Any]]
_TEXTS = ("charter", "topic", "owners", "quote", "section", "standing", "involved", "note")
_OWNER_BREAK = "\x1f"
_KEPT = 4096  # claims kept once made; answers ask for the same ones over and over


def fingerprint(claims: Sequence[Claim]) -> bytes:
    """Sixteen bytes that differ when any claim does."""
    digest = blake2b(digest_size=16)
    for _, column in _columns(claims):
        digest.update("\x1e".join(column).encode("utf-8", "surrogatepass"))
    digest.update(repr([claim.line for claim in claims]).encode())
    return digest.digest()


def _columns(claims: Sequence[Claim]) -> Iterator[tuple[str, list[str]]]:
    yield "charter", [claim.charter for claim in claims]
    yield "topic", [claim.topic for claim in claims]
    yield "owners", [_OWNER_BREAK.join(claim.owners) for claim in claims]
    yield "quote", [claim.quote for claim in claims]
    yield "section", [claim.section for claim in claims]
    yield "standing", [claim.standing.value for claim in claims]
    yield "involved", [json.dumps(claim.involved) if claim.involved else "" for claim in claims]
    yield "note", [claim.note for claim in claims]


class Texts(Sequence[str]):
    """Strings end to end in one run of bytes, each distinct one kept once."""

    def __init__(self, codes: NDArray[np.int32], offsets: NDArray[np.int64], blob: NDArray[np.uint8]) -> None:
        self.codes, self.offsets, self.blob = codes, offsets, blob
        self._bytes = blob.data

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        """The same strings, in the same order."""
        distinct: dict[str, int] = {}
        codes = np.array([distinct.setdefault(text, len(distinct)) for text in texts], dtype=np.int32)
        encoded = [text.encode("utf-8", "surrogatepass") for text in distinct]
        offsets = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
        return cls(codes, offsets, np.frombuffer(b"".join(encoded), dtype=np.uint8))

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        code = self.codes[place]
        return bytes(self._bytes[self.offsets[code] : self.offsets[code + 1]]).decode("utf-8", "surrogatepass")

    def __len__(self) -> int:
        return len(self.codes)


class ClaimColumns(Sequence[Claim]):
    """A sequence of claims that takes a tenth of the memory of the claims themselves."""

    def __init__(self, texts: Mapping[str, Texts], lines: NDArray[np.int32]) -> None:
        self._texts, self._lines = texts, lines
        self._made: dict[int, Claim] = {}

    @classmethod
    def of(cls, claims: Sequence[Claim]) -> ClaimColumns:
        """Equal claims in the same order."""
        if isinstance(claims, cls):
            return claims
        lines = np.array([claim.line for claim in claims], np.int32)
        return cls({name: Texts.of(column) for name, column in _columns(claims)}, lines)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> ClaimColumns:
        """What `arrays` gave, read back."""
        texts = {name: Texts(*(arrays[f"claim.{name}.{part}"] for part in ("codes", "offsets", "blob"))) for name in _TEXTS}
        return cls(texts, arrays["claim.lines"])

    def arrays(self) -> Arrays:
        """The columns under names of their own, to be written to a file."""
        arrays: Arrays = {"claim.lines": self._lines}
        for name, texts in self._texts.items():
            arrays |= {f"claim.{name}.codes": texts.codes, f"claim.{name}.offsets": texts.offsets, f"claim.{name}.blob": texts.blob}
        return arrays

    @overload
    def __getitem__(self, place: int) -> Claim: ...
    @overload
    def __getitem__(self, place: slice) -> list[Claim]: ...
    def __getitem__(self, place: int | slice) -> Claim | list[Claim]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        place = range(len(self))[place]  # from the end, or an IndexError
        if place not in self._made:
            if len(self._made) >= _KEPT:
                self._made.clear()
            self._made[place] = self._make(place)
        return self._made[place]

    def _make(self, place: int) -> Claim:
        text = {name: column[place] for name, column in self._texts.items()}
        involved = json.loads(text["involved"]) if text["involved"] else ()
        return Claim(
            charter=text["charter"],
            topic=text["topic"],
            owners=tuple(text["owners"].split(_OWNER_BREAK)) if text["owners"] else (),
            quote=text["quote"],
            section=text["section"],
            line=int(self._lines[place]),
            standing=Standing(text["standing"]),
            involved=tuple((name, Tie(tie)) for name, tie in involved),
            note=text["note"],
        )

    def __len__(self) -> int:
        return len(self._lines)
