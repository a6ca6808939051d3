"""The part of the facade in which people object, argue and rule. Each act is one transaction with its request key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from knowledge.asking import Asking
from knowledge.governance import audit, decisions, disputes, docket, placing, rules
from knowledge.governance.sitting import Sitting, identity
from knowledge.types import Answer, Claim, Decision, Dispute, DisputeState, Evidence, Raised, Standing


def disputed_topic(found: Answer, typed: str) -> str:
    """The topic that an objection to `found` is about: as charter, ruling or open dispute write it, else as typed.

    An inferred answer rests on a wider kind of thing; the objection is to what was asked, not to all of that kind.
    """
    if found.dispute is not None:
        return found.dispute.topic
    named = found.topic if not found.parts and found.listing is None and found.standing is not Standing.INFERRED else ""
    return named or typed


class Disputing(Asking):
    """Disputes, views, decisions."""

    def raise_dispute(
        self, *, topic: str, proposed: tuple[str, ...], reason: str, actor: str, origin: str = "", question: str = "", request: str
    ) -> Raised:
        """Object to the answer on `topic`; where a dispute on it is open, the objection joins it as a view.

        A topic in other words than the charter's ("HRIS sync", "who owns Workday?") is the one they were answered about.
        An empty `proposed` says "not ours, owner unknown". `origin` is the channel it came from, `question` what had been asked.
        """
        found, topic = self._objected_to(topic, question)
        with self._acting("raise") as sitting:
            return disputes.raise_dispute(
                sitting,
                topic=topic,
                present=found.owners,
                proposed=proposed,
                reason=reason,
                actor=actor,
                origin=origin,
                question=question,
                evidence=found.evidence,
                scope=found.decision.scope if found.decision else "",
                request=request,
            )

    def _objected_to(self, topic: str, question: str) -> tuple[Answer, str]:
        """The answer that an objection is about, and the topic of it as the dispute will name it.

        The question says more than its topic, such as for which country; where somebody wrote another topic into the form, that one counts.
        """
        found = self.ask(topic, record=False)
        named = disputed_topic(found, topic)
        asked = self.ask(question, record=False) if question.strip() else found
        return (asked if identity(disputed_topic(asked, "")) == identity(named) else found), named

    def add_view(self, number: int, *, actor: str, text: str, request: str) -> Dispute:
        """Argue in an open dispute; AlreadySettled once it is settled."""
        with self._acting("view") as sitting:
            return disputes.add_view(sitting, number, actor=actor, text=text, request=request)

    def place_disputes(self, channel: str) -> int:
        """Owe the posts of open disputes that could not be brought to `channel`, now that Remit is in it; how many."""
        with self._acting("place") as sitting:
            return placing.place_waiting(sitting, channel)

    def may_decide(self, number: int, actor: str) -> bool:
        """For whoever may rule on the dispute, whether the form has to offer to do so as a party and the only decider.

        NotAllowed says why somebody may not, and who may.
        """
        with self._looking() as sitting:
            case = self._case(sitting, number)
            rules.may_decide(case, sitting.people, actor, alone=True)
            return rules.may_be_alone(case, sitting.people, actor)

    def may_reopen(self, number: int, actor: str) -> None:
        """Nothing for whoever may reopen the dispute; NotAllowed says who may, AlreadySettled that there is no ruling to reopen."""
        with self._looking() as sitting:
            rules.may_reopen(self._case(sitting, number), sitting.people, actor)
            disputes.check_in_force(sitting, number)

    def deciders(self, number: int) -> tuple[str, ...]:
        """The users who may rule on the dispute."""
        with self._looking() as sitting:
            return rules.deciders(self._case(sitting, number), sitting.people)

    def deciders_of(self, numbers: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """The users who may rule on each of these disputes, read together; those that do not exist are left out."""
        with self._looking() as sitting:
            return {case.number: rules.deciders(case, sitting.people) for case in docket.cases_of(sitting, tuple(numbers))}

    def _case(self, sitting: Sitting, number: int) -> rules.Case:
        return docket.case_of(sitting, docket.find_dispute(sitting, number))

    def precedents(self, number: int) -> tuple[Decision, ...]:
        """The nearest earlier decisions, for whoever is about to rule."""
        with self._looking() as sitting:
            return decisions.precedents(sitting, number)

    def decide(
        self,
        number: int,
        *,
        actor: str,
        owners: tuple[str, ...],
        rationale: str,
        scope: str = "",
        review_on: date | None = None,
        version: int,
        alone: bool = False,
        request: str,
    ) -> Dispute:
        """Rule on the dispute as it stood at `version`; the next question in any process is answered with it.

        AlreadySettled tells the second of two who was first; NotAllowed says why this person may not and who may.
        """
        dispute = self.dispute(number)
        claim = self._claim_on(dispute.topic, dispute.evidence)
        with self._acting("decide") as sitting:
            return decisions.decide(
                sitting,
                number,
                actor=actor,
                owners=owners,
                rationale=rationale,
                version=version,
                scope=scope,
                review_on=review_on,
                alone=alone,
                claim=claim,
                request=request,
            )

    def confirm(self, number: int, *, actor: str, review_on: date | None = None, request: str) -> Dispute:
        """Keep a decision whose review date came, with a new date or none."""
        with self._acting("confirm") as sitting:
            return decisions.confirm(sitting, number, actor=actor, review_on=review_on, request=request)

    def withdraw(self, number: int, *, actor: str, reason: str = "", request: str) -> Dispute:
        """Take one's objection back."""
        with self._acting("withdraw") as sitting:
            return disputes.withdraw(sitting, number, actor=actor, reason=reason, request=request)

    def reopen(self, number: int, *, actor: str, reason: str, request: str) -> Dispute:
        """Contest a decision; it answers no question until the dispute is settled again."""
        with self._acting("reopen") as sitting:
            return disputes.reopen(sitting, number, actor=actor, reason=reason, request=request)

    def dispute(self, number: int) -> Dispute:
        """One dispute whole, with views and history; NotFound where there is none."""
        with self._looking() as sitting:
            return docket.read_dispute(sitting, number)

    def disputes(
        self, *, state: DisputeState | None = None, owner: str = "", actor: str = "", limit: int = 25, before: int | None = None
    ) -> list[Dispute]:
        """A page of disputes, open ones first; `before` is the last number of the page before."""
        with self._looking() as sitting:
            return docket.list_disputes(sitting, state=state, owner=owner, actor=actor, limit=limit, before=before)

    def audit(self) -> list[str]:
        """Where the tables of disputes say other than their append-only record, a sentence each; empty when all is well."""
        with self._looking() as sitting:
            return audit.differences(sitting)

    def _claim_on(self, topic: str, evidence: Sequence[Evidence]) -> Claim | None:
        """The charter's line on the topic today: the one an answer would quote, else the one that was disputed; None where it is silent."""
        claims = self._shared.snapshots.current(self._id).index.claims
        for lines in (self.ask(topic, record=False).evidence, evidence):
            quoted = {(one.charter, one.line, one.quote): rank for rank, one in reversed(list(enumerate(lines)))}
            there = [claim for claim in claims if claim.owners and (claim.charter, claim.line, claim.quote) in quoted]
            if there:
                wanted = identity(topic)
                return min(there, key=lambda one: (identity(one.topic) != wanted, quoted[one.charter, one.line, one.quote]))
        return None
