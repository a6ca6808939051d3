"""The whole loop: an answer is disputed, argued, decided; the next answer and the digest tell of it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

WHY = "Our team runs it since the spring."


def test_a_dispute_is_posted_with_the_answer_the_proposal_and_the_reason(house: Any) -> None:
    post = house.raise_dispute(house.cast.employee, "Workday integration", "CTO", WHY)
    assert "#1" in post.text and "CTO" in post.text and "CIO" in post.text and WHY in post.text
    assert f"<@{house.cast.employee}>" in post.text
    assert "Workday" in post.text and "line" in str(post.blocks)
    answer = house.ask(house.cast.cio, "Workday integration")
    assert "disputed" in answer.text.lower() or "contested" in answer.text.lower()


def test_the_dispute_command_opens_the_same_modal(house: Any) -> None:
    opened = house.slack.command(house.cast.employee, house.cast.general, "/dispute", "ERP")
    assert opened.view is not None
    sent = house.slack.submit(house.cast.employee, opened.view, {"Who should own it?": "CTO", "Why?": WHY})
    assert sent.errors == {}
    posts = house.slack.wait_for(house.disputes_posts)
    assert "ERP" in posts[0].text


def test_a_reason_is_required(http_house: Any) -> None:
    answer = http_house.ask(http_house.cast.employee, "ERP")
    clicked = http_house.slack.click(http_house.cast.employee, answer.message, "Dispute")
    blank = http_house.slack.submit(http_house.cast.employee, clicked.view, {"Who should own it?": "CTO", "Why?": "   "})
    assert list(blank.errors) == ["reason"]
    assert http_house.slack.submit(http_house.cast.employee, clicked.view, {"Who should own it?": "CTO", "Why?": WHY}).errors == {}


def test_views_of_both_sides_stand_in_the_post(house: Any) -> None:
    post = house.raise_dispute(house.cast.employee, "Workday integration", "CTO", WHY)
    for person, words in ((house.cast.cio, "We hold the contract."), (house.cast.cto, "We wrote the code.")):
        view = house.slack.click(person, house.slack.now(post), "Add your view").view
        assert house.slack.submit(person, view, {house_label(view): words}).errors == {}
    changed = house.slack.wait_for(lambda: (m := house.slack.now(post)) and "We wrote the code." in m.text + str(m.blocks) and m)
    assert "We hold the contract." in changed.text + str(changed.blocks)


def house_label(view: Any) -> str:
    """The label of a modal's only input."""
    return str(next(block["label"]["text"] for block in view.blocks if block["type"] == "input"))


def test_a_second_dispute_on_the_topic_becomes_a_view_on_the_first(house: Any) -> None:
    post = house.raise_dispute(house.cast.employee, "Workday integration", "CTO", WHY)
    opened = house.slack.command(house.cast.cto, house.cast.general, "/dispute", "Workday integration")
    sent = house.slack.submit(house.cast.cto, opened.view, {"Who should own it?": "CTO", "Why?": "It is code."})
    assert sent.errors == {}
    changed = house.slack.wait_for(lambda: (m := house.slack.now(post)) and "It is code." in m.text + str(m.blocks) and m)
    assert changed.ts == post.ts
    house.slack.wait_for(house.settled)
    assert len(house.disputes_posts()) == 1
    assert len(house.knowledge.disputes()) == 1


def test_a_non_decider_is_refused_privately_and_told_who_decides(house: Any) -> None:
    post = house.raise_dispute(house.cast.employee, "Workday integration", "CTO", WHY)
    assert house.slack.click(house.cast.guest, post, "Decide").view is None
    told = house.slack.wait_for(lambda: seen_privately(house, house.cast.guest))
    assert f"<@{house.cast.decider}>" in told[-1].text
    assert house.knowledge.dispute(1).state == "open"


def seen_privately(house: Any, user: str) -> list[Any]:
    """What only that person saw: ephemerals and direct messages of the app."""
    return [*house.slack.ephemerals(user), *house.slack.messages(user, by_app=True)]


def test_a_party_cannot_decide(house: Any) -> None:
    house.knowledge.change_settings({"deciders": f"{house.cast.decider},{house.cast.cio},{house.cast.employee}"})
    post = house.raise_dispute(house.cast.employee, "Workday integration", "CTO", WHY)
    for party in (house.cast.cio, house.cast.employee):
        assert house.slack.click(party, post, "Decide").view is None
        named = f"<@{house.cast.decider}>"
        house.slack.wait_for(lambda party=party, named=named: [m for m in seen_privately(house, party) if named in m.text])
    assert house.knowledge.dispute(1).state == "open"


def test_a_decision_changes_the_post_the_answer_and_tells_the_parties(house: Any) -> None:
    post = house.raise_dispute(house.cast.employee, "Workday integration", "CTO", WHY)
    decided = house.decide(house.cast.decider, post, "CTO", "The code moved in May.")
    assert (decided.error, decided.errors) == ("", {})
    answer = house.ask(house.cast.employee, "Workday integration")
    assert answer.text.splitlines()[0] == "*CTO* owns Workday integration."
    assert "The code moved in May." in answer.text and f"<@{house.cast.decider}>" in answer.text
    assert "CIO" in answer.text and "line" in answer.text
    changed = house.slack.wait_for(lambda: (m := house.slack.now(post)) and "The code moved in May." in m.text + str(m.blocks) and m)
    assert not any(e.get("action_id") == "dispute_decide" for b in changed.blocks for e in b.get("elements", ()))
    house.slack.wait_for(house.settled)
    ruling = house.slack.replies(post)
    assert len(ruling) == 1 and "CTO" in ruling[0].text
    for person in (house.cast.employee, house.cast.cio, house.cast.cto):
        assert any("Workday integration" in m.text for m in house.slack.messages(person, by_app=True)), person


def test_two_simultaneous_decisions_leave_one_and_tell_the_other_who_decided(house: Any) -> None:
    second = house.cast.admin
    house.knowledge.change_settings({"deciders": f"{house.cast.decider},{second}"})
    post = house.raise_dispute(house.cast.employee, "Workday integration", "CTO", WHY)
    views = {person: house.slack.click(person, post, "Decide").view for person in (house.cast.decider, second)}
    start = threading.Barrier(2)

    def decide(person: str, owner: str) -> Any:
        start.wait()
        return house.slack.submit(person, views[person], {"Owner": owner, "Rationale": f"I say {owner}."})

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.submit(decide, house.cast.decider, "CTO"), pool.submit(decide, second, "CIO")
        outcomes = [one.result(), two.result()]
    assert [outcome.error for outcome in outcomes] == ["", ""]
    dispute = house.knowledge.dispute(1)
    winner, loser = (house.cast.decider, second) if dispute.decision.decided_by == house.cast.decider else (second, house.cast.decider)
    assert sum(entry.act == "decided" for entry in dispute.history) == 1
    house.slack.wait_for(house.settled)
    lost = outcomes[0 if loser == house.cast.decider else 1]
    told = f"{lost.errors} {lost.view.blocks if lost.view else ''} {[m.text for m in seen_privately(house, loser)]}"
    assert f"<@{winner}>" in told or "Dana" in told or "Ada" in told
    assert len(house.slack.replies(post)) == 1


def test_a_modal_submitted_twice_raises_one_dispute(house: Any) -> None:
    answer = house.ask(house.cast.employee, "ERP")
    view = house.slack.click(house.cast.employee, answer.message, "Dispute").view
    sent = house.slack.submit(house.cast.employee, view, {"Who should own it?": "CTO", "Why?": WHY})
    assert [reply.status for reply in house.slack.again(sent, 3)] == [200] * 3
    house.slack.wait_for(lambda: house.disputes_posts() and house.settled())
    assert len(house.knowledge.disputes()) == len(house.disputes_posts()) == 1
    assert house.knowledge.dispute(1).views == ()


def test_a_withdrawn_dispute_leaves_the_answer_as_it_was(house: Any) -> None:
    post = house.raise_dispute(house.cast.employee, "Workday integration", "CTO", WHY)
    house.slack.click(house.cast.cto, post, "Withdraw")
    assert house.knowledge.dispute(1).state == "open"
    clicked = house.slack.click(house.cast.employee, post, "Withdraw")
    if clicked.view is not None:
        house.slack.submit(house.cast.employee, clicked.view, {})
    house.slack.wait_for(lambda: house.knowledge.dispute(1).state == "withdrawn")
    assert house.ask(house.cast.employee, "Workday integration").text.startswith("*CIO* owns Workday integration.")
    house.slack.wait_for(lambda: "ithdr" in house.slack.now(post).text)


def next_monday(now: datetime) -> datetime:
    """The first Monday 09:01 in Berlin (taken as UTC+1 or +2, both after nine) that is not past."""
    day = now + timedelta(days=(7 - now.weekday()) % 7 or 7)
    return day.replace(hour=8, minute=1, second=0, microsecond=0)


def test_the_digest_is_posted_once_however_often_the_worker_runs(house: Any) -> None:
    post = house.raise_dispute(house.cast.employee, "Workday integration", "CTO", WHY)
    house.decide(house.cast.decider, post, "CTO", "The code moved in May.")
    house.raise_dispute(house.cast.cio, "public APIs", "CIO", "They are ours.")
    house.slack.wait_for(house.settled)
    monday = next_monday(datetime.now(UTC))
    for minutes in (0, 1, 60):
        house.worker_once(monday + timedelta(minutes=minutes))
    digests = house.slack.messages(house.cast.leaders, by_app=True)
    assert len(digests) == 1
    assert "Workday integration" in digests[0].text + str(digests[0].blocks)
    assert "public APIs" in digests[0].text + str(digests[0].blocks)


def test_two_workers_at_once_post_one_digest(http_house: Any) -> None:
    http_house.raise_dispute(http_house.cast.employee, "Workday integration", "CTO", WHY)
    http_house.slack.wait_for(http_house.settled)
    monday, start = next_monday(datetime.now(UTC)), threading.Barrier(4)

    def tick() -> None:
        start.wait()
        http_house.worker_once(monday)

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(tick) for _ in range(4)]:
            done.result()
    http_house.slack.wait_for(http_house.settled)
    assert len(http_house.slack.messages(http_house.cast.leaders, by_app=True)) == 1


def test_an_empty_week_posts_nothing(http_house: Any) -> None:
    http_house.worker_once(next_monday(datetime.now(UTC)))
    assert http_house.slack.messages(http_house.cast.leaders, by_app=True) == []
    http_house.knowledge.change_settings({"digest_when_empty": "yes"})
    http_house.worker_once(next_monday(datetime.now(UTC)) + timedelta(days=7))
    assert len(http_house.slack.messages(http_house.cast.leaders, by_app=True)) <= 1


def test_the_digest_is_previewed_privately(http_house: Any) -> None:
    http_house.raise_dispute(http_house.cast.employee, "Workday integration", "CTO", WHY)
    preview = http_house.slack.command(http_house.cast.employee, http_house.cast.general, "/remit", "digest")
    assert "Workday integration" in preview.text + str(preview.blocks)
    assert http_house.slack.messages(http_house.cast.leaders, by_app=True) == []


def test_open_disputes_are_listed_and_shown_whole(http_house: Any) -> None:
    http_house.raise_dispute(http_house.cast.employee, "Workday integration", "CTO", WHY)
    listed = http_house.slack.command(http_house.cast.guest, http_house.cast.general, "/remit", "disputes")
    assert "#1" in listed.text and "Workday integration" in listed.text
    whole = http_house.slack.command(http_house.cast.guest, http_house.cast.general, "/remit", "#1")
    assert WHY in whole.text + str(whole.blocks)
