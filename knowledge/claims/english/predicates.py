"""What comes after a subject: the verbs, and the topics that they say are owned. The subject itself is not looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.claims.english.phrases import acted, tidy, topics
from knowledge.claims.english.verbs import (
    ACTS,
    ADVERBS,
    ADVICE,
    EMPTY,
    FORMS,
    KEEPERS,
    NOT_OWNING,
    NOUN_GERUNDS,
    NOUN_VERBS,
    REMITS,
    TAKES_OVER,
    is_acting_gerund,
    wordlist,
)

_ADVERB = rf"(?:(?:{'|'.join(sorted(ADVERBS))}|\w+ly)\b[,]?\s+)"
_MODAL = r"(?:(?:must|shall|will|does|do|have to|has to)\s+)"
_NEGATED = re.compile(
    r"^\s*(?:['’](?:m|re|s)|does|do|is|am|are|has|have|will|must|shall|should|can)?\s*(?:not\b|n['’]t\b|never\b|no longer\b|cannot\b)"
    r"|^\s*\w+n['’]t\b"
)
_ADVISED = re.compile(rf"^\s*{_ADVERB}*(?:{'|'.join(sorted(ADVICE))})\b\s*(?:to\s+)?{_ADVERB}*(?P<verb>[a-z]+)?", re.IGNORECASE)
_COPULA = r"(?:is|are|am|['’](?:m|re|s)|be|remains?|stays?|acts?|serves?|functions?|has been|have been|becomes?)"
_CHARGED = re.compile(
    rf"^{_COPULA}\s+{_ADVERB}*(?:held\s+)?(?:responsible|accountable|answerable|liable|in charge|tasked"
    rf"|charged|entrusted|concerned|on the hook)\s+"
    rf"(?:and\s+(?:responsible|accountable)\s+)?(?:for|of|with)\s+(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_KEEPER = re.compile(
    rf"^{_COPULA}\s+{_ADVERB}*(?:as\s+)?(?:the\s+|an?\s+|our\s+|its\s+)?(?:[\w-]+\s+){{0,2}}?"
    rf"(?:{'|'.join(sorted(KEEPERS))})s?\s+(?:of|for|on|in|behind|over)\s+(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_HOLDS = re.compile(
    r"^(?:has|have|holds?|takes?|carr(?:y|ies)|bears?|assumes?|retains?|keeps?)\s+(?:the\s+|an?\s+)?(?:[\w-]+\s+){0,2}?"
    r"(?:responsibility|accountability|ownership|authority|oversight|control|charge|custody|say|care|tabs?|lead|an eye|eye)\s+"
    r"(?P<link>for|of|over|on|in|to)\s+(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_LOOKS_AFTER = re.compile(
    rf"^(?:(?:looks?|watch(?:es)?)\s+(?:after|over)|{TAKES_OVER})\s+(?P<what>.+?)(?:(?<=\w)\s+from\s+[A-Z0-9].*)?$",
    re.IGNORECASE | re.DOTALL,
)
_BECOMES = re.compile(  # a new post, before what comes with it
    r"^(?:becomes?|is\s+now|joins?)\s+(?:[\w&'’-]+\s+){1,6}?and\s+(?=(?:(?:also|now|then|will)\s+){0,2}"
    r"(?:takes?|owns?|runs?|leads?|looks?|picks?|inherits?|manages?)\b)",
    re.IGNORECASE,
)
_ALSO_DOES = re.compile(r"^also\s+do(?:es)?\s+(?!so\b|this\b|that\b|it\b|not\b|well\b|n['’]t)(?P<what>.+)$", re.IGNORECASE | re.DOTALL)
_TIME = re.compile(
    r"^(?:spends?\s+)?(?:about\s+|around\s+|roughly\s+)?\d{1,3}\s?%\s+of\s+(?:their|its|his|her|the)\s+time\s+(?:on|in)\s+(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_REMIT = re.compile(
    rf"^(?:(?:main|key|core|primary|chief|sole)\s+)*(?:{'|'.join(sorted(REMITS))})(?:\s+and\s+\w+)?\s*(?:is"
    rf"|are|includes?|covers?|spans?|comprises?|lies? (?:in|with)|:|–|—)\s*(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_BOUNDARY = re.compile(
    r"(?P<link>^|,\s*(?:and\s+|or\s+|but also\s+|but\s+|then\s+|while\s+|as well as\s+)?|\s+(?:and|or|while"
    r"|by|but also|but|then)\s+|[:;]\s*|\s+to\s+|\s+in\s+(?=\w+ing\b)|\s+for\s+(?=\w+ing\b))"
    r"(?P<soft>(?:(?:\w+ly|also|then|not only|actively|jointly|both)\s+)*)(?P<verb>[A-Za-z]+(?:-[a-z]+)?)\b",
)
_PARTICLE = re.compile(
    rf"^\s*{_ADVERB}*(?:(?:(?:a|the|an)\s+)?(?:tabs?|eye|care|charge|ownership|responsibility|accountability"
    rf"|lead|control)\s+(?:on|of|for|over|in)\s+)?"
    r"(?:(?:together|hands|side by side)\s+)?"
    r"(?:(?:up|out|off|in|on|with|for|of|over|after|into|to|at|as|about|through|towards?|around)\s+)?",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"^(?:(?:them|it)\b|(?:these|those|this)\b(?=\s*(?:$|in\b|into\b|to\b|with\b|as\b)))\s*")
_WHICH = re.compile(r"^(?:which|what)\s+(?P<noun>[^,;:]{2,60}?)\s+(?:we|they|to|is|are|it|gets?|goes|should|can|will)\b", re.IGNORECASE)
_OBJECT_CLAUSE = re.compile(
    r"^(?:that\s+)?(?P<noun>[^,;:]{2,80}?)\s+(?:is|are|remains?|stays?|can|meets?|works?|runs?|complies"
    r"|comply|continues?|have|has|do|does|keeps?)\s+(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_DETERMINER = re.compile(r"^\s*(?:the|an?|our|all|its|their|any|every|each|them|it)\b")
_JOINING = wordlist("align bridge connect translate balance")
_IDIOM_ONLY = wordlist("take look care get come")


@dataclass(slots=True)
class _Chunk:
    """One verb and the text of its object."""

    base: str
    form: str
    begin: int  # of the object
    end: int
    empty: bool


def negated(predicate: str) -> bool:
    """Whether it says what somebody does not own."""
    return bool(_NEGATED.match(predicate))


def advised(predicate: str) -> bool:
    """Whether it is advice or a possibility ("should talk to", "may"), unless it speaks of owning itself ("should own")."""
    match = _ADVISED.match(predicate)
    if not match:
        return False
    verb = (match["verb"] or "").casefold()
    return verb not in ("own", "manage", "lead", "be") or match[0].split()[0].casefold() not in ("should", "ought")


def remit_topics(noun_phrase: str) -> list[str]:
    """What "their concern is …" names, from the words after "their" or "the CIO's"."""
    match = _REMIT.match(noun_phrase.strip())
    return _of_charge(match["what"], None) if match else []


def owned_topics(predicate: str, antecedents: list[str] | None = None) -> list[str]:
    """The topics that a predicate says its subject owns; empty when it says nothing of the kind. `antecedents`: what "it" means."""
    also = _ALSO_DOES.match(predicate.strip())
    if also and FORMS.get(also["what"].split()[0].casefold(), ("", ""))[1] != "base":
        return topics(also["what"])
    predicate = _stripped(predicate)
    for pattern in (_CHARGED, _KEEPER, _HOLDS, _LOOKS_AFTER, _TIME):
        match = pattern.match(predicate)
        if match:
            if "link" in match.groupdict() and match["link"].casefold() == "to":
                return _by_verbs(match["what"], antecedents) or topics(match["what"])
            return _of_charge(match["what"], antecedents)
    return _by_verbs(predicate, antecedents)


def _of_charge(what: str, antecedents: list[str] | None) -> list[str]:
    """ "responsible for maintaining X" has a verb of its own; "responsible for X" has none."""
    if is_acting_gerund(what.split()):
        return _by_verbs(what, antecedents)
    return topics(what)


def _stripped(predicate: str) -> str:
    """Without adverbs and modals before the verb."""
    predicate = predicate.strip().lstrip(',)”"').strip()
    predicate = re.sub(r"^(?:should|ought to)\s+(?=own|manage|lead|be\b)", "", predicate, flags=re.IGNORECASE)
    predicate = _BECOMES.sub("", predicate)
    previous = None
    while previous != predicate:
        previous = predicate
        predicate = re.sub(rf"^(?:{_ADVERB}|{_MODAL}|continues?\s+to\s+)", "", predicate, count=1, flags=re.IGNORECASE)
    return predicate


def _by_verbs(predicate: str, antecedents: list[str] | None) -> list[str]:
    chunks = _chunks(predicate)
    found: list[str] = []
    known = list(antecedents or [])
    for chunk in chunks:
        said = _object_topics(chunk, predicate[chunk.begin : chunk.end], known)
        found.extend(topic for topic in said if topic not in found)
        if said:
            known = said
    return found


def _chunks(predicate: str) -> list[_Chunk]:
    """The verbs of a predicate with their objects, up to a purpose ("… to reduce costs") that is not owned itself."""
    chunks: list[_Chunk] = []
    at = 0
    while match := _BOUNDARY.search(predicate, at):
        at = match.end() if match.end() > at else at + 1
        if not _begins_chunk(match, predicate, chunks):
            if not chunks and match.start() == 0:
                return []
            at = max(match.start("verb"), match.start() + 1)
            continue
        if chunks:
            chunks[-1].end = match.start()
            if match["link"].strip() == "to" and not chunks[-1].empty:
                return chunks
        word = match["verb"].casefold()
        base, form = FORMS.get(word, (word, "third" if word.endswith("s") else "base"))
        chunks.append(_Chunk(base, form, match.end(), len(predicate), word in EMPTY or _gerund_of_empty(word)))
    return chunks


def _gerund_of_empty(word: str) -> bool:
    return word.endswith("ing") and (word[:-3] in EMPTY or word[:-3] + "e" in EMPTY)


def _begins_chunk(match: re.Match[str], predicate: str, chunks: list[_Chunk]) -> bool:
    word = match["verb"].casefold()
    link = match["link"].strip().casefold()
    rest = predicate[match.end() :]
    if not chunks:
        return match.start() == 0 and _head_verb(word, rest)
    if word in EMPTY or _gerund_of_empty(word):
        return link.startswith(",") and word.endswith("ing")
    head = chunks[0].form
    unfinished = not predicate[chunks[-1].begin : match.start()].strip(" ,")
    if unfinished and head == "third" and word.endswith("s") and link != "to":
        return True
    if word not in FORMS or word in NOUN_GERUNDS:
        return False
    form = FORMS[word][1]
    if link == "to":
        return form == "base" and not (word in NOUN_VERBS and not rest.strip())
    if form == "gerund":
        return bool(rest.strip()) and not re.match(r"\s*(?:[,;.]|and\b|or\b)", rest)
    if form != head:
        return bool(chunks[-1].form == form) or link in ("but also", ", but also")
    if unfinished:
        return True
    if word in NOUN_VERBS and not _DETERMINER.match(rest):
        return form == "third" and bool(re.match(r"\s+[a-z]", rest)) and not re.match(r"\s+(?:and|or|of|for|in)\b", rest)
    return bool(re.match(r"\s+\w", rest)) and not re.match(r"\s+(?:and|or|of)\b", rest)


def _head_verb(word: str, rest: str) -> bool:
    """Whether the first word of a predicate is a verb that may say something is owned."""
    if word in NOT_OWNING:
        return False
    if word in FORMS or word in EMPTY:
        return True
    return word.endswith("s") and len(word) > 3 and word not in REMITS and bool(_DETERMINER.match(rest))


def _object_topics(chunk: _Chunk, text: str, known: list[str]) -> list[str]:
    """What one verb's object names. An act on a thing ("implement AI") is named by the act."""
    particle = _PARTICLE.match(text)
    bare = text[particle.end() :] if particle else text
    bare = re.sub(rf"^(?:\w+ly|{'|'.join(sorted(ADVERBS))})$", "", bare.strip(" ,;."))
    idiom = bool(
        particle
        and re.search(r"\b(?:tabs?|eye|care|charge|ownership|responsibility|accountability|lead|control)\b", particle[0], re.IGNORECASE)
    )
    if not bare or chunk.empty or (chunk.base in _IDIOM_ONLY and not idiom):
        return []
    bare = re.sub(r"\s+(?:\w+ly|together)$", "", bare)
    which = _WHICH.match(bare)
    if which:
        return topics(which["noun"])
    pronoun = _PRONOUN.match(bare)
    if pronoun:
        return _acted_again(chunk, bare[pronoun.end() :], known)
    if chunk.base in _JOINING:
        return [topic for side in re.split(r"\s+(?:with|into|and|to)\s+", bare) for topic in topics(side)]
    if chunk.base in ("ensure", "guarantee", "assure", "see", "verify"):
        bare = bare.removeprefix("that ")
        clause = _OBJECT_CLAUSE.match(bare)
        if clause:
            return [*topics(clause["noun"]), *([] if tidy(clause["noun"]) else topics(clause["rest"]))]
    return _with_act(chunk, topics(bare))


def _with_act(chunk: _Chunk, said: list[str]) -> list[str]:
    act = ACTS.get(chunk.base)
    if not act or not said:
        return said
    first = said[0]
    return [acted(first, act), *(said if len(said) > 1 or len(first.split()) > 1 else [])]


def _acted_again(chunk: _Chunk, rest: str, known: list[str]) -> list[str]:
    """ "integrate them into existing systems": the act on what was named before, and where it goes."""
    act = ACTS.get(chunk.base)
    plain = [topic for topic in known if not topic.endswith(tuple(ACTS.values())) and " of " not in topic]
    things = plain or [_without_act(topic) for topic in known]
    goal = re.match(r"^(?:in|into|within|inside)\s+(?P<goal>.+)$", rest)
    if not act:
        return things
    made = [acted(thing, act) for thing in things]
    if goal:
        places = topics(goal["goal"])
        made.extend(f"{act} into {place}" for place in places[:1])
        if len(things) == 1:
            made.extend(f"{things[0]} in {place}" for place in places)
    return made


def _without_act(topic: str) -> str:
    for act in ACTS.values():
        topic = topic.removesuffix(f" {act}").removeprefix(f"{act} of ")
    return topic
