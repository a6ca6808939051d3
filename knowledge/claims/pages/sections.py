"""Walks the headings, paragraphs and bullets of a document and gives every sentence the place it stands in.

Sentences are read by `prose`; where we are is kept by `outline`; tables are read by `tables`.
"""

from __future__ import annotations

import re

from knowledge.claims.collector import Collector
from knowledge.claims.english.phrases import tidy, topics
from knowledge.claims.english.sentences import sentences
from knowledge.claims.english.statements import Statement, read_sentence
from knowledge.claims.english.subjects import Context, groups
from knowledge.claims.owners.cells import is_nobody, parse_owners, plain_names
from knowledge.claims.owners.names import kind_of, looks_like_role
from knowledge.claims.owners.owner_lists import entries_of, lines_of
from knowledge.claims.pages.bullets import (
    REMARK,
    field_line,
    implied_topics,
    is_finite,
    is_note,
    label_and_rest,
    owned_in_remark,
    pointed,
    tells_of_page,
    thing_before,
    unowned_list,
    without_label,
    without_remark,
)
from knowledge.claims.pages.charts import ChartReader
from knowledge.claims.pages.headings import LEFT_OUT, Meaning, heading_meaning, lead_meaning, unnumbered
from knowledge.claims.pages.outline import Outline, Section
from knowledge.claims.pages.prose import ProseReader
from knowledge.claims.summary import topic_identity
from knowledge.documents.model import Bullet, Heading, Paragraph, Passage

_JOINT = re.compile(r"\b(?:joint|jointly|shared|co-own\w*|together)\b(?!\s+with\b)", re.IGNORECASE)
_OWNERSHIP = re.compile(r"\b(?:own(?:s|ed|er|ers|ership)?|responsible|accountable|in charge)\b", re.IGNORECASE)
_ONLY_NAME = re.compile(r"\([^)]*\)|\b(?:and|the|&|both|shared|jointly|together|by)\b|[^\w]")
_NOBODY = re.compile(r"\b(?:owner|nobody|no[ -]one|vacant|unowned|unassigned)\b", re.IGNORECASE)
_REFUSED = re.compile(r"(?:\bnot|\bnever|n['’]t)\s+(?:\w+\s+)?(?:responsible|accountable|in charge|owns?|mine|ours)\b", re.IGNORECASE)
_SAME = re.compile(
    r"^(?:(?:the\s+)?same\s+(?:\w+\s+)?as|as\s+for|as\s+with|like)\s+(?:for\s+|the\s+)?(?P<thing>[^.;()]{2,80}?)\W*$", re.IGNORECASE
)
MAX_NAMES = 120  # characters; a longer text is no mere list of names


class SectionReader:
    """Feed it the blocks in order; it gives claims and findings to the collector."""

    def __init__(self, collector: Collector, headings: list[Heading]) -> None:
        self._collector, self._roster = collector, collector.roster
        self.outline = Outline(headings)
        self._title = headings[0].passage.line if len(headings) > 1 else 0
        self._left_out = 0  # the level of a section that is left out; 0 none
        self._chart = ChartReader(collector)
        self._prose = ProseReader(collector, self.outline)
        self._paired = False  # whether the line before was "Owner: things" or "Thing: Owner"

    @property
    def left_out(self) -> bool:
        """Whether the open section is one of links and the like, which nothing is read from."""
        return bool(self._left_out)

    def heading(self, block: Heading) -> None:
        """Close what the heading ends and open its section; a sentence alone on its line is read as one."""
        text = unnumbered(block.passage.text.strip())
        if not block.certain and not self._left_out and self._is_sentence(text):
            self.paragraph(Paragraph(block.passage))
            return
        if self._left_out and (block.level > self._left_out or not block.certain):
            return
        self._left_out = 0
        if LEFT_OUT.match(text):
            self.outline.close(block.level)
            self._left_out = block.level
            self._collector.finding("skipped", block.passage.line, f'The section "{text}" is left out: it names no owners of ours.')
            return
        section = self.outline.open_heading(block, text, heading_meaning(text, self._roster))
        self._prose.begin_section()
        if not block.certain and ":" in text and ("," in text or self._paired) and self._pairing(block.passage, 0):
            return
        self._paired = False
        split = label_and_rest(text)
        right = self._names(without_label(split[1])) if split else ()
        if split and right and not section.owners and not self._names(split[0]):
            section.text, section.held_by = split[0], right
            whole = Statement(right, tuple(topics(split[0])), 0, len(block.passage.text))
            self._collector.statement(whole, block.passage, 0, self.outline.path())
            self.outline.mark_claimed()

    def paragraph(self, block: Paragraph) -> None:
        """Sentences; "they" goes back to the sentence before, then to the section's owner."""
        if self._left_out:
            return
        self.outline.bullets.clear()
        words = block.passage
        lines = lines_of(words)
        if any(field_line(line.text) for line in lines):
            for line in lines:
                if not self._field(line):
                    self._prose.read(line)
            return
        entries = entries_of(words)
        replies = self._prose.awaits_reply()
        pairs = [not replies and self._is_pair(line.text) for line in entries]
        unowned = [bool(unowned_list(line.text)) or _is_open(line.text) for line in entries]
        if len(words.text) <= MAX_NAMES * len(lines) and all(map(max, pairs, unowned)) and (any(pairs) or self._paired):
            self._paired = True
            for line in entries:
                self._pairing(line, 0)
                self.outline.bullets.clear()
            return
        self._paired = False
        before = self._prose.last
        self._prose.read(words)
        self._lead(words, before)

    def bullet(self, block: Bullet) -> None:
        """One item: a sentence, "Thing: Owner", a thing under its owner, or the name of those under it."""
        if self._left_out:
            return
        if block.tree:
            if self._chart.line(block, self.outline.path()):
                self.outline.mark_claimed()
            return
        self.outline.close_bullets(block.depth)
        words = block.passage
        if self._field(words) or self._pairing(words, block.depth):
            return
        meaning = heading_meaning(words.text, self._roster)
        alone = not meaning.names and (meaning.shared or is_nobody(words.text))  # "Shared", "Not assigned"
        own = meaning if alone or self._only_name(words.text) else Meaning(names=meaning.names)
        if words.text.rstrip().endswith(":"):
            own = lead_meaning(words.text, self._roster, self._prose.last or self.outline.owners())
        section = Section(block.depth, words.text.strip(" :*"), words.line, own)
        if self.outline.nobodys and REMARK.search(words.text):  # "Archive (Ann left in May)" is the archive
            self._implied(words, REMARK.sub("", words.text).strip())
            return
        head, beside = without_remark(words.text, self._roster) if self.outline.owners() else ("", ())
        for start, statement in owned_in_remark(words.text, head, self._roster) if head else ():
            self._collector.statement(statement, words, start, self.outline.path())
        thing, apart = thing_before(words.text, self._roster) if self.outline.owners() and not head else ("", False)
        told = not head and self._prose.read(words, in_bullet=True)
        if thing and (apart or not told):
            self._implied(words, thing, alone=apart)
        elif not told:
            self._implied(words, head or words.text.strip(), beside)
        self.outline.bullets.append(section)

    def property(self, name: str, value: str, line: int, quote: str) -> bool:
        """A row "Owner | Team A" of a table of properties; False when it is none."""
        if self._left_out or not field_line(f"{name}: {value}"):
            return False
        return self._field(Passage(f"{name}: {value}", ((0, line),)), quote)

    def finish(self) -> None:
        """Close everything and tell which sections had no owner."""
        self.outline.close(0)
        self.outline.report(self._collector)

    # Lines without a sentence

    def _is_sentence(self, text: str) -> bool:
        """A short line that states an owner in full is a sentence, whatever it looks like."""
        if text.endswith("?") or heading_meaning(text, self._roster).owners:
            return False
        return bool(read_sentence(text, self._roster, Context()).statements) and (is_finite(text) or " by " in text or " own" in text)

    def _lead(self, words: Passage, before: tuple[str, ...]) -> None:
        """A paragraph that leads into a list: "The Search team owns:", or a name in bold alone on its line."""
        text = words.text.strip()
        marked = words.written.strip()
        bold = marked.startswith(("**", "__")) and marked.rstrip(":").endswith(("**", "__")) and len(text) <= MAX_NAMES
        if not (text.endswith(":") or bold):
            return
        last = [text[start:end] for start, end in sentences(text)][-1]
        meaning = lead_meaning(last, self._roster, self._prose.last or self.outline.owners() or before)
        self._prose.last = meaning.owners or before
        if meaning.owners or meaning.barred:
            self.outline.bullets.append(Section(-1, text, words.line, meaning))

    def _implied(self, words: Passage, text: str, beside: tuple[str, ...] = (), alone: bool = False) -> None:
        """A bullet without a sentence: owned by the section's owner, with those `beside`, or a thing without an owner.

        `alone`: quoted by the text itself, which begins the bullet, because what stands behind it tells of others.
        """
        owners = self.outline.owners()
        if self._only_name(text) or groups(text, self._roster, Context()) or text.endswith(":") or is_note(text):
            return
        if not owners:
            for section in self.outline.headings[-1:]:
                section.bullets += 1
            if self.outline.nobodys:
                self._collector.nobodys(implied_topics(text), *self._prose.place(words))
        elif is_finite(text):
            self._collector.finding("skipped", words.line, f"It says nothing of owning. ({text[:80]})")
        else:
            self.outline.mark_claimed()
            together = self._roster.in_order((*owners, *beside))
            found = Statement(together, tuple(implied_topics(text)), 0, len(text if alone else words.text))
            self._collector.statement(found, words, 0, self.outline.path())

    def _field(self, words: Passage, quote: str = "") -> bool:
        """ "Owner: Team A" gives the thing that its section or the bullet above it names to the owner."""
        field = field_line(words.text)
        if not field:
            return False
        over = self.outline.over()
        if field.contact:
            for name in over.owners[:1] if over else ():
                self._roster.add(name, contact=field.value)
            return True
        if over and over.line == self._title and tells_of_page(words.text):
            return True  # of the document, not of what it tells
        if over and not over.meaning.owners:
            over.default = field.default
            self._own(over, field.value, words, quote)
        return True

    def _own(self, over: Section, value: str, words: Passage, quote: str) -> None:
        cell = parse_owners(value, self._roster)
        if not cell.owners:
            self._prose.nobodys(topics(over.text) or [tidy(over.text)], words)
            return
        if over.held_by:
            return  # the first field names *the* owner
        over.held_by = tuple(self._roster.add(name) for name in cell.owners)
        if over.default:
            return  # of what is listed, not of what the heading says
        placed, line = words.place(0, len(words.text), 0)
        for topic in topics(over.text) or [tidy(over.text)]:
            self._collector.claim(
                topic, over.held_by, quote or placed, self.outline.path(), line, torn=cell.either, involved=cell.involved, note=cell.note
            )
        self.outline.mark_claimed()

    def _pairing(self, words: Passage, depth: int) -> bool:
        """ "Thing: Owner", "Thing (Owner)" and "Owner: thing, thing"."""
        split = label_and_rest(words.text)
        among, self._paired = self._paired, bool(split)
        nobodys = unowned_list(words.text) if among else []
        if split and is_nobody(split[1]) and (among or self.outline.owners() or _NOBODY.search(split[1])):
            nobodys = [split[0]]  # "old panels: nobody yet" stands under an owner, but is not its
        self._prose.nobodys(nobodys, words)
        if not split or nobodys or _REFUSED.search(split[0]):
            return bool(nobodys)
        label, rest = unnumbered(split[0]), split[1]
        left, right = self._names(label), self._named_first(rest)
        if not right and (arrow := pointed(words.text)):
            label, right = arrow[0], self._names(arrow[1])
        right = right or self._same(rest)
        if not (left or right) and (remarked := label_and_rest(REMARK.sub("", words.text))):
            label, right = remarked[0], self._names(without_label(remarked[1])) or self._otherwise(remarked[1])
            left = self._names(label)
        if right and not left:
            over = self.outline.bullets[-1] if self.outline.bullets else None
            within = over and over.level >= 0 and not (over.meaning.owners or over.meaning.shared or over.meaning.barred)
            named = [tidy(f"{over.text} {label}") or label] if over and within else topics(label)
            found = Statement(right, tuple(named), 0, len(words.text))
        elif left and not right and not is_finite(rest) and not groups(rest, self._roster, Context()):
            found = Statement(left, tuple(implied_topics(rest)), 0, len(words.text))
        else:
            self._paired = False
            return False
        self._collector.statement(found, words, 0, self.outline.path())
        self.outline.bullets.append(Section(depth, label, words.line, heading_meaning(label, self._roster)))
        self.outline.mark_claimed()
        return True

    def _same(self, rest: str) -> tuple[str, ...]:
        """Whose another thing is, where a line says that this one is the same ("same as driver onboarding")."""
        match = _SAME.match(rest)
        thing = topic_identity(match["thing"]) if match else ""
        return next((claim.owners for claim in reversed(self._collector.claims) if thing and topic_identity(claim.topic) == thing), ())

    def _otherwise(self, rest: str) -> tuple[str, ...]:
        """The names that a line gives to a thing where the section's owner is that of all that is not said otherwise."""
        section = next((section for section in (*reversed(self.outline.bullets), *reversed(self.outline.headings)) if section.owners), None)
        names = plain_names(rest) if section and section.default else []
        return tuple(self._roster.add(name, kind=kind_of(name) if looks_like_role(name) else "team") for name in names)

    def _is_pair(self, text: str) -> bool:
        """A line that is nothing but a thing and its owner, or an owner and its things."""
        split = label_and_rest(text)
        if not split:
            return False
        left, right = self._names(split[0]), self._named_first(split[1])
        return bool(right and not left) or bool(left and not right and not is_finite(split[1]))

    def _named_first(self, rest: str) -> tuple[str, ...]:
        """The owners that a text names and nothing else, or that its first sentence does ("Team A. Ask in #it.")."""
        first = rest[: next(sentences(rest), (0, len(rest)))[1]]
        return self._names(without_label(rest)) or self._names(without_label(first))

    def _names(self, text: str) -> tuple[str, ...]:
        """The owners, when the text is nothing but owners' names."""
        if len(text) > MAX_NAMES or not self._only_name(text):
            return ()
        found = groups(text, self._roster, Context())
        return tuple(dict.fromkeys(name for group in found for name in group.owners))

    def _only_name(self, text: str) -> bool:
        found = groups(text, self._roster, Context())
        rest = text
        for group in reversed(found):
            rest = rest[: group.begin] + rest[group.end :]
        return bool(found) and not _ONLY_NAME.sub("", rest)


def _is_open(text: str) -> bool:
    """ "Gangway — nobody": a line among pairs whose thing nobody has."""
    split = label_and_rest(text)
    return bool(split) and is_nobody(split[1] if split else "")
