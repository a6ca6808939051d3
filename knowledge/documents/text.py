"""Plain text to blocks: short lines alone are headings, marked lines are bullets, drawn lines are charts, the rest is prose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from knowledge.documents.aligned import aligned_tables
from knowledge.documents.markup import passage
from knowledge.documents.model import Block, Bullet, Heading, Paragraph

_BULLET = re.compile(
    r"^(?P<indent>\s*)(?P<mark>[•◦▪‣●○■+–;-]|\*{1,6}(?!.*\*\*\s*$)|\(?\d{1,3}[.)]|\d{1,3}(?:\.\d{1,3}){1,5}[.)]?|\(?[a-z]\))\s+"
    r"(?P<text>\S.*)$"
)
_NUMBERED = re.compile(r"^\s*(?P<number>\d{1,3}(?:\.\d{1,3}){1,5}[.)]?|\d{1,3}[.)])\s+(?P<text>\S.*)$")
_TREE = re.compile(r"^(?P<indent>[\s│|]*)(?P<mark>[├└┌╰╭┣┗][─━]*|[|`+\\][-_]{1,4})\s*(?P<text>\S.*)$")
_RULE = re.compile(r"^\s*([-=_*~#])\1{2,}\s*$")
_LABELLED = re.compile(r"^\s*[^\W\d_][^:.;?!]{0,60}:\s+\S")  # "Team: thing, thing"
_ENDED = re.compile(r"[.:;?!\"”’)]\s*$")
_PAIRED = re.compile(r"^\s*[^\W\d_][^—–\n]{0,80}?(?:\s[—–]|\s+-{1,2}|\s*(?:→|=>|->))\s+\S")  # "Thing — owner"
_COLUMNED = re.compile(r"^[^\W\d_]\S*(?: \S+){0,3} {2,}\S")  # "Mission      No ice on any wing"
_FRAMED = re.compile(r"^\s*([-=_*~#])\1{1,}\s*(?P<text>[^-=_*~#\s](?:.*[^-=_*~#\s])?)\s*\1{2,}\s*$")  # "*** CATERING ***"
_WIKI_HEADING = re.compile(  # "== Team ==", "== Team" and "h2. Team"
    r"^(?:(?P<level>={1,6})\s*(?=[^=\s])(?P<text>[^=]*[^=\s])\s*(?P=level)|(?P<open>={1,6})\s+(?P<rest>[^=\s][^=]*)|h(?P<number>[1-6])\.\s+(?P<name>\S.*))\s*$"
)
MAX_HEADING = 90  # characters; a longer line alone is a sentence without its full stop
FEWEST = 3  # lines with labels that make a list
FEWEST_MARKED = 2  # headings with marks of a wiki that make a page of one
WRAP = 55  # characters; a shorter line was broken by its writer, not by the width of the page


def read_text(lines: Sequence[str]) -> tuple[Block, ...]:
    """The blocks of a plain text, in order."""
    blocks: list[Block] = []
    depths: list[int] = []
    titles = _numbered_titles(lines)
    labels = _labels(lines)
    tables = aligned_tables(lines)
    at = 0
    while at < len(lines):
        line = lines[at]
        if at not in tables and (not line.strip() or _RULE.match(line)):
            at += 1
        elif at in tables:
            blocks.append(tables[at].table)
            at = tables[at].stop
        elif at in titles:
            blocks.append(Heading(passage([(line.strip().rstrip(":"), at + 1)]), titles[at]))
            at += 1
        elif wiki := _WIKI_HEADING.match(line):
            blocks.append(_wiki_heading(wiki, at + 1))
            at += 1
        elif tree := _TREE.match(line):
            blocks.append(Bullet(passage([(tree["text"].rstrip(), at + 1)]), 1 + len(tree["indent"]) // 2, tree=True))
            at += 1
        elif bullet := _BULLET.match(line):
            at = _read_bullet(lines, at, bullet, depths, blocks)
        else:
            at = _read_prose(lines, at, blocks, labels)
            depths.clear()
    if sum(map(bool, map(_WIKI_HEADING.match, lines))) >= FEWEST_MARKED:  # such a page marks all its headings
        return tuple(Paragraph(block.passage) if isinstance(block, Heading) and not block.certain else block for block in blocks)
    return tuple(_with_labels(blocks, lines))


def _wiki_heading(found: re.Match[str], line: int) -> Heading:
    text = found["text"] or found["rest"] or found["name"]
    level = int(found["number"]) if found["number"] else len(found["level"] or found["open"])
    return Heading(passage([(text.strip().rstrip(":"), line)]), level)


def _with_labels(blocks: Sequence[Block], lines: Sequence[str]) -> list[Block]:
    """The blocks, with labels such as "Duties:" one level below the heading that they stand under.

    A label ends in a colon or comes several times. It belongs to a heading that has nothing else between, or only words where the
    label comes several times; so do the labels after it. Below things that the heading lists itself, a label begins something new.
    """
    counts = Counter(block.passage.text.casefold() for block in blocks if isinstance(block, Heading))
    made: list[Block] = []
    over: Heading | None = None
    labelled = told = listed = False  # what stood under `over` so far
    for block in blocks:
        if isinstance(block, Heading):
            often = counts[block.passage.text.casefold()] > 1
            label = not block.certain and (often or _is_label(lines[block.passage.line - 1]))
            beside = over is not None and over.passage.text.isupper() and block.passage.text.isupper() and not often
            if label and over and not beside and (labelled or (not listed and (often or not told))):
                block, labelled = replace(block, level=over.level + 1), True
            else:
                over, labelled, told, listed = block, False, False, False
        told = told or isinstance(block, Paragraph)
        listed = listed or isinstance(block, Bullet)
        made.append(block)
    return made


def _numbered_titles(lines: Sequence[str]) -> dict[int, int]:
    """The numbered lines that are titles of sections ("2.1 Fleet Manager"), each with its level; the other numbered lines are items.

    The first of its siblings tells: a title has something under it, a deeper number or words without one.
    """
    titles: dict[int, int] = {}
    kinds: dict[tuple[int, ...], bool] = {}  # the last number seen -> whether it was a title
    found = [(at, match) for at, line in enumerate(lines) if len(line) <= 2 * MAX_HEADING and (match := _NUMBERED.match(line))]
    for position, (at, match) in enumerate(found):
        number = tuple(int(part) for part in match["number"].rstrip(".)").split("."))
        before = (*number[:-1], number[-1] - 1)
        title = kinds[before] if before in kinds else _has_words_under(lines, at, number, found[position + 1 : position + 2])
        kinds[number] = title = title and _looks_like_heading(match["text"].strip())
        if title:
            titles[at] = len(number)
    return titles


def _has_words_under(lines: Sequence[str], at: int, number: tuple[int, ...], following: list[tuple[int, re.Match[str]]]) -> bool:
    """What comes next is a deeper number, or words after an empty line or with a mark of their own."""
    under = next((place for place in range(at + 1, len(lines)) if lines[place].strip()), -1)
    if under < 0:
        return False
    if following and following[0][0] == under:
        return following[0][1]["number"].rstrip(".)").count(".") >= len(number)
    return len(number) > 1 or under > at + 1 or _is_label(lines[under])


def _read_bullet(lines: Sequence[str], at: int, bullet: re.Match[str], depths: list[int], blocks: list[Block]) -> int:
    indent = len(bullet["indent"].expandtabs(4)) + len(bullet["mark"]) * bullet["mark"].startswith("**")
    while depths and depths[-1] >= indent:
        depths.pop()
    depths.append(indent)
    pieces = [(bullet["text"].rstrip(), at + 1)]
    at += 1
    while at < len(lines) and lines[at].strip() and not _BULLET.match(lines[at]) and not _TREE.match(lines[at]):
        width = len(lines[at]) - len(lines[at].lstrip())
        if width <= indent:
            break
        pieces.append((lines[at].strip(), at + 1))
        at += 1
    blocks.append(Bullet(passage(pieces), len(depths) - 1))
    return at


def _labels(lines: Sequence[str]) -> frozenset[str]:
    """The words that stand alone right over a list, or before a colon, several times in a text ("Responsibilities")."""
    found = Counter(name for line, after in pairwise((*lines, "")) if (name := _label_of(line, after)))
    return frozenset(name for name, count in found.items() if count > 1)


def _label_of(line: str, after: str) -> str:
    line = line.strip()
    if not line or len(line) > 2 * MAX_HEADING or not line[0].isupper():
        return ""
    if _BULLET.match(after) and _looks_like_heading(line):
        return line.rstrip(":").casefold()
    return line.partition(":")[0].casefold() if _LABELLED.match(line) else ""


def _is_one_of(labels: frozenset[str], lines: Sequence[str], at: int) -> bool:
    return at < len(lines) and _label_of(lines[at], lines[at + 1] if at + 1 < len(lines) else "") in labels


def _read_prose(lines: Sequence[str], at: int, blocks: list[Block], labels: frozenset[str]) -> int:
    if framed := _FRAMED.match(lines[at]):
        blocks.append(Heading(passage([(framed["text"].rstrip(":"), at + 1)]), 1))
        return at + 1
    first = lines[at].strip()
    if (
        _looks_like_heading(first)
        and (first.endswith(":") or _over_label(lines, at, labels))
        and not _TREE.match(_next_words(lines, at + 1))
    ):
        blocks.append(Heading(passage([(first.rstrip(":"), at + 1)]), 1, certain=_underlined(lines, at)))
        return at + 1
    if _in_capitals(lines, at):
        blocks.append(Heading(passage([(first, at + 1)]), 1, certain=False))
        if _PAIRED.match(lines[at + 1]):
            return at + 1
        blocks.append(Paragraph(passage([(lines[at + 1].strip(), at + 2)])))
        return at + 2
    stop = _end_of_prose(lines, at, labels)
    if stop == at + 1 and _TREE.match(_next_words(lines, stop)) and len(first) <= MAX_HEADING:
        blocks.append(Bullet(passage([(first, at + 1)]), 0, tree=True))
    elif _LABELLED.match(first) and stop == at + 1 and _is_one_of(labels, lines, at):
        blocks.append(Paragraph(passage([(first, at + 1)])))
    elif _looks_like_heading(first) and (stop == at + 1 or _underlined(lines, at)):
        blocks.append(Heading(passage([(first.rstrip(":"), at + 1)]), 1, certain=_underlined(lines, at)))
    else:
        blocks.extend(_paragraphs(lines, at, stop))
    return stop


def _end_of_prose(lines: Sequence[str], at: int, labels: frozenset[str]) -> int:
    """Where the lines end that stand together from `at` on: before a gap, a mark of a list, a rule or a label over a list."""
    stop = at + 1
    while (
        stop < len(lines)
        and lines[stop].strip()
        and not (_BULLET.match(lines[stop]) or _TREE.match(lines[stop]) or _RULE.match(lines[stop]))
        and not (_BULLET.match(lines[stop + 1] if stop + 1 < len(lines) else "") and _is_one_of(labels, lines, stop))
    ):
        stop += 1
    return stop


def _next_words(lines: Sequence[str], at: int) -> str:
    return next((lines[number] for number in range(at, len(lines)) if lines[number].strip()), "")


def _looks_like_heading(line: str) -> bool:
    """Short, and no sentence: nothing but a question mark or a colon may end it."""
    return len(line) <= MAX_HEADING and line[-1] not in ".;,!" and any(character.isalpha() for character in line)


def _over_label(lines: Sequence[str], at: int, labels: frozenset[str]) -> bool:
    """The next line leads into what stands under this one, which is no label itself."""
    if not lines[at].strip()[0].isupper() or at + 1 >= len(lines) or _is_one_of(labels, lines, at):
        return False
    return _is_label(lines[at + 1]) or _is_one_of(labels, lines, at + 1)


def _in_capitals(lines: Sequence[str], at: int) -> bool:
    """A line in capitals over a line about it and a list ("DATA TEAM", "Tel. 4417", "* Reports"), or over lines "Thing — owner"."""
    if at + 2 >= len(lines) or not (_BULLET.match(lines[at + 2]) or all(_PAIRED.match(line) for line in lines[at + 1 : at + 3])):
        return False
    name, told = lines[at].strip(), lines[at + 1].strip()
    return _looks_like_heading(name) and name.isupper() and len(name) > 3 and told.upper() != told and not _BULLET.match(told)


def _is_label(line: str) -> bool:
    """Words that lead into what stands under them ("Not responsible for:")."""
    line = line.strip()
    return line.endswith(":") and line[0].isupper() and _looks_like_heading(line)


def _underlined(lines: Sequence[str], at: int) -> bool:
    return at + 1 < len(lines) and bool(_RULE.match(lines[at + 1]))


def _is_entry(line: str) -> bool:
    """A line of a list without marks: "Thing: owner", "Thing — owner", ": owner" under a thing."""
    return bool(_LABELLED.match(line) or _PAIRED.match(line)) or line.lstrip().startswith(": ")


def _paragraphs(lines: Sequence[str], at: int, stop: int) -> list[Block]:
    """Lines that the page's width broke become one paragraph; lines that their writer broke, or that have labels, stay one each."""
    groups: list[list[tuple[str, int]]] = []
    labelled = sum(1 for number in range(at, stop) if _is_entry(lines[number]))
    listed = labelled >= FEWEST and labelled * 2 >= stop - at
    columned = sum(1 for number in range(at, stop) if _COLUMNED.match(lines[number])) >= FEWEST
    for number in range(at, stop):
        text = lines[number].strip()
        previous = groups[-1][-1][0] if groups else ""
        wrapped = bool(previous) and not _ENDED.search(previous) and (len(previous) >= WRAP or text[0].islower()) and len(previous) <= 120
        flowing = bool(previous) and len(previous) >= WRAP and _ENDED.search(previous) and len(previous) <= 120
        beside = columned and not lines[number][0].isspace()  # it begins where the labels do
        if groups and (wrapped or flowing or (columned and not beside)) and not (beside or (listed and _is_entry(text))):
            groups[-1].append((text, number + 1))
        else:
            groups.append([(text, number + 1)])
    return [Paragraph(passage(group)) for group in groups]
