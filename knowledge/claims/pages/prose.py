"""Reads the sentences of a place: what each says of owning, what "it" and "they" mean in it, and what answers a question before it."""

from __future__ import annotations

import re

from knowledge.claims.collector import Collector
from knowledge.claims.english.phrases import topics
from knowledge.claims.english.sentences import MAX_SENTENCE, sentences
from knowledge.claims.english.statements import Statement, read_sentence
from knowledge.claims.english.structure import structural
from knowledge.claims.english.subjects import Context, groups
from knowledge.claims.pages.bullets import bare_list, implied_topics, left_open, speaks_of_others, subject_topics, unowned_thing
from knowledge.claims.pages.outline import Outline
from knowledge.claims.pages.questions import asked_topics, asks_back, how_topics, is_deed, is_reply, is_unknown
from knowledge.documents.model import Passage

_JOINT = re.compile(r"\b(?:joint|jointly|shared|co-own\w*|together)\b(?!\s+with\b)", re.IGNORECASE)
_OWNERSHIP = re.compile(r"\b(?:own(?:s|ed|er|ers|ership)?|responsible|accountable|in charge)\b", re.IGNORECASE)


class ProseReader:
    """Feed it the passages of a document in order; it gives the claims of their sentences to the collector."""

    def __init__(self, collector: Collector, outline: Outline) -> None:
        self._collector, self._roster, self._outline = collector, collector.roster, outline
        self.last: tuple[str, ...] = ()  # who the last sentence spoke of
        self._asked: list[str] = []  # what the last question asked about
        self._asked_at = -1  # where the sentence before asked "who owns …?"; -1 it did not

    def begin_section(self) -> None:
        """Forget who and what was spoken of: a heading begins something new."""
        self.last, self._asked_at = (), -1

    def awaits_reply(self) -> bool:
        """Whether a question stands right before, or over, this place."""
        over = self._outline.over()
        return self._asked_at >= 0 or bool(over and asked_topics(over.text))

    def read(self, words: Passage, in_bullet: bool = False) -> bool:
        """Read the sentences of a passage; True when one of them stated an owner or was refused."""
        known = self._antecedents() if self._asked_at < 0 else self._asked
        self._asked_at = min(self._asked_at, 0)  # a question in the passage before
        context = Context(heading=self._outline.owners(), pair=self._outline.pair, topics=known)
        read = False
        for start, end in sentences(words.text):
            if end - start > MAX_SENTENCE:
                self._collector.finding("skipped", words.line, f"A sentence of {end - start:,} characters was left out.")
                continue
            read = self._sentence(words.text[start:end], start, words, context, in_bullet) or read
        if len(context.pair) > 1:
            self._outline.pair = context.pair
        if not in_bullet:
            self.last = context.last if context.known else ()
        return read

    def _sentence(self, text: str, start: int, words: Passage, context: Context, in_bullet: bool) -> bool:
        asked = asked_topics(text) or (list(context.topics) if asks_back(text) else [])
        if asked:
            context.topics, self._asked, self._asked_at = asked, asked, start
            return True
        if thing := left_open(text):
            self.nobodys([thing], words, start, len(text))
            return True
        above = structural(text, self._roster, context)
        sentence = read_sentence(text, self._roster, context)
        told = [*self._replied(text, start, words, context), *sentence.statements]
        statements = above or told or self._unnamed(text, context, in_bullet)
        for statement in statements:
            self._collector.statement(statement, words, start, self._outline.path())
            if len(statement.owners) > 1:
                context.pair = statement.owners
        if statements:
            self._outline.mark_claimed()
            context.last, context.known = statements[-1].owners, True
            context.topics = list(statements[-1].topics)
            return True
        if unowned := unowned_thing(text):
            self.nobodys([unowned], words, start, len(text))
        context.topics = subject_topics(text) or context.topics
        if sentence.skipped and _OWNERSHIP.search(text):
            line = words.place(start, start + 1, start)[1]
            self._collector.finding("skipped", line, f"{sentence.skipped} ({text[:80]})")
        context.last = sentence.subject
        context.known = bool(context.last) or not speaks_of_others(text)
        return bool(sentence.skipped)

    def _antecedents(self) -> list[str]:
        """What "it" means at the start of a paragraph: the thing that its heading names or asks about."""
        over = self._outline.headings[-1] if self._outline.headings and not self._outline.bullets else None
        if over is None:
            return []
        asked = asked_topics(over.text) or how_topics(over.text)
        return asked or ([] if over.owners or over.meaning.names or over.meaning.barred else topics(over.text))

    def _replied(self, text: str, start: int, words: Passage, context: Context) -> list[Statement]:
        """ "Who owns forecasts? The Head of Analytics does.": quoted with the question where that stands before it."""
        over = self._outline.over()
        before, self._asked_at = self._asked_at, -1
        how = before < 0 and bool(over and how_topics(over.text))
        if before < 0 and not how and not (over and asked_topics(over.text)):
            return []
        found = groups(text, self._roster, Context())
        if not found and (before >= 0 or start == 0) and is_unknown(text):
            self.nobodys(context.topics, words, start, len(text))
        if not found or not (is_deed if how else is_reply)(text[: found[0].begin], text[found[0].end :]):
            return []
        return [Statement(found[0].owners, tuple(context.topics), min(before, start) - start if before >= 0 else 0, len(text))]

    def _unnamed(self, text: str, context: Context, in_bullet: bool) -> list[Statement]:
        """A sentence without an owner in it: of the section's owner ("Leads …"), or joint ("Ensure joint governance over …")."""
        if groups(text, self._roster, Context()):
            return []
        pair = context.pair if len(context.pair) > 1 else self._outline.principals()
        owners = self._outline.owners()
        found: list[str] = []
        if len(pair) > 1 and _JOINT.search(text) and in_bullet:
            owners, found = pair, implied_topics(text)
        elif owners and not in_bullet:
            found = implied_topics(text, verbs_only=True) or bare_list(text)
        return [Statement(owners, tuple(found), 0, len(text))] if found else []

    def nobodys(self, things: list[str], words: Passage, start: int = 0, length: int = MAX_SENTENCE) -> None:
        """Things that the text at `start` is about and names no owner for."""
        for thing in things:
            self._collector.nobodys((thing,), *self.place(words, start, length), f'"{thing}" has no owner.')

    def place(self, words: Passage, start: int = 0, length: int = MAX_SENTENCE) -> tuple[str, str, int]:
        """The quote of a piece of a passage, its section and its line."""
        quote, line = words.place(start, start + length, start)
        return quote, self._outline.path(), line
