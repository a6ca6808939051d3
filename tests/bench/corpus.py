"""A made-up company's register of who owns which system, as large as wanted, with questions whose right answer is known.

Deterministic for a seed. Names of products follow a Zipf law, so that a few are everywhere and most are rare; the words of the
sentences are roots with English endings, so that a question and a line seldom agree on the form of a word. Every line says "owns" or
its like, as real ones do. No line and no name is taken from a real register.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.types import Claim


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# fmt: off
PRODUCTS = _split("""workday okta salesforce netsuite jira confluence snowflake databricks tableau zendesk servicenow stripe segment
amplitude kafka redis postgres kubernetes terraform vault datadog pagerduty sentry grafana airflow hubspot marketo greenhouse concur
coupa docusign slack zoom sharepoint intune jamf splunk sap oracle gusto rippling cloudflare twilio shopify magento""")
AREAS = _split("""payroll benefits finance marketing sales support legal security platform mobile staging production sandbox legacy global
core edge partner vendor employee contractor recruiting analytics risk fraud tax treasury procurement logistics inventory pricing
checkout orders returns shipping identity network desktop warehouse streaming compliance privacy consent brand content chat video
loyalty referral retention campus retail wholesale field clinic factory fleet""")
THINGS = _split("""integration api pipeline dashboard service database sync webhook report connector portal migration onboarding access
runbook alerts deployment schema export import queue scheduler gateway library frontend backend cluster backup audit license renewal
provisioning login rollout release training documentation inbox domain certificate budget forecast invoice reconciliation catalog
search cache worker mailbox dispatch archive ledger roster console sandboxing kiosk handbook""")
REGIONS = ("",) * 6 + _split("emea apac uk latam japan germany canada iberia nordics")
ENDINGS = ("", "", "", "s", "s", "ing", "ed", "er", "ers", "ment", "ation", "able", "al", "ly", "ness", "ity")
SAYS = ("owns",) * 6 + ("handles", "handles", "is responsible for", "is responsible for")
WHOLE = ("who owns {}", "who owns the {}?", "who is responsible for {}", "which team handles the {}?", "who handles {}")
LONG = ("who is responsible for {} {}", "which team owns {} and its {}?", "who handles the {} for {}?")
# fmt: on
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ONSETS = _split("b c d f g h j k l m n p r s t v w z br ch cl dr fl gr pl sh st th tr")
_VOWELS = _split("a e i o u a e i o u ai ea io oo")
_CODAS = ("", "", "n", "r", "s", "l", "x", "m", "t", "k", "nd", "rt")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the register: every claim it gives, by position, and the words it adds."""

    names: tuple[str, ...]  # the topic, then what it is also called
    extra: tuple[str, ...]
    claims: range


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the claims that answer it, and what kind it is."""

    text: str
    topic: str  # its words without the asking around them
    right: frozenset[int]
    kind: str  # whole | bare | alias | partial | long
    slip: bool


@dataclass(frozen=True, slots=True)
class Register:
    """Claims to index, and the lines they come from."""

    claims: list[Claim]
    lines: list[Line]


def make_register(size: int, seed: int = 11) -> Register:
    """As many claims as `size` says."""
    return Register(*_fill(size, _Words(random.Random(seed)), np.random.default_rng([seed, size])))


def make_questions(register: Register, count: int, seed: int = 12) -> list[Asked]:
    """Questions of all kinds about random lines; one in ten with a slip of the pen in a word of five letters or more."""
    rng = random.Random(seed + len(register.claims))
    asked: list[Asked] = []
    while len(asked) < count:
        question = _ask(register.lines[rng.randrange(len(register.lines))], rng)
        if question is not None:
            asked.append(question)
    return asked


class _Words:
    """What the register is written with."""

    def __init__(self, rng: random.Random) -> None:
        seen = {*PRODUCTS, *AREAS, *THINGS}
        self.products = [*PRODUCTS, *_invented(rng, 40_000 - len(PRODUCTS), (2, 3), seen)]
        self.roots = list(_invented(rng, 6_000, (1, 3), seen))
        self.endings = rng.choices(ENDINGS, k=len(self.roots) * 4)
        self.teams = [f"{rng.choice(AREAS)} {rng.choice(THINGS)} team" for _ in range(400)]

    def said(self, number: int) -> str:
        """One of four forms of a root."""
        return self.roots[number // 4] + self.endings[number]


def _invented(rng: random.Random, count: int, syllables: tuple[int, int], seen: set[str]) -> Iterator[str]:
    while count:
        parts = (rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(rng.randint(*syllables)))
        word = "".join(parts) + rng.choice(_CODAS)
        if len(word) > 3 and word not in seen:
            seen.add(word)
            count -= 1
            yield word


def _zipf(count: int, steepness: float) -> NDArray[np.float64]:
    weights = 1 / (np.arange(count) + 3.0) ** steepness
    return np.asarray(weights / weights.sum())


def _fill(size: int, words: _Words, rng: np.random.Generator) -> tuple[list[Claim], list[Line]]:
    claims: list[Claim] = []
    lines: list[Line] = []
    topics: set[str] = set()
    products = iter(rng.choice(len(words.products), 2 * size + 100, p=_zipf(len(words.products), 0.85)).tolist())
    said = iter(rng.choice(len(words.endings), 9 * size + 900, p=_zipf(len(words.endings), 1.0)).tolist())
    dice = random.Random(int(rng.integers(1 << 30)))
    while len(claims) < size:
        area = f" {dice.choice(AREAS)}" if dice.random() < 0.65 else ""
        topic = " ".join(f"{words.products[next(products)]}{area} {dice.choice(THINGS)} {dice.choice(REGIONS)}".split())
        if topic in topics:
            continue
        team = dice.choice(words.teams)
        extra = tuple(words.said(next(said)) for _ in range(dice.randint(3, 7)))
        also = {f"{words.said(next(said))} {topic.split()[-1]}" for _ in range(dice.choice((0, 0, 0, 1, 1, 2)))}
        names = (topic, *sorted(also - topics))[: size - len(claims)]
        topics.update(names)
        quote = f"The {team} {dice.choice(SAYS)} {topic}{''.join(f', also called {name}' for name in names[1:])}: {' '.join(extra)}."
        lines.append(Line(names, extra, range(len(claims), len(claims) + len(names))))
        for name in names:
            claims.append(Claim("register", name, (team,), quote, f"Systems of the {team}", len(lines)))
    return claims, lines


def _ask(line: Line, rng: random.Random) -> Asked | None:
    kind = rng.choices(("whole", "bare", "alias", "partial", "long"), (45, 15, 10, 15, 15))[0]
    name, frame, detail = line.names[0], "{}", ""
    if kind == "alias":
        if len(line.names) < 2:
            return None
        name = rng.choice(line.names[1:])
    elif kind in ("partial", "long"):
        detail = rng.choice(line.extra)
        name = name.split()[0] if kind == "partial" else name
        frame = rng.choice(LONG) if kind == "long" else "who owns {} {}"
    elif kind == "whole":
        frame = rng.choice(WHOLE)
    words = [*name.split(), *detail.split()]
    slip = rng.random() < 0.1 and _slip(words, rng)
    cut = len(name.split())
    parts = [" ".join(words[:cut]), " ".join(words[cut:])] if detail else [" ".join(words)]
    return Asked(frame.format(*parts), " ".join(words), frozenset(line.claims), kind, slip)


def _slip(words: list[str], rng: random.Random) -> bool:
    """Spoil one word that is long enough, in place; False when none is."""
    long = [place for place, word in enumerate(words) if len(word) >= 5]
    if not long:
        return False
    place = rng.choice(long)
    word = words[place]
    at = rng.randrange(1, len(word) - 1)
    other = rng.choice(_LETTERS)
    spoilt = rng.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + other + word[at:],
            word[:at] + other + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
    words[place] = spoilt
    return spoilt != word
