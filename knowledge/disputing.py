"""The part of the facade in which people object, argue and rule. Each act is one transaction with its request key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from knowledge.asking import Asking
from knowledge.governance import audit, decisions, disputes, docket, rules
from knowledge.governance.sitting import Sitting, identity
from knowledge.types import Claim, Decision, Dispute, DisputeState, Evidence, Raised


class Disputing(Asking):
    """Disputes, views, decisions."""

    def raise_dispute(
        self, *, topic: str, proposed: tuple[str, ...], reason: str, actor: str, origin: str = "", question: str = "", request: str
    ) -> Raised:
        """Object to the answer on `topic`; where a dispute on it is open, the objection joins it as a view.

        An empty `proposed` says "not ours, owner unknown". `origin` is the channel it came from, `question` what had been asked.
        """
        found = self.ask(topic, record=False)
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
                request=request,
            )

    def add_view(self, number: int, *, actor: str, text: str, request: str) -> Dispute:
        """Argue in an open dispute; AlreadySettled once it is settled."""
        with self._acting("view") as sitting:
            return disputes.add_view(sitting, number, actor=actor, text=text, request=request)

    def may_decide(self, number: int, actor: str, *, alone: bool = True) -> bool:
        """Nothing for whoever may rule on the dispute; NotAllowed says why not and who may. True for a party who is the only decider."""
        with self._looking() as sitting:
            return rules.may_decide(self._case(sitting, number), sitting.people, actor, alone=alone)

    def may_reopen(self, number: int, actor: str) -> None:
        """Nothing for whoever may reopen the dispute; NotAllowed says who may, AlreadySettled that there is no ruling to reopen."""
        with self._looking() as sitting:
            rules.may_reopen(self._case(sitting, number), sitting.people, actor)

    def deciders(self, number: int) -> tuple[str, ...]:
        """The users who may rule on the dispute."""
        with self._looking() as sitting:
            return rules.deciders(self._case(sitting, number), sitting.people)

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
            there = [claim for claim in claims if (claim.charter, claim.line, claim.quote) in quoted]
            if there:
                wanted = identity(topic)
                return min(there, key=lambda one: (identity(one.topic) != wanted, quoted[one.charter, one.line, one.quote]))
        return None
