"""Many texts to numbers of terms at once: the same words that `analyzer.terms` finds, at a tenth of the cost.

Made for building an index; a question goes through `analyzer.terms`, which also says where each word stands.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Sequence
from itertools import islice, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.index.analyzer import TOKEN, fold, spell
from knowledge.index.stemming import stem
from knowledge.index.words import COMPOUNDS, FUNCTION_WORDS, PRONOUN_OR_NAME, closed

_CHUNK = 20_000  # texts tokenized together: enough to amortize, few enough to stay in tens of megabytes
_BREAK = "\x00"
# Characters that no token holds; what stands between them is looked up whole, and taken apart once.
_GAPS = {ord(gap): " " for gap in ',;:!?()[]{}<>|/\\"*=~_\n\t\r'}
_SPACED_AND = re.compile(r"(?<![^\W_])(?<!['.])([^\W\d_]) & ([^\W\d_])(?![^\W_])")
_HEADS = {word: number for number, word in enumerate(sorted({first for first, _ in COMPOUNDS}), 1)}
_TAILS = {word: number for number, word in enumerate(sorted({second for _, second in COMPOUNDS}), 1)}
_PAIRS = np.zeros((len(_HEADS) + 1, len(_TAILS) + 1), dtype=np.bool_)
for _first, _second in COMPOUNDS:
    _PAIRS[_HEADS[_first], _TAILS[_second]] = True

_SILENT = FUNCTION_WORDS - PRONOUN_OR_NAME
_FUNCTION = -1  # a token that is no term
_END = -2  # the end of a text


class _Pieces(dict[str, int]):
    """Numbers of the pieces that texts are cut into at gaps, and what the tokens of each piece mean."""

    def __init__(self, add: Callable[[str, str], int]) -> None:
        super().__init__({_BREAK: 0})
        self.first, self.length = array("i", [0]), array("i", [1])  # of each piece: where its tokens are
        self.words = [""]  # of each token, as are the next three
        self.terms, self.heads, self.tails = array("i", [_END]), array("i", [0]), array("i", [0])
        self._add = add

    def __missing__(self, piece: str) -> int:
        number = self[piece] = len(self)
        return number

    def tokens(self, text: str) -> NDArray[np.int64]:
        """The numbers of the tokens of a folded text."""
        pieces = np.fromiter(map(self.__getitem__, text.translate(_GAPS).split()), np.int32)
        self._learn(list(islice(self, len(self.first), None)))
        return _places(np.frombuffer(self.first, np.int32)[pieces], np.frombuffer(self.length, np.int32)[pieces])

    def _learn(self, pieces: list[str]) -> None:
        place = len(self.words)
        new: list[str] = []
        for piece in pieces:
            found = (piece,) if piece.isalnum() else [spell(token)[0] for token in TOKEN.findall(piece)]
            new.extend(found)
            self.first.append(place)
            self.length.append(len(found))
            place += len(found)
        self.words += new
        texts = list(map(stem, new))
        add = self._add
        self.terms.extend([_FUNCTION if word in _SILENT else add(word, text) for word, text in zip(new, texts, strict=True)])
        self.heads.extend(map(_HEADS.get, new, repeat(0)))
        self.tails.extend(map(_TAILS.get, texts, repeat(0)))


class Vocabulary:
    """The terms of an index and their numbers; `spelt` has every other spelling that the texts use for a term."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.spelt: dict[str, int] = {}
        self._texts: list[str] = []

    def add(self, word: str, text: str) -> int:
        """The number of a term, new or known."""
        number = self.numbers.setdefault(text, len(self.numbers))
        if word != text:
            self.spelt[word] = number
        return number

    def number(self, spelling: str) -> int:
        """The number of the term that a known spelling belongs to. Raises KeyError."""
        number = self.numbers.get(spelling)
        return self.spelt[spelling] if number is None else number

    def text(self, number: int) -> str:
        """The term with this number."""
        if len(self._texts) != len(self.numbers):
            self._texts = list(self.numbers)
        return self._texts[number]


class Flattener:
    """Cuts texts into the terms of one vocabulary, which it fills; needed only while an index is built."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._pieces = _Pieces(vocabulary.add)

    def flatten(self, texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The numbers of the terms of all texts end to end, and where each text's begin (one more than there are texts)."""
        flats, lengths = [np.empty(0, np.int32)], [np.zeros(1, np.int64)]
        distinct = dict.fromkeys(texts)
        remaining = iter(distinct)
        while chunk := list(islice(remaining, _CHUNK)):
            flat, ends = self._flatten_chunk(chunk)
            flats.append(flat)
            lengths.append(np.diff(ends, prepend=0))
        flat, length = np.concatenate(flats), np.concatenate(lengths)
        offsets = np.cumsum(length, dtype=np.int64)
        if len(distinct) == len(texts):
            return flat, offsets
        row = dict(zip(distinct, range(len(distinct)), strict=True))
        rows = np.fromiter(map(row.__getitem__, texts), np.int64, len(texts))
        length = length[1:][rows]
        return flat[_places(offsets[rows], length)], np.cumsum(np.concatenate([[0], length]), dtype=np.int64)

    def _flatten_chunk(self, texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        pieces = self._pieces
        tokens = pieces.tokens(_joined(texts))
        numbers = np.frombuffer(pieces.terms, np.int32)[tokens]
        self._join_compounds(tokens, numbers)
        kept = numbers[numbers != _FUNCTION]
        ends = np.flatnonzero(kept == _END)
        return kept[kept != _END], ends - np.arange(len(ends))

    def _join_compounds(self, tokens: NDArray[np.int64], numbers: NDArray[np.int32]) -> None:
        words = self._pieces.words
        heads = np.frombuffer(self._pieces.heads, np.int32)[tokens]
        tails = np.frombuffer(self._pieces.tails, np.int32)[tokens]
        taken = -1
        for place in np.flatnonzero(_PAIRS[heads[:-1], tails[1:]]).tolist():
            if place == taken:  # its first word already belongs to the compound before
                continue
            word = closed(words[tokens[place]], words[tokens[place + 1]])
            numbers[place], numbers[place + 1] = self._vocabulary.add(word, stem(word)), _FUNCTION
            taken = place + 1


def _joined(texts: Sequence[str]) -> str:
    """All texts folded, a break after each."""
    joined = f" {_BREAK} ".join([*texts, ""])
    if joined.count(_BREAK) > len(texts):
        joined = f" {_BREAK} ".join([*(text.replace(_BREAK, "\n") for text in texts), ""])
    if joined.isascii():
        folded, _ = fold(joined)
    else:
        folded = f" {_BREAK} ".join([fold(text)[0] for text in joined.split(f" {_BREAK} ")])
    return _SPACED_AND.sub(r"\1&\2", folded) if " & " in folded else folded


def _places(starts: NDArray[Any], lengths: NDArray[Any]) -> NDArray[np.int64]:
    """The numbers from each start on, as many as its length says, end to end."""
    ends = np.cumsum(lengths, dtype=np.int64)
    places: NDArray[np.int64] = np.repeat(starts - (ends - lengths), lengths)
    places += np.arange(len(places))
    return places
