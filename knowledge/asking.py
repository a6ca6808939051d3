"""The part of the facade that answers, and that owes answers to Slack."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from knowledge.answers import answer
from knowledge.bound import Bound
from knowledge.database.requests import remember, seen
from knowledge.governance import presence
from knowledge.governance.posts import owe, park_all
from knowledge.governance.rules import storable
from knowledge.questions import Asked
from knowledge.types import Answer, Claim, Destination, Place, PostKind

if TYPE_CHECKING:
    from knowledge.answers.evaluation import Report

EVERYWHERE_PRIVATE = Place()
LONGEST_WAIT = timedelta(hours=24)  # Slack retries an event within minutes; what comes so late was held up for another reason
EXAMPLES = 3
INSTALLED, JOINED = "installed", "joined"
LONGEST_EXAMPLE = 40  # characters of a topic that still reads as an example


class Asking(Bound):
    """Questions, and the posts that carry their answers."""

    def ask(self, text: str, *, place: Place | None = None, record: bool = True) -> Answer:
        """The answer to `text` as charters and decisions stand at this instant. `record` counts it as asked, by nobody in particular."""
        found = self._shared.snapshots.current(self._id).answer(text)
        if record:
            self._note(text, found, place or EVERYWHERE_PRIVATE)
        return found

    def _note(self, text: str, found: Answer, place: Place) -> None:
        named = bool(found.owners or found.listing) or any(part.owners for part in found.parts)
        asked = Asked(self._id, text, found.topic, found.standing.value, named, place.private, self._shared.now())
        self._shared.recorder.note(asked)

    def evaluate(self, source: str, data: bytes) -> Report:
        """How right the answers are on the questions of a JSON Lines file, beside two plain methods. DocumentError names a bad line."""
        from knowledge.answers.evaluation import evaluate_with_baselines, read_expected

        questions = read_expected(source, data)
        return evaluate_with_baselines(questions, lambda text: self.ask(text, record=False), self._shared.snapshots.current(self._id).index)

    def held_by(self, user: str) -> frozenset[str]:
        """The owner roles that this person holds today, themselves or in a user group."""
        people = self._shared.snapshots.current(self._id).people
        return frozenset(owner for owner in people.settings.holders if user in people.holders((owner,)))

    def owner_names(self) -> tuple[str, ...]:
        """The owners of the loaded charters, in the order the charters name them."""
        return tuple(owner.name for owner in self._shared.snapshots.current(self._id).index.owners)

    def examples(self) -> tuple[str, ...]:
        """Three questions that the loaded charters answer, of different owners where they can be; the same ones until an import."""
        snapshot = self._shared.snapshots.current(self._id)
        chosen: dict[str, str] = {}
        claims = snapshot.index.claims
        named = [claim for claim in claims if claim.topic != claim.topic.lower()]  # a name, as in "Workday integration", says most
        for claim in itertools.chain(_first_of_each_owner(named), _first_of_each_owner(claims), claims):
            question = f"Who owns {claim.topic}?"
            if len(chosen) == EXAMPLES:
                break
            if claim.topic not in chosen and len(claim.topic) <= LONGEST_EXAMPLE:
                chosen |= {claim.topic: question} if answer(question, snapshot.index, snapshot.rulings).owners else {}
        return tuple(chosen.values())

    def post_answer(
        self,
        question: str,
        *,
        asker: str,
        destination: Destination,
        request: tuple[str, ...],
        place: Place | None = None,
        asked_at: datetime | None = None,
    ) -> bool:
        """Owe the answer to a mention or a direct message; False, and nothing is owed, when any key in `request` was seen, or when it
        was asked so long ago that nobody waits for it any more."""
        where = place or EVERYWHERE_PRIVATE
        subject: dict[str, str | int] = {"question": question, "asker": asker, "private": int(where.private)}
        late = asked_at is not None and asked_at < self._shared.now() - LONGEST_WAIT
        if not self._owe_once("answer", PostKind.ANSWER, subject, destination, request, late=late):
            return False
        self.ask(question, place=where)
        return True

    def share(self, question: str, *, asker: str, destination: Destination, request: str) -> bool:
        """Owe a private answer to a channel, as shared by its asker; False when the request was seen."""
        return self._owe_once("share", PostKind.SHARED, {"question": question, "asker": asker}, destination, (request,))

    def ask_owner(self, question: str, owner: str, *, asker: str, destination: Destination, request: str) -> bool:
        """Owe the one post that pings an owner's holder, because somebody clicked; False when the request was seen."""
        subject = {"question": question, "asker": asker, "owner": owner}
        return self._owe_once("ask owner", PostKind.ASK_OWNER, subject, destination, (request,))

    def tell(self, message: str, *, destination: Destination, request: str = "") -> bool:
        """Owe a private word to one person; False when the request was seen."""
        return self._owe_once("tell", PostKind.TOLD, {"message": message}, destination, (request,))

    def greet(self, what: str, *, destination: Destination, request: str) -> bool:
        """Owe a hello to whoever spoke, such as how to ask; False when the request was seen."""
        return self._owe_once("greet", PostKind.HELLO, {"what": what}, destination, (request,))

    def welcome(self, what: str, *, destination: Destination) -> bool:
        """Owe the hello that is said once and for all: "installed" to one person of the workspace, "joined" in each channel.

        False when it was said. Its key is the post's own, since request keys are forgotten after two weeks.
        """
        key = f"hello:{what}" if what == INSTALLED else f"hello:{what}:{destination.channel}"
        with self._acting("greet") as sitting:
            return owe(sitting.session, self._id, PostKind.HELLO, {"what": what}, destination, now=sitting.now, key=key)

    def _owe_once(
        self,
        act: str,
        kind: PostKind,
        subject: Mapping[str, str | int],
        destination: Destination,
        request: tuple[str, ...],
        *,
        late: bool = False,
    ) -> bool:
        with self._acting(act) as sitting:
            # Every key is taken, also after one was seen: whichever twin of a mention comes third must find its own.
            known = [seen(sitting.session, self._id, key, sitting.now) is not None for key in request]
            if any(known):
                return False
            fit = {name: storable(value) if isinstance(value, str) else value for name, value in subject.items()}
            if not late:
                owe(sitting.session, self._id, kind, fit, destination, now=sitting.now)
            for key in request:
                remember(sitting.session, self._id, key, {"late" if late else "owed": kind.value})
            return not late

    def put_out(self) -> int:
        """Slack has taken the bot's token back: give up what is owed, for people to see; how many posts.

        Until `let_in` no digest and no reminder is owed. What somebody asks for meanwhile is tried: it may be in again already.
        """
        with self._acting("put out") as sitting:
            presence.put_out(sitting.session, self._id, sitting.now)
            return park_all(sitting.session, self._id, "Slack has taken Remit's token back")

    def let_in(self) -> bool:
        """Slack has taken the bot's token, as it does once the app is installed again. False when that is no news."""
        with self._looking() as sitting:
            if self._id not in presence.absent(sitting.session):
                return False
        with self._acting("let in") as sitting:
            presence.let_in(sitting.session, self._id)
        return True


def _first_of_each_owner(claims: Sequence[Claim]) -> Iterator[Claim]:
    seen_owners: set[tuple[str, ...]] = set()
    for claim in claims:
        if claim.owners not in seen_owners and len(claim.topic) <= LONGEST_EXAMPLE:
            seen_owners.add(claim.owners)
            yield claim
