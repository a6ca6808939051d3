"""Shows what an answer rests on: claims as evidence with the words that matched, chains of kinds, a receipt that reproduces it.

Chooses nothing; it puts chosen things into words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from knowledge.answers.weighing import Support
from knowledge.index import Index, terms
from knowledge.index.lexicon import Flavour
from knowledge.types import Claim, Decision, Evidence

MAX_EVIDENCE = 3


def evidence_of(claim: Claim, stems: Iterable[str]) -> Evidence:
    """The claim as evidence; `stems` are what matched."""
    wanted = frozenset(stems)
    matched = dict.fromkeys(spelt for stem, spelt in _quoted(claim.quote) if stem in wanted)
    return Evidence(claim.charter, claim.section, claim.line, claim.quote, claim.owners, tuple(matched), claim.involved, claim.note)


@lru_cache(maxsize=1 << 12)
def _quoted(quote: str) -> tuple[tuple[str, str], ...]:
    """The stems of a quote with the words as they stand in it."""
    return tuple((term.text, quote[term.start : term.end]) for term in terms(quote) if not term.function)


def evidence_for(supports: Sequence[Support], stems: Sequence[str], index: Index) -> tuple[Evidence, ...]:
    """The claims behind the strongest supports, each line once, at most MAX_EVIDENCE."""
    shown: dict[tuple[str, int, str], Evidence] = {}
    for support in supports:
        matched = [stems[place] for place in support.covers if place < len(stems)]
        if support.kinds is not None:
            matched.extend(term.text for term in terms(support.kinds.wording))
        for position in support.claims[:MAX_EVIDENCE]:
            claim = index.claims[position]
            key = (claim.charter, claim.line, claim.quote)
            if len(shown) < MAX_EVIDENCE and key not in shown:
                found = evidence_of(claim, matched)
                shown[key] = found if found.matched else evidence_of(claim, stems)
    return tuple(shown.values())


def chain_of(support: Support, typed: str) -> tuple[str, ...]:
    """The climb from the words of the question to the topic that is owned, one sentence a step."""
    ground, mention = support.kinds, support.mention
    if ground is None or mention is None:
        return ()
    if ground.example:
        return (f"{ground.example} is {typed}",)
    steps = list(ground.steps)
    steps[-1] = ground.wording
    said = mention.phrase if mention.flavour is Flavour.EXAMPLE else typed
    verb = {Flavour.EXAMPLE: "is", Flavour.NAME: "is", Flavour.THING: "belongs to", Flavour.CUE: "points to"}[mention.flavour]
    chain = [] if said.casefold() == steps[0].casefold() else [f"{said} {verb} {steps[0]}"]
    chain.extend(f"{narrow} is {broad}" for narrow, broad in zip(steps, steps[1:], strict=False))
    return tuple(chain)


def receipt_of(index: Index, claims: Iterable[int], decision: Decision | None = None, dispute: int | None = None) -> str:
    """The index version, the claims by fingerprint and the ruling: the same question gives the same receipt."""
    marks = [index.claims[position].fingerprint[:8] for position in claims]
    pieces = [index.version[:10], ",".join(dict.fromkeys(marks)) or "-"]
    if decision is not None:
        pieces.append(f"d{decision.id}")
    if dispute is not None:
        pieces.append(f"#{dispute}")
    return "/".join(pieces)
