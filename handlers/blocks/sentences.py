"""What an answer says in words, once for both of its forms: with owners in bold for a block, plain for the notification.

`strong` makes a name safe, stand out and fit into so many characters; it is `mrkdwn.bold` or `mrkdwn.literal`. Builds no block.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from handlers import mrkdwn
from handlers.people import Namer
from handlers.subject import subject_of
from knowledge.types import Answer, Decision, Evidence, Listing, OpenDispute, Standing, Tie, part_of

Strong = Callable[[str, int], str]

LONGEST_TOPIC = 200
LONGEST_NAME = 100
MOST_OWNERS = 6

_CELL_TAGS = re.compile(r"\s*(?:</?(?:td|th|tr)(?:\s[^<>]{0,200})?>\s*)+", re.I)

_ARTICLES = ("the", "a", "an", "our")

STANDINGS = {
    Standing.DECIDED: "*Decided*: people ruled on it; the ruling stands over the charter.",
    Standing.DOCUMENTED: "*Documented*: the charter names this topic and one owner.",
    Standing.SHARED: "*Shared*: the charter names several owners together.",
    Standing.CONTESTED: "*Contested*: more than one claims it; Remit does not pick a winner.",
    Standing.INFERRED: "*Inferred*: no line names it, only another word for it or the kind of thing it is. Check before you rely on it.",
    Standing.UNKNOWN: "*Unknown*: nothing supports an owner.",
}


def headline(answer: Answer, strong: Strong) -> str:
    """The whole answer in one sentence, because a phone shows no more."""
    if answer.parts:
        return " ".join(headline(part, strong) for part in answer.parts[:5])
    if answer.listing is not None:
        if len(answer.owners) > 1:
            return f"{names(answer.owners, strong)} share {counted(len(answer.listing.topics), 'topic')}."
        return listing_headline(answer.listing, strong)
    if answer.tie is not Tie.ACCOUNTABLE:
        return _bound(answer, strong)
    return _HEADLINES[answer.standing](answer, strong)


def names(owners: Iterable[str], strong: Strong, last: str = "and", *, most: int = MOST_OWNERS, longest: int = LONGEST_NAME) -> str:
    """Owners as an English list, the first `most` by name, each in at most `longest` characters."""
    everybody = list(dict.fromkeys(owners))
    shown = [strong(name, longest) for name in everybody[:most]]
    if len(everybody) > most:
        shown.append(f"{len(everybody) - most} others")
    return mrkdwn.joined(shown, last)


def quote(piece: Evidence) -> str:
    """The quoted words as people read them: between the cells of an HTML table stands a bar in place of the tags."""
    return _CELL_TAGS.sub(" | ", piece.quote)


def topic_of(answer: Answer) -> str:
    """What the answer is about, safe for mrkdwn; the question itself where no topic was found."""
    return mrkdwn.literal(answer.topic or answer.question, LONGEST_TOPIC) or "this"


def asked(question: str) -> str:
    """A question to put to somebody: as it was typed, or, where only the thing was, "Who owns the ERP?"."""
    subject, words = subject_of(question), question.strip(" ?").split()
    bare = words and words[0].casefold() in _ARTICLES
    if not subject or subject.split() != (words[1:] if bare else words):
        return question
    return f"Who owns {' '.join(words)}?"


def claimants(answer: Answer) -> tuple[str, ...]:
    """Everybody who is named for a contested topic: today's owners first, then the proposed."""
    if answer.dispute is None:
        return answer.owners or tuple(dict.fromkeys(owner for piece in answer.evidence for owner in piece.owners))
    return answer.dispute.owners


def objection(dispute: OpenDispute, who: Namer, strong: Strong) -> str:
    """Who says what about a contested topic, and why."""
    says = f"{names(dispute.proposed, strong)} should" if dispute.proposed else "none of the known owners does"
    return f"{who(dispute.raised_by)} says {says}: “{mrkdwn.literal(dispute.reason, 600)}”"


def asks_for_an_owner(answer: Answer) -> bool:
    """Whether anything was asked about: "hi" asks for nobody."""
    return answer.standing is not Standing.UNKNOWN or bool(answer.topic or answer.suggestions or subject_of(answer.question))


def listing_headline(listing: Listing, strong: Strong) -> str:
    """ "CTO owns 24 topics, and shares 3 with others." """
    own = len(owned_alone(listing))
    owner = strong(listing.owner, LONGEST_NAME)
    if not own and not listing.shared:
        return f"{owner} owns nothing that the charters name."
    if not own:
        return f"{owner} owns {counted(len(listing.shared), 'topic')} together with others."
    together = f", and shares {len(listing.shared)} with others" if listing.shared else ""
    return f"{owner} owns {counted(own, 'topic')}{together}."


def owned_alone(listing: Listing) -> list[tuple[str, Evidence]]:
    """The topics that nobody shares, each with its line."""
    shared = set(listing.shared)
    return [(topic, line) for topic, line in zip(listing.topics, listing.owned, strict=True) if topic not in shared]


def counted(number: int, thing: str) -> str:
    """ "1 topic", "2 topics", "1,200 topics"."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def ruling(decision: Decision, who: Namer, team: str = "") -> str:
    """Which decision, when, by whom, why; with the link to its dispute's post where `team` and that post are known."""
    post = (decision.channel, decision.ts) if team else ("", "")
    number = f" ({numbered(decision.dispute, team, *post)})" if decision.dispute is not None else ""
    by = f", by {who(decision.decided_by)}" if decision.decided_by else ""
    return f"Decision {decision.id}{number}, {mrkdwn.day(decision.decided_at)}{by}: {mrkdwn.literal(decision.rationale, 1200)}"


def limits(decision: Decision) -> str:
    """To what the decision applies and when it will be looked at again; "" where it is for everything and for good."""
    scope = f"Applies to: {mrkdwn.literal(decision.scope, 500)}." if decision.scope else ""
    review = f"To be reviewed on {decision.review_on:%Y-%m-%d}." if decision.review_on else ""
    return " ".join(piece for piece in (scope, review, DRIFTS.get(decision.drift, "")) if piece)


DRIFTS = {
    "agrees": "The charter has changed since and now says the same.",
    "differs": "The charter has changed since and still says otherwise.",
    "gone": "The line it ruled on is gone from the charter.",
}


def source(piece: Evidence) -> str:
    """Where a quote stands: charter, section, line."""
    section = f" › {mrkdwn.literal(piece.section, 200)}" if piece.section else ""
    return f"{mrkdwn.literal(piece.charter, 100)}{section}, line {piece.line}"


def involved(piece: Evidence) -> str:
    """Others whom the line names, by what binds them; "" for nobody."""
    ties: dict[str, list[str]] = {}
    for owner, tie in piece.involved:
        ties.setdefault(str(tie).capitalize(), []).append(owner)
    return " · ".join(f"{tie}: {names(owners, mrkdwn.literal)}" for tie, owners in ties.items())


def dispute_name(dispute: OpenDispute, team: str) -> str:
    """ "dispute #17", linked to its post where there is one."""
    return numbered(dispute.number, team, dispute.channel, dispute.ts)


def numbered(number: int, team: str, channel: str, ts: str, words: str = "dispute") -> str:
    """The number of a dispute, linked to its post where there is one."""
    label = f"{words} #{number}".strip()
    return mrkdwn.link(mrkdwn.message_url(team, channel, ts), label) if channel and ts else label


def chain(answer: Answer) -> str:
    """The steps of an inference, as the answer gives them."""
    return "; ".join(mrkdwn.literal(step, 300) for step in answer.chain[:6])


def _decided(answer: Answer, strong: Strong) -> str:
    if not answer.owners:
        return f"None of the known owners owns {topic_of(answer)}: so it was decided."
    return _owns(answer, strong)


def _owns(answer: Answer, strong: Strong) -> str:
    owners, many = names(answer.owners, strong), len(answer.owners) > 1
    if part_of(answer.topic)[0]:
        return f"{owners} {'are' if many else 'is'} the {topic_of(answer)}."
    return f"{owners} {'own' if many else 'owns'} {topic_of(answer)}."


def _bound(answer: Answer, strong: Strong) -> str:
    owners, topic, many = names(answer.owners, strong), topic_of(answer), len(answer.owners) > 1
    if answer.tie is Tie.NONE:
        return f"{owners} {'do' if many else 'does'} not own {topic}."
    if answer.tie is Tie.RESPONSIBLE:
        return f"{owners} {'do' if many else 'does'} the work on {topic}."
    return f"{owners} {'are' if many else 'is'} {answer.tie} {'of' if answer.tie is Tie.INFORMED else 'on'} {topic}."


def _shared(answer: Answer, strong: Strong) -> str:
    return f"{names(answer.owners, strong)} share {topic_of(answer)}." if len(answer.owners) > 1 else _owns(answer, strong)


def _contested(answer: Answer, strong: Strong) -> str:
    number = f" (dispute #{answer.dispute.number})" if answer.dispute else ""
    claiming = claimants(answer)
    if len(claiming) == 1:
        return f"Whether {names(claiming, strong)} owns {topic_of(answer)} is contested{number}."
    between = f" between {names(claiming, strong)}" if claiming else ""
    return f"Who owns {topic_of(answer)} is contested{between}{number}."


def _inferred(answer: Answer, strong: Strong) -> str:
    thing = answer.chain[0].partition(" is ")[0] if answer.chain else ""  # of several in one question, the one that this part is about
    if not thing or thing.casefold() not in answer.question.casefold():
        thing = subject_of(answer.question) or answer.question
    asked = mrkdwn.literal(thing, LONGEST_TOPIC)
    return f"Probably {names(answer.owners, strong)}: no line names “{asked}” itself, but {topic_of(answer)} is theirs."


def _unknown(answer: Answer, strong: Strong) -> str:
    if not asks_for_an_owner(answer):
        return f"I found no question about an owner in “{mrkdwn.literal(answer.question, 160)}”."
    if answer.evidence and not answer.evidence[0].owners:
        return f"Nobody is named for {strong(answer.topic, 160)}: the charter lists it without an owner."
    subject = answer.topic or subject_of(answer.question) or answer.question
    owns = "is the" if part_of(answer.topic)[0] else "owns"
    return f"I don't know who {owns} {strong(subject, 160)}: nothing I have read names an owner."


_HEADLINES: dict[Standing, Callable[[Answer, Strong], str]] = {
    Standing.DECIDED: _decided,
    Standing.DOCUMENTED: _owns,
    Standing.SHARED: _shared,
    Standing.CONTESTED: _contested,
    Standing.INFERRED: _inferred,
    Standing.UNKNOWN: _unknown,
}
