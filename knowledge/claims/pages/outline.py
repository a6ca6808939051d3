"""The open headings and bullets at one place of a document: whose the place is, what it is called, and what was found under it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.claims.collector import Collector
from knowledge.claims.owners.cells import is_nobody
from knowledge.claims.pages.headings import Meaning
from knowledge.documents.model import Heading

MAX_SHOWN = 90  # characters of a heading or bullet that is still shown as part of a section's name


@dataclass(slots=True)
class Section:
    """An open heading, a bullet that stands over others, or (level -1) a line that leads into a list."""

    level: int
    text: str
    line: int
    meaning: Meaning
    bullets: int = 0  # things listed under it without an owner
    claimed: bool = False
    doubtful: bool = False
    held_by: tuple[str, ...] = ()  # the owners that "Owner: …" under it or "(Team A)" in it gives
    default: bool = False  # held so unless a line says otherwise: "Thing: Name" does

    @property
    def owners(self) -> tuple[str, ...]:
        """Whose the things under it are, as far as it says."""
        return self.held_by or self.meaning.owners


class Outline:
    """Keeps the stack of sections while a document is walked through."""

    def __init__(self, headings: Sequence[Heading]) -> None:
        self.headings: list[Section] = []
        self.bullets: list[Section] = []
        self.pair: tuple[str, ...] = ()  # the last owners named together
        self._counts = Counter(heading.passage.text.strip().casefold() for heading in headings)
        self._titles = sum(1 for heading in headings if heading.level == 1 and heading.certain)
        self._done: list[Section] = []
        self._levels_of_owners: set[int] = set()  # of the closed headings that name an owner
        self._single: dict[str, None] = {}  # owners with a section of their own

    def owners(self) -> tuple[str, ...]:
        """The owners of this place, from the nearest bullet or heading that names any; none where that would be a guess."""
        for section in (*reversed(self.bullets), *reversed(self.headings)):
            if section.owners:
                return section.owners
            if section.meaning.barred or section.doubtful:
                return ()
            if section.meaning.shared and self.principals():
                return self.principals()
        return ()

    def over(self) -> Section | None:
        """The bullet or heading right above."""
        return self.bullets[-1] if self.bullets else (self.headings[-1] if self.headings else None)

    def path(self) -> str:
        """The names of the open sections, outermost first; the document's own title is left out."""
        titled = self._titles == 1 and len(self.headings) > 1
        shown = [
            section.text for section in (*self.headings[titled:], *self.bullets) if len(section.text) <= MAX_SHOWN and section.level >= 0
        ]
        return " › ".join(shown)

    def principals(self) -> tuple[str, ...]:
        """The owners that a joint matter without names is held by: those last named together, else the only two with sections."""
        if len(self.pair) > 1:
            return self.pair
        return tuple(self._single) if len(self._single) == 2 else ()

    @property
    def nobodys(self) -> bool:
        """Whether the open heading, or the bullet above, says that nobody has what stands under it ("To be assigned")."""
        over = self.over()
        return bool(over and over.meaning.barred and is_nobody(over.text))

    def mark_claimed(self) -> None:
        """Something under this place has an owner."""
        for section in (*self.headings, *self.bullets):
            section.claimed = True

    def open_heading(self, heading: Heading, text: str, meaning: Meaning) -> Section:
        """Close what the heading ends, then open its section."""
        self.close(heading.level)
        doubtful = not meaning.owners and self._is_doubtful(heading, text)
        section = Section(heading.level, text, heading.passage.line, meaning, doubtful=doubtful)
        if len(meaning.names) > 1:
            self.pair = meaning.names
        self.headings.append(section)
        return section

    def close(self, level: int) -> None:
        """Close the headings of this level and deeper ones, and all bullets."""
        self.bullets.clear()
        while self.headings and self.headings[-1].level >= level:
            section = self.headings.pop()
            self._done.append(section)
            if section.meaning.owners:
                self._levels_of_owners.add(section.level)
            if len(section.meaning.owners) == 1:
                self._single[section.meaning.owners[0]] = None

    def close_bullets(self, depth: int) -> None:
        """Close the bullets that a bullet of this depth ends."""
        while self.bullets and self.bullets[-1].level >= depth:
            self.bullets.pop()

    def report(self, collector: Collector) -> None:
        """Tell which sections had no owner and which were left out."""
        for section in self._done:
            if not section.bullets:
                continue
            if section.doubtful:
                left = f"its {section.bullets} lines were left out."
                message = f'"{section.text}" stands there more than once, so it is not certain whose this one is; {left}'
                collector.finding("doubtful-section", section.line, message)
            elif section.meaning.barred and not is_nobody(section.text):
                message = f'"{section.text}" is left out: what stands there is not owned by the owner above.'
                collector.finding("skipped", section.line, message)
            elif not section.claimed:
                collector.finding("no-owner", section.line, f'"{section.text}" lists {section.bullets} things without an owner.')

    def _is_doubtful(self, heading: Heading, text: str) -> bool:
        """A heading that comes several times, beside an owner's heading of its own level, may belong to that owner or not."""
        return self._counts[text.casefold()] > 1 and heading.level in self._levels_of_owners
