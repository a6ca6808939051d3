"""Questions about the owners themselves: who is above them, who unites them, and roles that no charter names."""

from __future__ import annotations

from knowledge.answers.evidence import evidence_of, receipt_of
from knowledge.index import Index, WeightedTerm, terms
from knowledge.index.question import Question
from knowledge.types import Answer, Standing

_ABOVE = "report reports reporting leads above structure combined"
_HITS = 12


def reporting_line(asked: Question, index: Index) -> Answer | None:
    """The claim that says who is above the owners in the question, or holds their roles together; None where no line says so."""
    wanted = {term.text: WeightedTerm(term.text) for term in terms(f"{_ABOVE} {asked.text}") if not term.function}
    below = {index.owners[position].name for position in asked.owners}
    for hit in index.search(list(wanted.values()), _HITS):
        claim = index.claims[hit.claim]
        if not below.isdisjoint(claim.owners) or not below & _owners_in(claim.topic + " " + claim.quote, index):
            continue
        return Answer(
            question=asked.text,
            standing=Standing.SHARED if len(claim.owners) > 1 else Standing.DOCUMENTED,
            owners=claim.owners,
            topic=claim.topic,
            confidence=0.8,
            evidence=(evidence_of(claim, hit.matched),),
            receipt=receipt_of(index, (hit.claim,)),
        )
    return None


def those_below(asked: Question, index: Index) -> Answer | None:
    """Those whose reporting line a claim gives to the owner in the question; None where no line says so."""
    above = {index.owners[position].name for position in asked.owners}
    wanted = {term.text: WeightedTerm(term.text) for term in terms(_ABOVE) if not term.function}
    hits = [hit for hit in index.search(list(wanted.values()), _HITS) if above & set(index.claims[hit.claim].owners)]
    found = {name: hit for hit in hits for name in sorted(_owners_in(index.claims[hit.claim].topic, index) - above)}
    if not found:
        return None
    first = next(iter(found.values()))
    return Answer(
        question=asked.text,
        standing=Standing.SHARED if len(found) > 1 else Standing.DOCUMENTED,
        owners=tuple(sorted(found)),
        topic=index.claims[first.claim].topic,
        confidence=0.8,
        evidence=tuple(evidence_of(index.claims[hit.claim], hit.matched) for hit in dict.fromkeys(found.values())),
        receipt=receipt_of(index, tuple(hit.claim for hit in dict.fromkeys(found.values()))),
    )


def _owners_in(text: str, index: Index) -> set[str]:
    return {index.owners[position].name for name in index.names(terms(text)) if name.kind == "owner" for position in name.positions}


def absent_role(asked: Question, index: Index) -> Answer:
    """ "Who is our CISO?", where no charter names one."""
    return Answer(
        question=asked.text,
        standing=Standing.UNKNOWN,
        owners=(),
        topic="",
        confidence=0.0,
        note=f"The charter names no {asked.role}.",
        receipt=receipt_of(index, ()),
    )
