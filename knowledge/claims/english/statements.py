"""One sentence to the statements of ownership in it: who owns what, by which words. Documents and sections are not its business."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.claims.english.passives import gapped_topics, is_past, passive_topics
from knowledge.claims.english.phrases import topics
from knowledge.claims.english.predicates import advised, negated, owned_topics, remit_topics
from knowledge.claims.english.subjects import Context, Group, groups
from knowledge.claims.owners.roster import Roster
from knowledge.types import Tie

_CLAUSE_START = re.compile(
    r"(?:^|[,;:–—(]|\b(?:and|but|while|whereas|when|where|because|that|if|although|though|yet|so|since|whilst|as))\s*$", re.IGNORECASE
)
_INTRO = re.compile(
    r"^(?:and\s+|but\s+)?(?:In|At|For|On|During|Across|Within|Today|Currently|Here|Likewise|However|By|From|Under|With|As|Of course)\b"
    r"(?:(?!\b(?:is|are|was|were|has|have|between|of both|role)\b)[^.;])*$"
)
_WITH_TOPIC = re.compile(
    r"^(?:With|On|For|Regarding|Concerning|When it comes to|In terms of|As for|In matters of)\s+"
    r"(?P<topic>.+?)(?:\s+(?:present|growing|in place|everywhere|at)\b.*)?,\s*$",
    re.IGNORECASE,
)
_RELIES = re.compile(
    r"\b(?:rel(?:y|ies)|depends?|counts?)\s+(?:\w+ly\s+)?on\s+(?P<lead>(?:[\w-]+\s+){0,3})$|\b(?:expects?"
    r"|asks?|charges?|tasks?|trusts?)\s+(?P<told>(?:[\w-]+\s+){0,3})$",
    re.IGNORECASE,
)
_TO_DO = re.compile(r"^\s+(?:to\s+(?P<act>.+)|(?:for|with)\s+(?P<thing>.+))$", re.DOTALL)
_KEY = re.compile(
    r"^\s+(?:is|are|remains?)\s+(?:\w+\s+){0,2}?(?:key|vital|essential|critical|crucial|central)\s+(?:to|for)\s+(?P<what>.+)$",
    re.DOTALL | re.IGNORECASE,
)
_WITH = re.compile(
    r"\s*,?\s*(?:(?:together|jointly|along|in partnership|in collaboration|hand in hand)\s+with|with|as "
    r"does|as do)\s+(?:the\s+|an?\s+|our\s+)?$",
    re.IGNORECASE,
)
_HELPED = (
    (
        re.compile(
            r"(?:in consultation with|after consulting|with (?:input|advice|feedback) from|consulting|advised by)\s+(?:the\s+|our\s+)?$",
            re.IGNORECASE,
        ),
        Tie.CONSULTED,
    ),
    (
        re.compile(
            r"(?:with (?:\w+\s+)?(?:support|help|assistance) (?:from|of|by)|supported by|assisted by|backed by"
            r"|executed by|run by|operated by)\s+(?:the\s+|our\s+)?$",
            re.IGNORECASE,
        ),
        Tie.RESPONSIBLE,
    ),
    (re.compile(r"(?:informing|and informs|keeping informed)\s+(?:the\s+|our\s+)?$", re.IGNORECASE), Tie.INFORMED),
)
_SHARED_WITH = re.compile(r"\b(?:shared|split|joint|common)\s+(?:\w+ly\s+)?with\s+(?:the\s+|our\s+|an?\s+)?$", re.IGNORECASE)
_RELATIVE = re.compile(r",?\s+(?:who|which)\s+(?P<predicate>[^;.]+)", re.IGNORECASE)
_FOLLOW = re.compile(r"^[^;]*?(?:;|,\s*(?:and|while|whereas|but)\b|\s+(?:and|while|whereas|but)\b|\.\s)\s*")
_SO_IS = re.compile(r"(?:^|,\s*|\s)(?:and\s+)?(?:so|as)\s+(?:is|are)\s+(?P<topic>[^.;:?!]{3,160})(?=[.;]|$)", re.IGNORECASE)
_OWNS = re.compile(r"\b(?:owns?|co-owns?|owned|ownership|responsible|accountable)\b", re.IGNORECASE)
_DISPUTED = re.compile(
    r"\b(?:is|are|remains?|still)\s+(?:\w+ly\s+|still\s+)?(?:disputed|contested|debated|claimed|torn|unclear|undecided)\b", re.IGNORECASE
)
_CLAIMED = re.compile(r"^\s*(?:both\s+|each\s+|all\s+)?claims?\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """`owners` own each of `topics`, as text[start:end] says."""

    owners: tuple[str, ...]
    topics: tuple[str, ...]
    start: int
    end: int
    torn: bool = False  # the sentence itself says that it is disputed, or says "A or B"
    involved: tuple[tuple[str, Tie], ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """The statements of one sentence, and why it has none where a reader would expect one."""

    statements: tuple[Statement, ...] = ()
    skipped: str = ""
    subject: tuple[str, ...] = ()  # who it spoke of, for the next "they"


def read_sentence(text: str, roster: Roster, context: Context) -> Sentence:
    """What one sentence says about ownership. `text` has no markup; positions count from its start."""
    named = groups(text, roster, context)
    so = _SO_IS.match(text)
    if so and context.last and context.known and not named:  # "So is the snack budget."
        return Sentence((Statement(context.last, tuple(topics(so["topic"])), 0, len(text)),), subject=context.last)
    if not named:
        return Sentence()
    if text.rstrip().endswith("?"):
        return Sentence(skipped="A question states no owner.")
    passive = _passive(text, named, context)
    if passive:
        return Sentence(tuple(passive), subject=passive[-1].owners)
    subjects = [group for group in named if _is_subject(text, group)]
    made: list[Statement] = []
    skipped = ""
    for number, group in enumerate(subjects):
        stop = _clause_end(text, subjects, number)
        begin = group.begin if number else 0
        statement, why = _active(text, group, begin, stop, named, made[-1].topics if made else tuple(context.topics))
        skipped = skipped or why
        if statement:
            made.append(statement)
    made = _owning(text, made)
    if not made:
        made = [statement for group in named if (statement := _otherwise(text, group))]
    subject = made[-1].owners if made else (subjects[-1].owners if subjects else ())
    return Sentence(tuple(made), "" if made else skipped, subject)


def _owning(text: str, made: list[Statement]) -> list[Statement]:
    """Without what others do with a thing that somebody is said to own in the same sentence ("Estates mounts it, Security owns it")."""
    owned = {topic for statement in made if _OWNS.search(text, statement.start, statement.end) for topic in statement.topics}
    return [one for one in made if _OWNS.search(text, one.start, one.end) or not owned & set(one.topics)]


def _is_subject(text: str, group: Group) -> bool:
    """A group begins its clause: nothing but an introduction or a conjunction is before it."""
    before = text[: group.begin]
    return bool(_CLAUSE_START.search(before) or _INTRO.match(before.strip()) or not before.strip())


def _clause_end(text: str, subjects: list[Group], number: int) -> int:
    """Where the clause of a subject ends: before the next subject that has a predicate of its own."""
    for following in subjects[number + 1 :]:
        rest = text[following.end :]
        if owned_topics(rest, ["it"]) or negated(rest) or advised(rest) or following.whose:
            return following.begin
    return len(text)


def _active(text: str, group: Group, begin: int, stop: int, named: list[Group], before: tuple[str, ...]) -> tuple[Statement | None, str]:
    predicate = text[group.end : stop]
    if group.owned and not group.whose:
        predicate = re.sub(r"^['’]s?", "", predicate)
    if negated(predicate):
        return None, "It says who does not own something."
    if advised(predicate):
        return None, "It is advice or a possibility, not a statement of ownership."
    predicate, partners, involved = _partners(text, group, stop, named, predicate)
    found = remit_topics(predicate) if group.owned else owned_topics(predicate, list(before))
    owners = tuple(dict.fromkeys((*group.owners, *partners)))
    intro = _WITH_TOPIC.match(text[: group.begin]) if len(owners) > 1 else None
    if intro and begin == 0:
        found = [*topics(intro["topic"]), *(topic for topic in found if topic not in topics(intro["topic"]))]
    if not found:
        return None, ""
    end = _trimmed_end(text, stop)
    torn = group.either or bool(_CLAIMED.match(predicate) and len(owners) > 1)
    return Statement(owners, tuple(found), begin, end, torn, involved), ""


def _partners(
    text: str, group: Group, stop: int, named: list[Group], predicate: str
) -> tuple[str, tuple[str, ...], tuple[tuple[str, Tie], ...]]:
    """Owners named after the predicate: "… together with the CTO" owns too, "… with input from the CTO" is consulted."""
    for other in named:
        if not group.end < other.start < stop or other.stands_for:
            continue
        lead = text[group.end : other.begin]
        lead_full = text[group.end : other.start]
        for pattern, tie in _HELPED:
            helped = pattern.search(lead_full)
            if helped:
                return predicate[: helped.start()].rstrip(" ,"), (), tuple((name, tie) for name in other.owners)
        together = _WITH.search(lead) or _WITH.search(lead_full)
        if together and not other.owned and not text[other.end : stop].strip(" .,;") and _shares(predicate, together[0]):
            return predicate[: together.start()], other.owners, ()
    return predicate, (), ()


def _shares(predicate: str, link: str) -> bool:
    """ "with" alone makes owners only after "share"; "together with" always does."""
    return bool(
        re.search(r"\b(?:together|jointly|along|partnership|collaboration|hand)\b", link)
        or re.match(r"\s*(?:\w+ly\s+)?(?:shares?|splits?|co-?owns?)\b", predicate)
    )


def _trimmed_end(text: str, stop: int) -> int:
    if stop == len(text):
        return stop
    match = re.search(r"[\s,;:–—]*(?:\b(?:and|but|while|whereas|yet|whilst)\s*)?[\s,;]*$", text[:stop])
    return match.start() if match else stop


def _passive(text: str, named: list[Group], context: Context) -> list[Statement]:
    """ "X is owned by the CTO", one statement for each such clause."""
    made: list[Statement] = []
    known: Sequence[str] = context.topics
    begin = 0
    for position, group in enumerate(named):
        if group.begin < begin or group.whose:
            continue
        stop = named[position + 1].begin if position + 1 < len(named) else len(text)
        before, after = text[begin : group.start], text[group.end : stop]
        found = passive_topics(before, after, group.owned, known) or (gapped_topics(before) if made else [])
        if not found:
            begin = max(begin, text.rfind(";", group.end, stop) + 1)  # who was named before it is out of it
            continue
        if so := _SO_IS.search(after):
            found = list(dict.fromkeys([*found, *topics(so["topic"])]))
        owners = _with_the_other(before, group, context)
        if owners and not is_past(before, after):
            end = _trimmed_end(text, stop) if stop < len(text) else len(text)
            involved = _consulted(text, named[position + 1 :], group.end)
            torn = group.either or bool(_DISPUTED.search(before))
            made.append(Statement(owners, tuple(found), begin, end if not involved else len(text), torn, involved=involved))
            made.extend(_relative(text, group, stop))
        known = found
        follow = _FOLLOW.match(text[group.end :])
        if not follow:
            break
        begin = group.end + follow.end()
    return made


def _with_the_other(before: str, group: Group, context: Context) -> tuple[str, ...]:
    """ "Safety is shared with the CTO" is held by the section's owner too; without one nobody knows by whom else."""
    if len(group.owners) > 1 or not _SHARED_WITH.search(before):
        return group.owners
    others = context.heading or context.last
    return tuple(dict.fromkeys((*others, *group.owners))) if others else ()


def _relative(text: str, group: Group, stop: int) -> list[Statement]:
    """ "… is handled by Team A, who also run screening": the owner goes on as the subject."""
    match = _RELATIVE.match(text, group.end, stop)
    found = owned_topics(match["predicate"]) if match else []
    return [Statement(group.owners, tuple(found), group.start, _trimmed_end(text, stop))] if found else []


def _consulted(text: str, others: list[Group], start: int) -> tuple[tuple[str, Tie], ...]:
    for other in others:
        for pattern, tie in _HELPED:
            if pattern.search(text[start : other.start]):
                return tuple((name, tie) for name in other.owners)
        follow = re.match(r"^\s+(?:is |are |being )?(consulted|informed)", text[other.end :])
        if follow:
            tie = Tie.CONSULTED if follow[1] == "consulted" else Tie.INFORMED
            return tuple((name, tie) for name in other.owners)
    return ()


def _otherwise(text: str, group: Group) -> Statement | None:
    """ "… rely on the CTO to win new markets", "empowering both roles is key to agility"."""
    key = _KEY.match(text[group.end :])
    if key and len(group.owners) > 1:
        found = topics(key["what"])
        return Statement(group.owners, tuple(found), 0, len(text)) if found else None
    relies = _RELIES.search(text[: group.begin]) or _RELIES.search(text[: group.start])
    act = _TO_DO.match(text[group.end :])
    if relies and act:
        found = owned_topics(act["act"]) if act["act"] else topics(act["thing"])
        lead = relies["lead"] if relies["lead"] is not None else relies["told"]
        start = group.start - len(lead or "") if not group.stands_for else group.start
        return Statement(group.owners, tuple(found), max(start, relies.start()), len(text)) if found else None
    return None
