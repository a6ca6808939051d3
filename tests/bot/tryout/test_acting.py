"""People act in the local Slack; a Bolt application answers, over HTTP and over Socket Mode."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.asgi import SlackRequestHandler
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.tryout.local_slack import LocalSlack
from bot.tryout.serving import Serving
from bot.tryout.values import REQUIRED

BUTTONS = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {"type": "button", "action_id": "dispute", "text": {"type": "plain_text", "text": "Dispute"}, "value": "7"},
            {
                "type": "static_select",
                "action_id": "nearest",
                "placeholder": {"type": "plain_text", "text": "Not what I meant"},
                "options": [{"text": {"type": "plain_text", "text": "Payroll"}, "value": "t1"}],
            },
        ],
    }
]
MODAL = {
    "type": "modal",
    "callback_id": "why",
    "title": {"type": "plain_text", "text": "Dispute"},
    "submit": {"type": "plain_text", "text": "Send"},
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "reason",
            "label": {"type": "plain_text", "text": "Why?"},
            "element": {"type": "plain_text_input", "action_id": "text", "max_length": 50},
        },
        {
            "type": "input",
            "block_id": "review",
            "optional": True,
            "label": {"type": "plain_text", "text": "Review on"},
            "element": {"type": "datepicker", "action_id": "date", "initial_date": "2026-12-01"},
        },
    ],
}


@dataclass
class Echo:
    """A small Bolt application that keeps what it was told."""

    seen: list[tuple[str, Any]] = field(default_factory=list)
    answer_with: Any = None
    hold: threading.Event = field(default_factory=threading.Event)

    def register(self, app: App) -> None:
        @app.command("/whoowns")
        def _command(ack: Any, command: Any) -> None:
            self.seen.append(("command", command))
            if command["text"] == "slow":
                self.hold.wait(10)
            ack(text=f"you asked {command['text']}", blocks=BUTTONS)

        @app.action("dispute")
        def _click(ack: Any, body: Any, client: WebClient) -> None:
            self.seen.append(("action", body))
            client.views_open(trigger_id=body["trigger_id"], view=MODAL)
            ack()

        @app.action("nearest")
        def _choose(ack: Any, body: Any) -> None:
            self.seen.append(("action", body))
            ack()

        @app.view("why")
        def _submit(ack: Any, body: Any) -> None:
            self.seen.append(("submission", body))
            ack(**(self.answer_with or {}))

        @app.view_closed("why")
        def _closed(ack: Any, body: Any) -> None:
            self.seen.append(("closed", body))
            ack()

        @app.shortcut("find")
        def _shortcut(ack: Any, body: Any) -> None:
            self.seen.append(("shortcut", body))
            ack()

        @app.event("app_mention")
        def _mention(body: Any) -> None:
            self.seen.append(("mention", body))

        @app.event("message")
        def _message(body: Any) -> None:
            self.seen.append(("message", body))

        @app.event("app_home_opened")
        def _home(body: Any, client: WebClient) -> None:
            self.seen.append(("home", body))
            client.views_publish(user_id=body["event"]["user"], view={"type": "home", "blocks": [{"type": "divider"}]})

    def of(self, kind: str) -> list[Any]:
        return [body for name, body in self.seen if name == kind]


@dataclass
class Stage:
    slack: LocalSlack
    echo: Echo
    anna: str
    general: str


def close_at_once(handler: SocketModeHandler) -> None:
    """Close without waiting for the reader, which looks up only every three seconds."""
    handler.client.auto_reconnect_enabled = False
    if handler.client.current_session and handler.client.current_session.sock:
        handler.client.current_session.sock.shutdown(socket.SHUT_RDWR)
    handler.close()


@pytest.fixture(params=["http", "socket"])
def stage(request: Any) -> Iterator[Stage]:
    late = "more_than_three_seconds" in request.node.name or "not_answered_well" in request.node.name
    with LocalSlack(retry_waits=(0.0, 0.0, 0.0), answer_seconds=0.3 if late else 3.0) as slack:
        anna = slack.add_user("anna").id
        general = slack.add_channel("general").id
        echo = Echo()
        client = WebClient(slack.desk.bot_token, base_url=slack.api_url)
        app = App(client=client, signing_secret=slack.signing_secret, process_before_response=True)
        echo.register(app)
        if request.param == "http":
            serving = Serving(SlackRequestHandler(app, path="/slack/events"))
            slack.connect(f"http://127.0.0.1:{serving.start()}/slack/events")
            close = serving.stop
        else:
            handler = SocketModeHandler(app, slack.desk.app_token)
            handler.connect()
            slack.wait_for_app()
            close = partial(close_at_once, handler)
        try:
            yield Stage(slack, echo, anna, general)
        finally:
            echo.hold.set()
            close()


def test_a_command_is_answered_in_its_own_response(stage: Stage) -> None:
    outcome = stage.slack.command(stage.anna, stage.general, "/whoowns", "R&D of @anna")
    assert outcome.error == ""
    assert outcome.text == f"you asked R&amp;D of <@{stage.anna}>"
    assert [m.text for m in stage.slack.ephemerals(stage.anna, stage.general)] == [outcome.text]
    assert stage.slack.calls("chat.postMessage") == []


def test_a_command_that_takes_more_than_three_seconds_times_out(stage: Stage) -> None:
    outcome = stage.slack.command(stage.anna, stage.general, "/whoowns", "slow")
    assert outcome.error == "operation_timeout"
    assert stage.slack.ephemerals(stage.anna) == []


def test_a_click_opens_a_modal_and_its_submission_arrives(stage: Stage) -> None:
    asked = stage.slack.command(stage.anna, stage.general, "/whoowns", "payroll")
    assert asked.message is not None
    clicked = stage.slack.click(stage.anna, asked.message, "Dispute")
    assert clicked.view is not None and clicked.view.title == "Dispute"
    sent = stage.slack.submit(stage.anna, clicked.view, {"Why?": "It is ours"})
    assert (sent.error, sent.errors, sent.view) == ("", {}, None)
    (action,) = stage.echo.of("action")
    assert (action["actions"][0]["value"], action["container"]["is_ephemeral"], "message" in action) == ("7", True, False)
    (submission,) = stage.echo.of("submission")
    values = submission["view"]["state"]["values"]
    assert values["reason"]["text"]["value"] == "It is ours"
    assert values["review"]["date"] == {"type": "datepicker", "selected_date": "2026-12-01"}


def test_a_menu_sends_the_option_chosen(stage: Stage) -> None:
    asked = stage.slack.command(stage.anna, stage.general, "/whoowns", "payroll")
    assert asked.message is not None
    stage.slack.click(stage.anna, asked.message, "Not what I meant", "Payroll")
    (action,) = stage.echo.of("action")
    assert action["actions"][0]["selected_option"]["value"] == "t1"
    assert action["state"]["values"]["row"]["nearest"]["selected_option"]["value"] == "t1"


def test_an_empty_required_input_is_never_sent(stage: Stage) -> None:
    asked = stage.slack.command(stage.anna, stage.general, "/whoowns", "payroll")
    assert asked.message is not None
    view = stage.slack.click(stage.anna, asked.message, "dispute").view
    assert stage.slack.submit(stage.anna, view, {}).errors == {"reason": REQUIRED}
    assert stage.slack.submit(stage.anna, view, {"reason": "x" * 51}).errors == {"reason": "Must be 0 to 50 characters."}
    assert stage.echo.of("submission") == []


def test_errors_from_the_app_keep_the_modal_open(stage: Stage) -> None:
    asked = stage.slack.command(stage.anna, stage.general, "/whoowns", "payroll")
    assert asked.message is not None
    view = stage.slack.click(stage.anna, asked.message, "dispute").view
    stage.echo.answer_with = {"response_action": "errors", "errors": {"reason": "Say more."}}
    refused = stage.slack.submit(stage.anna, view, {"Why?": "no"})
    assert refused.errors == {"reason": "Say more."}
    assert stage.slack.open_modal(stage.anna) == view
    stage.echo.answer_with = {"response_action": "errors", "errors": {"nowhere": "Say more."}}
    assert stage.slack.submit(stage.anna, view, {"Why?": "no"}).error == "trouble_connecting"
    stage.echo.answer_with = {"response_action": "update", "view": MODAL | {"title": {"type": "plain_text", "text": "Again"}}}
    updated = stage.slack.submit(stage.anna, view, {"Why?": "no"}).view
    assert updated is not None and (updated.title, view is not None and updated.id == view.id) == ("Again", True)
    stage.echo.answer_with = {"response_action": "push", "view": MODAL}
    assert stage.slack.submit(stage.anna, updated, {"Why?": "no"}).view is not None
    assert len(stage.slack.workspace.stack(stage.anna)) == 2
    stage.echo.answer_with = {"response_action": "clear"}
    assert stage.slack.submit(stage.anna, None, {"Why?": "no"}).view is None


def test_closing_a_modal_is_told_when_asked_for(stage: Stage) -> None:
    asked = stage.slack.command(stage.anna, stage.general, "/whoowns", "payroll")
    assert asked.message is not None
    view = stage.slack.click(stage.anna, asked.message, "dispute").view
    assert view is not None
    stage.slack.acting.close_view(view, everything=True)
    assert stage.echo.of("closed")[0]["is_cleared"] is True
    assert stage.slack.open_modal(stage.anna) is None


def test_the_same_act_can_be_repeated_at_once(stage: Stage) -> None:
    asked = stage.slack.command(stage.anna, stage.general, "/whoowns", "payroll")
    assert asked.message is not None
    clicked = stage.slack.click(stage.anna, asked.message, "dispute")
    sent = stage.slack.submit(stage.anna, clicked.view, {"Why?": "ours"})
    assert [reply.ok for reply in stage.slack.again(sent, 3)] == [True] * 3
    assert len({body["view"]["id"] for body in stage.echo.of("submission")}) == 1
    assert len(stage.echo.of("submission")) == 4


def test_copies_of_an_event_share_its_id(stage: Stage) -> None:
    message = stage.slack.mention(stage.anna, stage.general, "who owns payroll?", times=4)
    stage.slack.wait_for(lambda: len(stage.echo.of("mention")) == 4)
    bodies = stage.echo.of("mention")
    assert len({body["event_id"] for body in bodies}) == 1
    assert bodies[0]["event"]["ts"] == message.ts
    assert sorted(d.attempt for d in stage.slack.deliveries) == [0, 1, 2, 3]


def test_a_mention_can_come_with_its_message_twin(stage: Stage) -> None:
    message = stage.slack.mention(stage.anna, stage.general, "who owns payroll?", twin="before")
    assert [name for name, _ in stage.echo.seen] == ["message", "mention"]
    assert {body["event"]["ts"] for _, body in stage.echo.seen} == {message.ts}


def test_an_event_that_is_not_answered_well_is_retried_three_times(stage: Stage) -> None:
    stage.slack.event({"type": "reaction_added", "user": stage.anna})
    stage.slack.wait_for(lambda: len(stage.slack.deliveries) == 4, timeout=20)
    reasons = {d.reply.error for d in stage.slack.deliveries}
    assert [d.attempt for d in stage.slack.deliveries] == [0, 1, 2, 3]
    assert reasons <= {"http_error", "http_timeout"}


def test_the_app_hears_its_own_direct_messages_and_ignores_them(stage: Stage) -> None:
    client = WebClient(stage.slack.desk.bot_token, base_url=stage.slack.api_url)
    client.chat_postMessage(channel=stage.anna, text="hello")
    stage.slack.wait_for(lambda: stage.slack.deliveries)
    assert stage.slack.deliveries[0].payload["event"]["bot_id"] == stage.slack.desk.bot_id
    assert stage.echo.of("message") == []


def test_direct_messages_edits_and_deletions_arrive_as_events(stage: Stage) -> None:
    message = stage.slack.direct_message(stage.anna, "who owns <b> & payroll?")
    changed = stage.slack.edit(message, "who owns ERP?")
    stage.slack.delete(changed)
    first, second, third = (body["event"] for body in stage.echo.of("message"))
    assert (first["channel_type"], first["text"]) == ("im", "who owns &lt;b&gt; &amp; payroll?")
    assert (second["subtype"], second["message"]["text"]) == ("message_changed", "who owns ERP?")
    assert (third["subtype"], third["deleted_ts"]) == ("message_deleted", message.ts)


def test_shortcuts_and_home_tabs_reach_the_app(stage: Stage) -> None:
    message = stage.slack.say(stage.anna, stage.general, "the sync broke")
    stage.slack.shortcut(stage.anna, "find", message)
    home = stage.slack.open_home(stage.anna)
    assert stage.echo.of("shortcut")[0]["message"]["text"] == "the sync broke"
    assert home is not None and home.blocks[0]["type"] == "divider"
    assert stage.echo.of("home")[0]["event"]["tab"] == "home"


def test_there_is_nothing_to_press_where_there_is_no_button(stage: Stage) -> None:
    asked = stage.slack.command(stage.anna, stage.general, "/whoowns", "payroll")
    assert asked.message is not None
    with pytest.raises(LookupError, match="Dispute"):
        stage.slack.click(stage.anna, asked.message, "Decide")


def test_a_wrong_signature_and_a_late_one_are_told_apart_from_a_good_one() -> None:
    with LocalSlack() as slack:
        app = App(client=WebClient(slack.desk.bot_token, base_url=slack.api_url), signing_secret=slack.signing_secret)
        Echo().register(app)
        serving = Serving(SlackRequestHandler(app, path="/slack/events"))
        link = slack.connect(f"http://127.0.0.1:{serving.start()}/slack/events")
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        body = b"command=/whoowns&text=x&user_id=U1&team_id=T1&channel_id=C1"
        statuses = [
            link.post(body, form).status,
            link.post(body, form, sign="v0=00").status,
            link.post(body, form, timestamp="1600000000").status,
            link.post(body, form, sign="").status,
        ]
        serving.stop()
    assert statuses == [200, 401, 401, 401]


@pytest.mark.slow
def test_socket_connections_are_replaced_on_request_and_come_back_after_a_cut() -> None:
    with LocalSlack() as slack:
        anna, general = slack.add_user("anna").id, slack.add_channel("general").id
        app = App(client=WebClient(slack.desk.bot_token, base_url=slack.api_url), process_before_response=True)
        Echo().register(app)
        handler = SocketModeHandler(app, slack.desk.app_token, ping_interval=1)
        handler.connect()
        slack.wait_for_app()
        slack.hub.disconnect()
        slack.wait_for(lambda: slack.hub.opened == 2 and len(slack.hub.connections) == 1)
        assert slack.command(anna, general, "/whoowns", "x").error == ""
        slack.cut_sockets()
        slack.wait_for(lambda: slack.hub.opened == 3 and len(slack.hub.connections) == 1)
        assert slack.command(anna, general, "/whoowns", "x").error == ""
        close_at_once(handler)


def test_a_command_that_no_app_has_is_refused_by_the_client(town: Any) -> None:
    town.slack.commands = frozenset({"/whoowns"})
    refused = town.slack.command(town.anna, town.general, "/nosuch", "ERP")
    assert refused.error == "/nosuch is not a valid command."
    assert town.slack.deliveries == []
    town.slack.command(town.anna, town.general, "/whoowns", "ERP")
    assert [delivery.payload["command"] for delivery in town.slack.deliveries] == ["/whoowns"]
