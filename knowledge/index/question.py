"""Text to Question: what is asked of whom, and which words carry the topic.

Strips greetings, mentions and the words of asking; finds the asking clause in a long message; tells owner questions from listings,
negations, reporting lines, absent roles and questions about something else. Knows no charter but the names it is handed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from knowledge.index.analyzer import is_function_word, terms
from knowledge.index.matches import NameKind, NameMatch, Term
from knowledge.index.question_clauses import clean, split
from knowledge.index.question_forms import (
    ASKING,
    AT_ANOTHER,
    AT_NAMED,
    BELOW,
    CONSULTED,
    CONTACT,
    DOES,
    ELSEWHERE,
    INFORMED,
    INTERROGATIVE,
    MAIN_VERB,
    NEGATED,
    NOT_NEGATED,
    OF_ANOTHER,
    OPINION,
    OWNING,
    PARTY_ASKED,
    PARTY_CONTACT,
    PAST_NAMED,
    PREMISES,
    REPORTED,
    REPORTING,
    ROLE,
    SHARED,
    TURN,
    WHOSE,
    YES_OR_NO,
)
from knowledge.index.question_plain import listed
from knowledge.index.question_spelling import mend_asking
from knowledge.index.question_words import CHATTER_WORDS, CONTACT_VERBS, FRAME_WORDS, GENERIC_WORDS, OWNING_VERBS
from knowledge.index.words import OF_THE_DEPARTMENT
from knowledge.types import Tie

# What stands before the object of an asking or of a wish: "who does the …", "wants to book a …".
_OBJECT = re.compile(
    r"(?:\b(?:who|whos|whom|whose|which \w+) (?:\w+ ){0,3}?"
    r"(?:owns?|does|do|handles?|runs?|manages?|leads?|looks after|for|of|with|about|to)"
    r"|\b(?:book|use|need|fix|buy|order|change|cancel|have|want))(?: (?:the|our|a|an|my|some))?$"
)

Names = Callable[[Sequence[Term]], Sequence[NameMatch]]

MAX_QUESTION = 4000  # characters read of a message; Slack's own limit for one text is 4,000 too
_MAX_FOCUSES = 5
_STORY = 6  # content words from which a message without a topic in its asking is a story

_PRONOUN_LIKE = 0.4  # "IT" where it is the department: case must not decide, so it never decides much
_VERB = 0.35
_IN_A_NAME = 1.0  # a word of asking in the whole name of a topic ("drop-off charge")
_ANAPHORA = listed(
    """
    this that it these those such one thing things them stuff matter matters issue issues problem problems case question questions
    feature features
    """
)
_ON_A_SIDE = re.compile(r"\b((?:technical|tech|business|it) (?:side|owner|lead|contact|sponsor))\b")


class Intent(StrEnum):
    """What kind of answer the question wants."""

    OWNER = "owner"
    LISTING = "listing"  # what does X own?
    HOLDER = "holder"  # who is our X?
    REPORTING = "reporting"  # whom does X report to?
    BELOW = "below"  # who reports to X?
    NOTHING = "nothing"  # no ownership is asked for


class FocusTerm(NamedTuple):
    """A word of the topic with how much it has to be accounted for: 0 for words of asking, 1 for plain content."""

    text: str  # stem
    word: str
    weight: float
    head: bool = False  # stands in the topic's first noun phrase
    turned: bool = False  # stands behind a turn: what the topic is to become
    reput: int = 0  # how many other words that were typed it stands for


@dataclass(frozen=True, slots=True)
class Focus:
    """One topic asked about: its words in order, words of asking included at weight 0; `text` as it was typed."""

    text: str
    terms: tuple[FocusTerm, ...]

    @property
    def content(self) -> tuple[FocusTerm, ...]:
        return tuple(term for term in self.terms if term.weight > 0)


@dataclass(frozen=True, slots=True)
class Question:
    """A text understood as a question about ownership."""

    text: str
    intent: Intent
    focuses: tuple[Focus, ...]  # one for each topic; alternatives of one topic are not split here
    context: Focus  # the rest of the message
    near: tuple[Focus, ...] = ()  # what was told clause by clause, nearest to the asking first, where the asking may name no topic
    owners: tuple[int, ...] = ()  # positions in `Index.owners` of the owners that the asking names
    abroad: tuple[
        FocusTerm, ...
    ] = ()  # a name behind "at", or behind what somebody once did: of another place, unless the charter knows it
    role: str = ""  # a role in the words of the asker that the names do not hold: "CISO"
    negated: bool = False
    tie: Tie = Tie.ACCOUNTABLE  # who is asked for: as a rule the owner, else who does the work, is consulted or informed
    shared: bool = False  # speaks of both, together, the whole company
    asked: bool = False  # holds words of asking, rather than a bare topic
    story: bool = False  # a long message whose asking names no topic of its own


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    terms: tuple[Term, ...]
    words: str  # folded words joined by one space, misspelt asking mended
    names: tuple[NameMatch, ...]
    focus: Focus = Focus("", ())  # without its owners and function words

    @property
    def asks(self) -> bool:
        """Whether it holds words of asking, or an owner together with a word of owning ("the CTO handles GDPR, right?")."""
        return bool(ASKING.search(self.words)) or len(self.owner_spans) > 1 or bool(self.owner_spans and OWNING.search(self.words))

    @property
    def interrogative(self) -> bool:
        """Whether it is a question by its form, rather than a statement that speaks of owning."""
        return "?" in self.text or bool(INTERROGATIVE.search(self.words))

    @property
    def owner_spans(self) -> tuple[NameMatch, ...]:
        """The owners named, but those whose name is a topic's too where the words around them ask for that ("who does payments")."""
        return tuple(name for name in self.names if name.kind == NameKind.OWNER and not self._is_topic(name))

    def _is_topic(self, owner: NameMatch) -> bool:
        topics = [name for name in self.names if name.kind == NameKind.TOPIC and name.first <= owner.first and owner.last <= name.last]
        if not topics:
            return False
        words = [term.word for term in self.terms]
        before, after = words[: owner.first], words[owner.last :]
        return bool(_OBJECT.search(" ".join(before))) and not (after and OWNING.match(after[0]))


def read_question(text: str, names: Names) -> Question:
    """Understand a message of at most MAX_QUESTION characters; `names` finds the charter's owners in its terms."""
    clauses = [_clause(part, names) for part in split(clean(text[:MAX_QUESTION]))]
    clauses = [clause for clause in clauses if clause.terms]
    asking = [clause for clause in clauses if clause.asks]
    if any(clause.interrogative and _substantial(clause) for clause in asking):
        asking = [clause for clause in asking if clause.interrogative]
    joined = " . ".join(clause.words for clause in clauses)
    turned = " . ".join(clause.words for clause in asking) or joined
    owners = tuple(dict.fromkeys(position for clause in clauses for name in clause.owner_spans for position in name.positions))
    intent = _intent(clauses, asking, owners)
    focuses, context = _focuses(clauses, asking)
    return Question(
        text=text,
        intent=intent,
        focuses=focuses,
        context=context,
        near=_near(clauses, asking),
        owners=owners,
        abroad=_abroad(asking[-1]) if asking else (),
        role=_role(asking or clauses),
        negated=bool(NEGATED.search(turned)) and not NOT_NEGATED.search(joined),
        tie=_tie(asking[-1].words) if asking else Tie.ACCOUNTABLE,
        shared=bool(SHARED.search(joined)),
        asked=bool(asking),
        story=not any(_substantial(clause) for clause in asking) and sum(len(focus.content) for focus in focuses) > _STORY,
    )


def _clause(text: str, names: Names) -> _Clause:
    found = tuple(terms(text))
    if not found:
        return _Clause(text, (), "", ())
    clause = _Clause(text, found, mend_asking(" ".join(term.word for term in found)), tuple(names(found)))
    return replace(clause, focus=_focus(clause))


def _intent(clauses: Sequence[_Clause], asking: Sequence[_Clause], owners: tuple[int, ...]) -> Intent:
    last = asking[-1] if asking else (clauses[-1] if clauses else None)
    if last is None:
        return Intent.NOTHING
    words = last.words
    if owners and (BELOW.search(words) or (REPORTING.search(words) and not _content(last))):
        return Intent.BELOW if BELOW.search(words) else Intent.REPORTING
    if owners and not any(_content(clause) for clause in clauses) and _wants_list(words):
        return Intent.LISTING
    if (last.owner_spans and OF_ANOTHER.search(words)) or (AT_ANOTHER.search(words) and not last.owner_spans):
        return Intent.NOTHING
    if elsewhere(words) or (not asking and _elsewhere_question(clauses)):
        return Intent.NOTHING
    return Intent.OWNER


def _tie(words: str) -> Tie:
    """What binds the party that is asked for to the topic."""
    forms = ((CONSULTED, Tie.CONSULTED), (INFORMED, Tie.INFORMED), (DOES, Tie.RESPONSIBLE))
    return next((tie for form, tie in forms if form.search(words)), Tie.ACCOUNTABLE)


def _wants_list(words: str) -> bool:
    """Whether an asking that names only owners wants what they own: all but "who …", unless it is "who is the CTO"."""
    return not words.startswith("who") or bool(re.match(r"whos? (?:is )?(?:the |our )?\w+$", words))


def elsewhere(words: str) -> bool:
    """Whether the folded words of a clause ask for something other than an owner."""
    bare = re.sub(rf"^(?:(?:{'|'.join(CHATTER_WORDS)}|and|but|so|just|do you know|anyone know|does anyone know) )+", "", words)
    contact = CONTACT.search(bare)
    if contact and contact.group(1) not in CONTACT_VERBS | FRAME_WORDS and not contact.group(2):
        return True
    for form in ELSEWHERE:
        found = form.search(bare)
        if found and (found.group().startswith(("who", "which")) or not ASKING.search(bare[: found.start()] + bare[found.end() :])):
            return not (found.start() == 0 and bare.startswith(("what team", "what role", "what dep")))
    return False


def _elsewhere_question(clauses: Sequence[_Clause]) -> bool:
    """A yes-or-no question that names no owner: "is it going to rain tomorrow"."""
    return any(elsewhere(clause.words) for clause in clauses) or _idle_yes_or_no(clauses[-1])


def _idle_yes_or_no(clause: _Clause) -> bool:
    return bool(YES_OR_NO.match(clause.words)) and bool(_content(clause)) and not clause.owner_spans


def _role(clauses: Sequence[_Clause]) -> str:
    """A role that the text names although the charter does not: the asker's own words, "" for none."""
    for clause in clauses:
        taken = {place for name in clause.owner_spans for place in range(name.first, name.last)}
        found = ROLE.search(clause.words)
        if not found or not re.search(r"\b(?:who|whos|name of)\b", clause.words):
            continue
        first = clause.words[: found.start()].count(" ")
        last = first + found.group().count(" ") + 1
        if taken & set(range(first, last)) or len(_content(clause)) > last - first:
            continue
        word = clause.text[clause.terms[first].start : clause.terms[min(last, len(clause.terms)) - 1].end]
        return word.upper() if len(word) <= 4 else word
    return ""


def _abroad(clause: _Clause) -> tuple[FocusTerm, ...]:
    """The words of a capitalised name that places the matter somewhere; none where everything is written in capitals."""
    found = next((found for form in (AT_NAMED, PAST_NAMED) if (found := form.search(clause.text))), None)
    if found is None or clause.text.isupper():
        return ()
    inside = (term for term in clause.terms if found.start(1) <= term.start and term.end <= found.end(1) and not term.function)
    return tuple(FocusTerm(term.text, term.word, 1.0) for term in inside)


def _focuses(clauses: Sequence[_Clause], asking: Sequence[_Clause]) -> tuple[tuple[Focus, ...], Focus]:
    """The topics, and what else was said."""
    told = [clause for clause in asking if _substantial(clause)]
    named = [clause for clause in told if max(term.weight for term in _content(clause)) >= 1.0]
    told = named or told  # "where do I go with my payslip? who has that system": of several only what names something
    if told:
        rest = [clause for clause in clauses if clause not in told and _content(clause)]
        return tuple(clause.focus for clause in told[:_MAX_FOCUSES]), _joined(rest)
    told = [clause for clause in clauses if _substantial(clause)] or [clause for clause in clauses if _content(clause)]
    return ((_joined(told),) if told else ()), Focus("", ())


def _near(clauses: Sequence[_Clause], asking: Sequence[_Clause]) -> tuple[Focus, ...]:
    """The clauses that tell something without asking: those before the last asking from the nearest on, then those behind it."""
    if not asking:
        return ()
    last = max(place for place, clause in enumerate(clauses) if clause is asking[-1])
    ordered = [*reversed(clauses[:last]), *clauses[last + 1 :]]
    told = (clause for clause in ordered if _substantial(clause) and not OPINION.search(clause.words))
    return tuple(clause.focus for clause in told if not any(clause is each for each in asking))


def _content(clause: _Clause) -> list[FocusTerm]:
    return [term for term in clause.focus.terms if term.weight > 0]


def _substantial(clause: _Clause) -> bool:
    """Whether a clause names something, rather than "this", "fixes it" or "the technical owner"."""
    side = frozenset(found.group(1).split()) if (found := _ON_A_SIDE.search(clause.words)) else frozenset()
    return any(term.word not in _ANAPHORA | side and term.weight > _VERB for term in _content(clause))


def _joined(clauses: Sequence[_Clause]) -> Focus:
    focuses = [clause.focus for clause in clauses]
    return Focus(" ".join(focus.text for focus in focuses), tuple(term for focus in focuses for term in focus.terms))


def _focus(clause: _Clause) -> Focus:
    """The clause's words without its owners and function words, weighed."""
    taken = {place for name in clause.owner_spans for place in range(name.first, name.last)}
    words = clause.words.split(" ")
    if len(words) != len(clause.terms):
        words = [term.word for term in clause.terms]
    found: list[FocusTerm] = []
    kept: list[Term] = []
    head, open_phrase = True, False
    verb, aside, named = _main_verb(clause), _aside(clause), _named_places(clause)
    premises = {clause.words[: found.start(1)].count(" ") for found in PREMISES.finditer(clause.words)}
    change = TURN.search(clause.words)
    turn = clause.words[: change.end()].count(" ") if change else len(words)
    for place, term in enumerate(clause.terms):
        if place in taken or (
            place not in named and term.word == "charge" and place and clause.terms[place - 1].word == "in"
        ):  # "charging" is something else
            continue
        if (term.function or term.word == "it") and not _names_department(clause.terms, place):
            head = head and not (open_phrase and term.word in _PHRASE_END)
            continue
        weight = _PRONOUN_LIKE if term.word == "it" else 0.0 if place in aside else weigh(words[place])
        if place == verb or place in premises:
            weight = min(weight, _VERB)
        if place in named and term.word != "it":
            weight = max(weight, _IN_A_NAME)
        open_phrase = open_phrase or weight >= 0.5
        found.append(FocusTerm(term.text, words[place], weight, head and weight > 0, place > turn))
        if weight > 0:
            kept.append(term)
    return Focus(clause.text[kept[0].start : kept[-1].end] if kept else "", tuple(found))


def _aside(clause: _Clause) -> set[int]:
    """The places of words that only ask: whose it is said to be, the kind of party, the verb of turning to somebody."""
    reported, contact, turning = (form.search(clause.words) for form in (REPORTED, CONTACT, PARTY_CONTACT))
    places = set(range(reported.group().count(" ") + 1)) if reported else set()
    found = [form.search(clause.words) for form in (PARTY_ASKED, WHOSE)]
    if contact and (contact.group(1) in CONTACT_VERBS or contact.group(2)):
        found.append(contact)
    if turning and turning.group(1) in CONTACT_VERBS:
        found.append(turning)
    return places | {clause.words[: each.start(1)].count(" ") for each in found if each}


def _named_places(clause: _Clause) -> set[int]:
    """The places of the whole names of topics that have several words; a single one may be of the asking."""
    named = {place for name in clause.names if name.kind == NameKind.TOPIC for place in range(name.first, name.last)}
    return {place for place in named if {place - 1, place + 1} & named}


def _names_department(found: Sequence[Term], place: int) -> bool:
    """Whether an "it" may be the department: before a word of its own ("IT ops"), behind "of" or "in", or as the only topic."""
    if found[place].word != "it":
        return False
    after = found[place + 1] if place + 1 < len(found) else None
    own = after is not None and (after.word in OF_THE_DEPARTMENT or (not after.function and weigh(after.word) > 0))
    if own and not found[place].function:
        return True
    alone = not any(weigh(term.word) > 0 for term in found if term.word != "it" and not term.function)
    return not found[place].function and (alone or (place > 0 and found[place - 1].word in ("of", "in", "within")))


def _main_verb(clause: _Clause) -> int:
    """The place of the verb in "who tinkers with …", -1 for none: what is done matters less than to what."""
    found = MAIN_VERB.search(clause.words)
    return clause.words[: found.start(1)].count(" ") if found else -1


_PHRASE_END = listed(
    """
    of for in on at by with from to that which who when where while because so if as through via into about during
    """
)


def weigh(word: str) -> float:
    """How far a word has to be accounted for: words of asking not at all, generic words and verbs of owning little."""
    if word in FRAME_WORDS or word in CHATTER_WORDS or is_function_word(word) or ROLE.fullmatch(word):
        return 0.0
    if word in OWNING_VERBS:
        return 0.35
    return 0.4 if word in GENERIC_WORDS else 1.0
