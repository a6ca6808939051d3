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
FAIR_POSTS = "tests/knowledge/governance/test_fair_posts.py::"
DECISIONS = "tests/knowledge/governance/test_decisions.py::"
DISPUTES = "tests/knowledge/governance/test_disputes.py::"
ACCESS = ("tests/handlers/test_access.py::test_who_may", "tests/handlers/test_access.py::test_who_may_change_what")
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
        "by_party = rules.may_decide(case, sitting.people, ruling.actor, alone=alone, owners=ruling.owners)",
        "by_party = alone",
        (
            DECISIONS + "test_whoever_is_not_entitled_changes_nothing",
            DECISIONS + "test_a_decider_who_lost_the_right_while_writing_is_refused",
        ),
    ),
    Planted(
        "a ruling leaves those of earlier disputes in force",
        "knowledge/governance/decisions.py",
        "if one.dispute_number == row.number or any(",
        "if one.dispute_number == row.number or False and any(",
        (DECISIONS + "test_a_later_ruling_replaces_the_one_on_the_same_topic_and_scope",),
    ),
    Planted(
        "an objection that joined makes nobody a party",
        "knowledge/governance/rules.py",
        "    users = (case.raised_by, *case.objectors, reopener, *people",
        "    users = (case.raised_by, reopener, *people",
        (DISPUTES + "test_a_decider_whose_objection_joined_has_taken_a_side_and_does_not_rule",),
    ),
    Planted(
        "a reopening not said in the thread",
        "knowledge/governance/announcements.py",
        '    """The post as an open dispute again, the reason in the thread, and word to everybody whom the ruling concerned."""\n'
        "    _follow_up(sitting, row, line)\n",
        '    """The post as an open dispute again, the reason in the thread, and word to everybody whom the ruling concerned."""\n',
        ("tests/handlers/test_ruling_forms.py::test_reopening_is_said_in_the_thread_with_its_reason_under_the_name_of_who_did_it",),
    ),
    Planted(
        "a click refused to everybody",
        "handlers/actions.py",
        "members_only() if click.external else act(",
        "members_only() if click.user else act(",
        ACCESS,
    ),
    Planted(
        "a form refused to everybody",
        "handlers/views.py",
        "members_only() if form.external else act(",
        "members_only() if form.user else act(",
        ACCESS,
    ),
    Planted(
        "the deciders may not decide",
        "knowledge/governance/rules.py",
        "    if actor not in entitled:\n        raise NotAllowed(_refusal(",
        "    if True:\n        raise NotAllowed(_refusal(",
        ACCESS,
    ),
    Planted(
        "the parties may not reopen",
        "knowledge/governance/rules.py",
        "    entitled = reopeners(case, people)\n",
        "    entitled: tuple[str, ...] = ()\n",
        ACCESS,
    ),
    Planted(
        "whoever ruled may not confirm",
        "knowledge/governance/decisions.py",
        "    entitled = tuple(dict.fromkeys((case.ruled_by, *rules.deciders(case, sitting.people))))",
        "    entitled: tuple[str, ...] = ()",
        ACCESS,
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
        "if takeable and destination not in seen:",
        "if takeable:",
        (POSTS + "test_posts_to_one_destination_go_one_by_one_in_the_order_they_were_owed",),
    ),
    Planted(
        "claims first in, first out over all workspaces",
        "knowledge/governance/posts.py",
        "turns = zip_longest(*queues)",
        "turns = queues",
        (FAIR_POSTS + "test_a_quiet_workspace_is_served_in_the_next_batch_though_another_owes_thousands",),
    ),
    Planted(
        "one workspace takes all the courier's hands",
        "bot/courier.py",
        "SHARE = 4",
        "SHARE = THREADS",
        ("tests/bot/test_fair_courier.py::test_a_quiet_workspace_is_served_while_slack_is_slow_with_another_that_owes_much",),
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
    Planted(
        "the time of a request begins when a thread is free",
        "knowledge/deadline.py",
        "time.monotonic() if since is None else since",
        "time.monotonic()",
        (WEB + "test_what_has_waited_too_long_for_a_thread_is_refused_and_never_done",),
    ),
    Planted(
        "one thread for all requests",
        "bot/server.py",
        "BLOCKING_THREADS = 4",
        "BLOCKING_THREADS = 1",
        (WEB + "test_one_slow_listener_does_not_stop_the_others",),
    ),
    Planted(
        "digests for a workspace that put the bot out",
        "knowledge/workspaces.py",
        "return [knowledge for knowledge in self.all() if knowledge.workspace_id not in gone]",
        "return self.all()",
        ("tests/bot/test_put_out.py::test_nothing_is_tried_week_after_week",),
    ),
    Planted(
        "not ready as soon as the next release has migrated",
        "knowledge/workspaces.py",
        "return schema.check_schema(connection, ahead=True)",
        "return schema.check_schema(connection)",
        ("tests/bot/test_newer_schema.py::test_a_process_that_serves_stays_ready_on_a_newer_schema_and_says_so_in_its_log",),
    ),
    Planted(
        "a step that refuses what the release before writes",
        "knowledge/database/migrations/versions/0002_indexes.py",
        "op.create_index(_name(table, columns), table, columns)",
        "op.create_index(_name(table, columns), table, columns, unique=True)",
        ("tests/knowledge/database/test_steps_only_add.py::test_every_step_after_the_first_only_adds",),
    ),
    Planted(
        "one workspace takes every thread",
        "bot/turns.py",
        "return any(self._in_hand[lane] < self._most for lane in self._waiting)",
        "return bool(self._waiting)",
        ("tests/bot/test_turns.py::test_a_workspace_that_fills_its_threads_keeps_nobody_else_waiting",),
    ),
    Planted(
        "over a socket all workspaces are one",
        "bot/socket_mode.py",
        "lambda request: workspace_in_envelope(request.message)",
        'lambda request: ""',
        ("tests/bot/test_socket_mode.py::test_a_workspace_that_fills_its_threads_keeps_nobody_else_waiting",),
    ),
    Planted(
        "any time for a request to come",
        "bot/server.py",
        "            if channel.overdue(cutoff):",
        "            if False:",
        (WEB + "test_who_does_not_finish_a_request_is_hung_up_on",),
    ),
    Planted(
        "served though nobody waits any more",
        "bot/server.py",
        "channel_request_lookahead=1",
        "channel_request_lookahead=0",
        (WEB + "test_who_hung_up_while_waiting_is_not_served",),
    ),
    Planted(
        "deleted words left in gaps of the file",
        "knowledge/forgetting.py",
        '        driver.execute("VACUUM")\n',
        "",
        ("tests/faults/test_forgetting.py::test_words_deleted_long_before_are_in_no_gap_of_sqlite_s_file_either",),
    ),
    Planted(
        "the log taken for emptied",
        "knowledge/forgetting.py",
        "return not busy",
        "return True",
        ("tests/faults/test_forgetting.py::test_while_somebody_reads_it_is_said_that_the_log_still_has_the_words",),
    ),
)
