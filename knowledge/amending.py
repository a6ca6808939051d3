"""Amends the text of a charter so that it says what was decided. Pure: text and decisions in, text out; reads no database.

It knows no format. It proposes small edits (another owner in the line, the topic out of its line and into one of its own) and takes the
first after which the document, read anew as an import would read it, says of this topic what was decided and of all others what it said.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.errors import DocumentError
from knowledge.index.analyzer import topic_key
from knowledge.types import Claim, Decision

Reader = Callable[[bytes], Sequence[Claim]]
DECIDED = "Decided"  # the heading under which a line of its own is put


@dataclass(frozen=True, slots=True)
class Amendment:
    """A charter's text as it is and as it would have to be, and the decisions that no small edit brings into it."""

    source: str
    before: str
    after: str
    written: tuple[Decision, ...]
    left: tuple[Decision, ...]

    def patch(self) -> bytes:
        """The difference in the unified form that `patch` applies; empty where there is none."""
        pair = (_kept_lines(self.before), _kept_lines(self.after))
        found = difflib.unified_diff(*pair, fromfile=self.source, tofile=self.source)
        lines = (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in found)
        return "".join(lines).encode("utf-8", "surrogateescape")


def amend(source: str, data: bytes, decisions: Iterable[Decision], read: Reader) -> Amendment:
    """The charter `data` with every decision written into it that it does not agree with; `read` gives the claims of a version of it."""
    before = text = data.decode("utf-8", "surrogateescape")
    written: list[Decision] = []
    left: list[Decision] = []
    for decision in decisions:
        claims = tuple(read(_bytes(text)))
        if agrees(decision, claims):
            continue
        edits = () if decision.scope else _edits(text, decision, claims)
        amended = next((one for one in edits if _holds(one, decision, claims, read)), None)
        (left if amended is None else written).append(decision)
        text = text if amended is None else amended
    return Amendment(source, before, text, tuple(written), tuple(left))


def agrees(decision: Decision, claims: Iterable[Claim]) -> bool:
    """Whether the claims on the decision's topic name together just the owners that were decided."""
    return _owned(decision, claims) == {owner.casefold() for owner in decision.owners}


def _owned(decision: Decision, claims: Iterable[Claim]) -> set[str]:
    wanted = topic_key(decision.topic)
    return {owner.casefold() for claim in claims if topic_key(claim.topic) == wanted for owner in claim.owners}


def _holds(text: str, decision: Decision, before: Sequence[Claim], read: Reader) -> bool:
    """Whether a version says what was decided, and of every other topic what the version before it said."""
    try:
        after = read(_bytes(text))
    except DocumentError:
        return False
    return agrees(decision, after) and _elsewhere_the_same(decision, before, after)


def _elsewhere_the_same(decision: Decision, before: Iterable[Claim], after: Iterable[Claim]) -> bool:
    """Whether all other topics are owned as they were.

    Two topics of one line may be read as a third, "laptops and badges": it may come where both were, and go with the decided one.
    """
    was, is_now = _others(decision, before), _others(decision, after)
    decided = set(topic_key(decision.topic).split())
    there = {owners: {word for key, named in was if named == owners for word in key.split()} for _, owners in was}
    lost = any(not decided <= set(key.split()) for key, _ in was - is_now)
    return not lost and all(set(key.split()) <= there.get(owners, set()) for key, owners in is_now - was)


def _others(decision: Decision, claims: Iterable[Claim]) -> set[tuple[str, tuple[str, ...]]]:
    wanted = topic_key(decision.topic)
    return {(key, claim.owners) for claim in claims if (key := topic_key(claim.topic)) != wanted}


def _edits(text: str, decision: Decision, claims: Sequence[Claim]) -> Iterator[str]:
    """Versions of the text, the one that changes least first."""
    lines = _kept_lines(text)
    wanted = topic_key(decision.topic)
    stated = [claim for claim in claims if topic_key(claim.topic) == wanted and 0 < claim.line <= len(lines)]
    at = sorted({claim.line - 1 for claim in stated})
    if len(at) == 1 and decision.owners:
        place = at[0]
        for owner in stated[0].owners:
            yield "".join((*lines[:place], _renamed(lines[place], owner, decision.owners), *lines[place + 1 :]))
    without = list(_without_topic(lines, at, decision.topic)) if at else [text]
    if decision.owners:
        yield from (_with_own_line(version, decision, article) for version in without for article in ("the ", ""))
    else:
        yield from without


def _renamed(line: str, owner: str, owners: Sequence[str]) -> str:
    return re.sub(rf"(?<!\w){re.escape(owner)}(?!\w)", lambda _found: " and ".join(owners), line, count=1)


def _without_topic(lines: Sequence[str], at: Sequence[int], topic: str) -> Iterator[str]:
    """The text with the topic taken out of the lines that state it: as one of a list, else with its whole line."""
    words = r"\s+".join(re.escape(word) for word in topic.split())
    ways = (
        rf",\s*(?:the\s+)?{words}(?=\s*[,.;)]|\s+and\b)",
        rf"(?:the\s+)?{words},\s*",
        rf",?\s+and\s+(?:the\s+)?{words}",
        rf"{words}\s+and\s+",
    )
    for way in ways:
        cut = [re.sub(way, "", line, count=1, flags=re.IGNORECASE) if place in at else line for place, line in enumerate(lines)]
        if cut != list(lines):
            yield "".join(cut)
    yield "".join(line for place, line in enumerate(lines) if place not in at)


def _with_own_line(text: str, decision: Decision, article: str) -> str:
    """The text with a statement of the decision at its end, under a heading of its own."""
    end = "\r\n" if "\r\n" in text else "\n"
    names = " and ".join(f"{article}{owner}" for owner in decision.owners)
    statement = f"- {names[:1].upper()}{names[1:]} {'own' if len(decision.owners) > 1 else 'owns'} {decision.topic}.{end}"
    whole = text if not text or text.endswith(end) else f"{text}{end}"
    heading = f"## {DECIDED}{end}"
    return f"{whole}{statement}" if heading in whole else f"{whole}{end}{heading}{end}{statement}"


def _kept_lines(text: str) -> list[str]:
    """Lines as `patch` counts them: ended by a line feed and by nothing else."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
