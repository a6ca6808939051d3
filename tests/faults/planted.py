"""Faults that somebody might make one day, each as one small change of the source, with the tests that must notice it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Planted:
    """In `file` the text `old`, which stands there once, becomes `new`; `tests` must then fail."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


CALENDAR = "tests/knowledge/governance/test_calendar.py::test_the_first_of_january_belongs_to_the_week_it_lies_in"
COURIER = "tests/bot/test_courier.py::"
POSTS = "tests/knowledge/governance/test_posts.py::"
DECISIONS = "tests/knowledge/governance/test_decisions.py::"
DISPUTES = "tests/knowledge/governance/test_disputes.py::"
WEB = "tests/bot/test_web.py::"

FAULTS = (
    Planted(
        "acknowledge first, save later",
        "bot/app.py",
        "process_before_response=True",
        "process_before_response=False",
        ("tests/scenarios/test_trouble.py::test_a_busy_database_refuses_an_event_in_time_and_slack_sends_it_again",),
    ),
    Planted(
        "no request key",
        "knowledge/database/requests.py",
        "if not key or insert_or_ignore(",
        "if True or insert_or_ignore(",
        (DISPUTES + "test_the_same_request_again_gives_the_same_dispute_and_changes_nothing",),
    ),
    Planted(
        "no version check",
        "knowledge/governance/decisions.py",
        "row.state != DisputeState.OPEN or row.version != version",
        "row.state != DisputeState.OPEN",
        (DECISIONS + "test_a_ruling_written_on_an_older_state_does_not_overrule_what_came_between",),
    ),
    Planted(
        "resend without looking",
        "bot/delivery.py",
        "elif self.post.state is not PostState.UNKNOWN or self._absent(call):",
        "else:",
        ("tests/faults/test_histories.py::test_a_crash_at_one_boundary_loses_nothing_and_doubles_nothing",),
    ),
    Planted(
        "no workspace filter",
        "knowledge/governance/docket.py",
        "page = select(DisputeRow).where(DisputeRow.workspace_id == sitting.workspace_id)",
        "page = select(DisputeRow)",
        ("tests/knowledge/test_workspaces.py::test_workspaces_know_nothing_of_each_other",),
    ),
    Planted(
        "the year of the date, not of its week",
        "knowledge/governance/calendar.py",
        "    year, week, _ = instant.astimezone(zone).isocalendar()\n    return year, week",
        "    local = instant.astimezone(zone)\n    return local.year, local.isocalendar().week",
        (CALENDAR,),
    ),
    Planted(
        "weeks by strftime",
        "knowledge/governance/calendar.py",
        "    year, week, _ = instant.astimezone(zone).isocalendar()\n    return year, week",
        '    local = instant.astimezone(zone)\n    return local.year, int(local.strftime("%W"))',
        (CALENDAR,),
    ),
    Planted(
        "retry on the posting client",
        "bot/app.py",
        "timeout=timeout, retry_handlers=[])",
        "timeout=timeout)",
        ("tests/scenarios/test_trouble.py::test_a_post_whose_answer_was_lost_is_not_posted_twice",),
    ),
    Planted(
        "no lease fence",
        "knowledge/governance/posts.py",
        "PostRow.id == post.id, PostRow.attempt == post.attempt, ",
        "PostRow.id == post.id, ",
        (POSTS + "test_only_the_holder_of_the_last_attempt_may_report",),
    ),
    Planted(
        "two open disputes on one topic",
        "knowledge/governance/disputes.py",
        "there = open_dispute_on(sitting, identity(topic))",
        "there = None",
        (DISPUTES + "test_a_second_objection_to_an_open_topic_becomes_a_view_and_says_so",),
    ),
    Planted(
        "the decider checked only at the button",
        "knowledge/governance/decisions.py",
        "by_party = rules.may_decide(case_of(sitting, row), sitting.people, ruling.actor, alone=alone)",
        "by_party = alone",
        (
            DECISIONS + "test_whoever_is_not_entitled_changes_nothing",
            DECISIONS + "test_a_decider_who_lost_the_right_while_writing_is_refused",
        ),
    ),
    Planted(
        "escaping left out",
        "handlers/mrkdwn.py",
        '_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}',
        '_ENTITIES = {"&": "&", "<": "<", ">": ">"}',
        ("tests/handlers/test_foreign_text.py::test_nothing_typed_becomes_a_mention_a_link_or_a_format",),
    ),
    Planted(
        "the record may be changed",
        "knowledge/database/migrations/versions/0001_first_tables.py",
        "def _append_only() -> None:\n",
        "def _append_only() -> None:\n    return\n",
        ("tests/knowledge/database/test_schema.py::test_the_history_can_only_grow",),
    ),
    Planted(
        "scope ignored",
        "knowledge/answers/rulings.py",
        "    if not decision.scope.strip():",
        "    if True:",
        ("tests/faults/test_threats.py::test_a_ruling_for_one_scope_answers_no_other",),
    ),
    Planted(
        "the digest posted again at each tick",
        "knowledge/governance/schedule.py",
        "    return insert_or_ignore(sitting.session, DigestRow, [row]) == 1",
        "    return bool(row)",
        ("tests/knowledge/governance/test_schedule.py::test_a_due_week_is_recorded_and_posted_once_however_often_the_clock_ticks",),
    ),
    Planted(
        "a writer that does not lock before it reads",
        "knowledge/database/session.py",
        '"BEGIN IMMEDIATE" if writes else "BEGIN"',
        '"BEGIN"',
        ("tests/knowledge/database/test_session.py::test_concurrent_read_modify_write_loses_no_update",),
    ),
    Planted(
        "the signature not compared",
        "bot/web.py",
        "not hmac.compare_digest(expected, given) or ",
        "",
        (WEB + "test_one_changed_byte_is_401",),
    ),
    Planted(
        "signatures of any age",
        "bot/web.py",
        "abs(self._clock() - int(stamp)) > MAX_AGE_SECONDS",
        "int(stamp) < 0",
        (WEB + "test_no_request_that_slack_did_not_sign_gets_in_or_into_the_logs",),
    ),
    Planted(
        "posts overtake each other",
        "knowledge/governance/posts.py",
        "where(takeable, ~_held_back())",
        "where(takeable)",
        (POSTS + "test_posts_to_one_destination_go_one_by_one_in_the_order_they_were_owed",),
    ),
    Planted(
        "a ruling does not tell the caches",
        "knowledge/governance/sitting.py",
        "    bump(sitting.session, sitting.workspace_id, rulings=1)",
        "    bump(sitting.session, sitting.workspace_id)",
        ("tests/knowledge/test_kept_answers.py::test_a_decision_in_another_process_is_in_the_very_next_answer",),
    ),
    Planted(
        "a late request saved all the same",
        "knowledge/database/session.py",
        "            if left is not None and left <= 0:",
        "            if False:",
        ("tests/knowledge/test_deadline.py::test_what_is_not_saved_in_time_is_not_saved",),
    ),
    Planted(
        "a question of two events answered twice",
        "handlers/events.py",
        "            request=said.requests,",
        "            request=said.requests[:1],",
        ("tests/scenarios/test_asking.py",),
    ),
)
