"""What only the whole charter shows: one topic with two owners, owners of the same name spelt twice, the owners in use."""

from __future__ import annotations

import re
from collections import Counter

from rapidfuzz import fuzz, process

from knowledge.claims.collector import MAX_FINDINGS, Collector
from knowledge.types import Claim, Finding, Owner

NEAR = 85  # of 100; the likeness from which a rare name is taken for a frequent one misspelt
MAX_COMPARED = 2_000  # frequent names that rare ones are compared with
_SMALL = re.compile(r"\b(?:the|an?|and|of|for|to|our)\b|[^\w\s&/+#.-]")


def summarised(
    collector: Collector, uses: Counter[str], places: dict[str, int], directory: set[str]
) -> tuple[tuple[Claim, ...], tuple[Owner, ...], tuple[Finding, ...]]:
    """The claims, the owners that the charter defines or gives something to, and all findings by line.

    `uses` and `places` say how often and where first the owner columns name an owner, `directory` whom a list of teams names.
    """
    named = {topic_identity(claim.topic) for claim in collector.claims if claim.owners}
    claims = tuple(claim for claim in collector.claims if claim.owners or topic_identity(claim.topic) not in named)
    findings = [*collector.findings, *_two_owners(claims), *_unknown_owners(uses, places, directory)]
    findings.sort(key=lambda finding: finding.line)
    if len(findings) > MAX_FINDINGS:
        rest = Counter(finding.code for finding in findings[MAX_FINDINGS:])
        told = ", ".join(f"{count} {code}" for code, count in sorted(rest.items()))
        findings = [*findings[:MAX_FINDINGS], Finding("skipped", 0, f"{sum(rest.values())} more findings are not listed: {told}.")]
    used = {name for claim in claims for name in (*claim.owners, *(other for other, _ in claim.involved))}
    owners = tuple(owner for owner in collector.roster.owners() if owner.name in used or owner.other_names)
    known = {owner.name for owner in owners}
    missing = tuple(Owner(name) for name in sorted(used - known))
    return claims, (*owners, *missing), tuple(findings)


def topic_identity(topic: str) -> str:
    """What makes two topics one for a finding: case, articles and a plural ending do not count."""
    words = _SMALL.sub(" ", topic.casefold()).split()
    return " ".join(word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word for word in words)


def _two_owners(claims: tuple[Claim, ...]) -> list[Finding]:
    """A topic that lines give to different owners; the later line is named."""
    first: dict[str, Claim] = {}
    told: set[tuple[str, frozenset[str]]] = set()
    findings = []
    for claim in claims:
        key = topic_identity(claim.topic)
        before = first.setdefault(key, claim)
        owners = frozenset(claim.owners)
        if owners != frozenset(before.owners) and (key, owners) not in told:
            told.add((key, owners))
            message = (
                f'"{claim.topic}" is given to {" and ".join(claim.owners)} here and to {" and ".join(before.owners)} in line {before.line}.'
            )
            findings.append(Finding("two-owners", claim.line, message))
    return findings


def _unknown_owners(uses: Counter[str], places: dict[str, int], directory: set[str]) -> list[Finding]:
    """Owners that the charter's own list of teams does not know, and rare names that look like a frequent one misspelt."""
    findings = []
    if len(directory) > 1:
        for name in uses:
            if name not in directory:
                findings.append(Finding("unknown-owner", places.get(name, 0), f'"{name}" is not in the charter\'s list of owners.'))
        return findings
    frequent = [name for name, count in uses.items() if count >= 3][:MAX_COMPARED]
    for name, count in uses.items():
        if count > 1 or len(name) < 5:
            continue
        near = process.extractOne(name, frequent, scorer=fuzz.ratio, score_cutoff=NEAR)
        if near and near[0] != name and not _differ_by_number(name, near[0]):
            findings.append(
                Finding("unknown-owner", places.get(name, 0), f'"{name}" is named once; is it "{near[0]}", named {uses[near[0]]} times?')
            )
    return findings


def _differ_by_number(one: str, other: str) -> bool:
    """ "Team 1" and "Team 2" are two teams."""
    return re.findall(r"\d+", one) != re.findall(r"\d+", other)
