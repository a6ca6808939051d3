"""Legends: what a document says that its marks mean, in a sentence, a list, a table or a line above the columns of a file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.claims.english.verbs import wordlist
from knowledge.claims.tables.headers import header_words
from knowledge.claims.tables.meanings import MOST_WORDS, Part, in_letters_of_raci, part_of_meaning
from knowledge.documents.model import Table

SIGN = r"(?:[\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff]\ufe0f?|:[a-z][a-z0-9_]{1,30}:)"
_EDGE = r"[*_`\"“”'‘’]{0,4}"
_SIGNED = re.compile(
    rf"(?P<mark>\((?:{SIGN}|[xX])\)|(?:{SIGN}){{1,2}}|[–—-](?=[\"”'`]?\s?=)){_EDGE}"
    r"\s{0,3}(?P<by>=|:|[–—-]|means?\b|marks?\b|is\b)?\s{0,3}"
)
_ASKED = re.compile(r"^\W{0,4}Q(?:uestion)?\W{0,3}[:.)]\W")  # a line of a question sheet: "Q: Who owns the kilns?"
_INITIAL = re.compile(r"(\*\*[A-Z]\*\*|__[A-Z]__)[a-z]{2,20}\b")  # "**D**river": the letter, in the word that it stands for
_LETTER = re.compile(
    rf"(?:^|(?<=[\s(\[,;.·|•>:*_`\"“]))(?P<before>{_EDGE})(?P<mark>[A-Za-z]|\d)(?P<after>{_EDGE})"
    r"(?P<by>\s{0,3}(?:=|:(?=\s)|→|\s[–—-]\s|\bmeans?\b|\bmarks\b|\bstands for\b|\bis\b)\s{0,3}|\s{0,1}\((?=[a-z=])|\s(?=[a-z]))"
)
_WORD = re.compile(
    r"(?:(?<=[\s(>])|^)(?:(?:[*_`\"“]{1,4})(?P<mark>[A-Za-z][A-Za-z-]{1,14})[*_`\"”]{1,4}|(?P<plain>[A-Za-z][A-Za-z-]{1,14})(?=\s(?:=|means?)\s))"
    r"\s{0,3}(?:=|:|[–—-]\s|\(|means?\b)?\s{0,3}"
)
_NAMED = re.compile(rf"(?P<name>[A-Za-z][a-z-]+(?: [a-z-]+)?) \(['\"“]?(?P<mark>[A-Z]|{SIGN})['\"”]?\)")
_TAG = re.compile(r"<[^<>]{1,200}>")
_STOP = re.compile(r"[.!?](?=[\s*_`]|$)|[;·•|]|\s{2,}(?=\S)")
_LIST_MARK = re.compile(r"^[\s>]*(?:[-*+•]\s+)?")
_MARK_CELL = re.compile(rf"[A-Z]|[xo]|\d|\((?:{SIGN}|[xX])\)|(?:{SIGN}){{1,2}}")
_MARKUP = re.compile(r"[*_`]")
_CUE = re.compile(r"[\W_]*(?:key|legend|letters|marks|codes|symbols|abbreviations)\b", re.IGNORECASE)
_SHARED = re.compile(
    r"\b(?:two|both|several|more than one|multiple)\b.{0,60}\b(?:together|shared?|jointly|equally|co-own\w*)\b", re.IGNORECASE
)
PARTS = wordlist(  # names of parts, as they head columns of names
    "driver approver contributor contributors informed responsible accountable consulted lead decider recommender performer supporter "
    "sponsor primary secondary owner executor reviewer"
)
_SPELT = {"tick": "✓✔✅☑", "check": "✓✔✅☑", "checkmark": "✓✔✅☑", "cross": "xX✗✘", "dot": "●•", "star": "★⭐"}  # signs by name
_NO_MARKS = wordlist("not no only never always the all each every both one two note here it they and or who")
_SMALL = frozenset("abcdefghijklmnpqrstuvwyz")  # are marks only with a sign around them
_OF_MARKS = re.compile(r"(?:letter|symbol|mark|code|abbreviation|abbr|key|sign|colou?r|legend|emoji|icon|value|short)?s?")
_OF_MEANINGS = re.compile(r"(?:(?:what|mean|expla|descri|stands|defini|role|in words|detail|note|part)[\w ]*)?")
LONGEST = 600  # letters of a line that is looked at
FIRST, LAST = 300, 60  # lines at the ends of a long document where a legend stands
NEAR = 6  # lines between two marks that are explained together
MOST_CELLS = 3  # of a row that explains a mark: the mark, its name, what it means
FEWEST_BARE = 3  # letters explained without any sign ("R recommends, A must agree, D decides")


@dataclass(frozen=True, slots=True)
class Legend:
    """Marks that are explained together: the lines where, and what RACI would write for each mark."""

    lines: tuple[int, ...]
    letters: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Told:
    mark: str
    part: Part
    line: int
    sure: bool  # by a sign that explains; else others must be explained beside it


@lru_cache(maxsize=8)
def legends_of(lines: tuple[str, ...]) -> tuple[Legend, ...]:
    """The legends of a document, in order. A line that explains a mark again begins another one."""
    groups: list[list[_Told]] = []
    if sum(1 for number in _looked_at(lines) if _ASKED.match(lines[number])) > 1:
        return ()  # "A:" answers there
    for number in _looked_at(lines):
        told = list(_told(lines[number][:LONGEST], number + 1)) if lines[number].strip() else []
        group = groups[-1] if groups else []
        near = bool(group) and number + 1 - group[-1].line <= NEAR
        if told and near and {each.mark for each in group}.isdisjoint(each.mark for each in told):
            group.extend(told)
        elif told:
            groups.append(told)
    return tuple(_legend(group) for group in groups if any(each.sure for each in group) or len({each.mark for each in group}) > 1)


def letters_at(legends: Sequence[Legend], line: int) -> dict[str, str]:
    """What each mark means in a table at this line: as the last legend before it says, else the first behind it."""
    found: dict[str, str] = {}
    before = [legend for legend in legends if legend.lines[0] <= line]
    for legend in (*reversed(before), *legends[len(before) :]):
        for mark, letter in legend.letters.items():
            found.setdefault(mark, letter)
    return found


def explains_columns(legends: Sequence[Legend], headers: Collection[str], lines: Iterable[int]) -> bool:
    """Whether a text in these lines says what the names of columns mean ("The **Driver** owns the item"), and so tells of no driver."""
    at = set(lines)
    return any(not at.isdisjoint(legend.lines) and any(mark in PARTS and mark in headers for mark in legend.letters) for legend in legends)


def is_legend(table: Table) -> bool:
    """Whether a table is a legend: most rows below "Letter" and "Meaning", or the like, give a mark and the part that it means."""
    names = [header_words(name) for name in table.header]
    if len(names) not in (2, MOST_CELLS) or not _OF_MARKS.fullmatch(names[0]) or not _OF_MEANINGS.fullmatch(names[-1]):
        return False
    rows = [[cell.text for cell in row.cells] for row in table.rows[:FIRST]]
    parts = [part_of_meaning(", ".join(cells[1:])) for cells in rows if cells and _MARK_CELL.fullmatch(cells[0])]
    known = [part for part in parts if part]
    return len(known) > 1 and len(known) * 2 > len(rows) and not {Part.OWNS, Part.LEADS}.isdisjoint(known)


def shared_by_rule(lines: tuple[str, ...]) -> bool:
    """Whether the document says that several marks in a row are owners together."""
    return any(_SHARED.search(lines[number][:LONGEST]) for number in _looked_at(lines))


def _looked_at(lines: tuple[str, ...]) -> Iterable[int]:
    return range(len(lines)) if len(lines) <= FIRST + LAST else (*range(FIRST), *range(len(lines) - LAST, len(lines)))


def _legend(group: Sequence[_Told]) -> Legend:
    parts: dict[str, Part] = {}
    for each in group:
        parts.setdefault(each.mark, each.part)
    letters = in_letters_of_raci(parts)
    signs = {sign: letters[word] for word, spelt in _SPELT.items() if word in letters for sign in spelt}
    return Legend(tuple(dict.fromkeys(each.line for each in group)), signs | letters)


def _told(line: str, number: int) -> Iterator[_Told]:
    """The marks that one line explains; a row of a table explains the one in its first cell, or is a line in one cell."""
    text = _INITIAL.sub(r"\1", _LIST_MARK.sub("", _TAG.sub(" ", line)))
    text = text[: shared.start()] if (shared := _SHARED.search(text)) else text
    cells = [cell.strip() for cell in text.strip(" |").split("|")]
    row = line.lstrip().startswith("|")
    if _MARK_CELL.fullmatch(_MARKUP.sub("", cells[0])) and (row or 1 < len(cells) <= MOST_CELLS):
        part = _part(_MARKUP.sub("", ", ".join(cells[1:])), not cells[0].isdigit()) if len(cells) <= MOST_CELLS else None
        if part:
            yield _Told(_MARKUP.sub("", cells[0]).replace("\ufe0f", ""), part, number, False)
        return
    named = [(match["mark"], part) for match in _NAMED.finditer(text) if (part := part_of_meaning(match["name"]))]
    if len(named) > 1:
        yield from (_Told(mark.replace("\ufe0f", ""), part, number, True) for mark, part in named)
        return
    if row and len(list(filter(None, cells))) > 1:
        return
    text = text.strip(" |") if row else text
    found = sorted(_heads(text))
    ends = [*(head[0] for head in found[1:]), len(text)]
    for (_, begin, mark, sure, certain), end in zip(found, ends, strict=False):
        said = _STOP.split(text[begin:end], maxsplit=1)[0]
        if part := _part(_MARKUP.sub("", said).strip(' ,()="'), certain):
            yield _Told(mark, part, number, sure)


def _part(meaning: str, is_mark: bool) -> Part | None:
    """The part that a meaning gives; of what is a mark for certain, also that it is some part."""
    told = part_of_meaning(meaning)
    return told or (Part.SOMEHOW if is_mark and any(map(str.isalpha, meaning)) and len(meaning.split()) <= MOST_WORDS else None)


def _heads(text: str) -> Iterator[tuple[int, int, str, bool, bool]]:
    """Where marks are explained in a line: the place of each, where its meaning begins, the mark, whether a sign or many beside it say that
    it is explained, and whether it is certainly a mark."""
    signs = list(_SIGNED.finditer(text))
    before = text[: signs[0].start()].strip(" *_`([") if signs else ""
    chained = not before or before.endswith(":") or bool(_CUE.fullmatch(before))
    for match in signs:
        if match["by"] or chained:
            yield match.start(), match.end(), match["mark"].replace("\ufe0f", ""), True, True
    yield from _letter_heads(text)
    for match in _WORD.finditer(text):
        if (match["mark"] or match["plain"]).casefold() not in _NO_MARKS:
            yield match.start(), match.end(), (match["mark"] or match["plain"]).casefold(), True, False


def _letter_heads(text: str) -> Iterator[tuple[int, int, str, bool, bool]]:
    letters = [match for match in _LETTER.finditer(text) if match["mark"] not in _SMALL or (match["before"] and match["after"])]
    bare = {match["mark"] for match in letters if match["by"].strip() in ("", "is")}
    enough = (len(bare) >= FEWEST_BARE or bool(_CUE.match(text))) and not bare <= {"A", "I"}
    for match in letters:
        by, marked = match["by"].strip(), bool(match["before"] and match["after"])
        certain = by in ("=", "→") or marked
        if certain or by == "(" or by.startswith(("mean", "mark", "stand")) or (enough and by in ("", "is")):
            yield match.start(), match.end(), match["mark"], certain or enough, certain
        elif by != "is" and (match.start() == 0 or text[: match.start()].rstrip()[-1:] in (",", ";", "·", "|", "•", ".", "")):
            yield match.start(), match.end(), match["mark"], False, False
