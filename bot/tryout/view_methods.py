"""views.open, views.push, views.update, views.publish, and what a submission's answer does to the open modals.

Follows https://docs.slack.dev/reference/methods/views.open (…push, …update, …publish) and
https://docs.slack.dev/surfaces/modals.
"""

from __future__ import annotations

import secrets
from typing import Any

from bot.tryout.block_kit import check_view
from bot.tryout.desk import Desk
from bot.tryout.refusals import Json, Refusal
from bot.tryout.workspace import View

STACK_LIMIT = 3  # https://docs.slack.dev/surfaces/modals#view_stack
KEPT = ("type", "title", "submit", "close", "blocks", "private_metadata", "callback_id", "external_id", "clear_on_close", "notify_on_close")


def build_view(desk: Desk, user: str, definition: Json, *, before: View | None = None, root: str = "", previous: str = "") -> View:
    """The view object that Slack makes of a definition; with `before`, its next state under the same id."""
    check_view(definition)
    view_id = before.id if before else desk.workspace.new_id("V")
    body: Json = {
        "private_metadata": "", "callback_id": "", "external_id": "", "clear_on_close": False, "notify_on_close": False, "submit": None,
        "close": None, "title": {"type": "plain_text", "text": "View Title"}, "state": {"values": {}},
    }  # fmt: skip
    body |= {name: definition[name] for name in KEPT if definition.get(name) is not None}
    body |= {
        "id": view_id, "team_id": desk.workspace.team, "app_id": desk.workspace.app, "bot_id": desk.bot_id,
        "app_installed_team_id": desk.workspace.team, "hash": f"{int(desk.workspace.clock())}.{secrets.token_hex(4)}",
        "root_view_id": before.body["root_view_id"] if before else root or view_id,
        "previous_view_id": before.body["previous_view_id"] if before else previous or None,
    }  # fmt: skip
    body["blocks"] = desk.add_block_ids(definition["blocks"])
    return View(user, body)


def _modal(arguments: Json) -> Json:
    """The definition in the call, which must be a modal's."""
    check_view(arguments.get("view"))
    definition: Json = arguments["view"]
    if definition["type"] != "modal":
        raise Refusal("invalid_arguments", "[ERROR] must be a modal [json-pointer:/view/type]")
    return definition


def open_view(desk: Desk, arguments: Json) -> Json:
    """Show a modal to the person behind the trigger_id, which is then used up even if the view is refused."""
    trigger = desk.handles.spend_trigger(str(arguments.get("trigger_id")))
    view = build_view(desk, trigger.user, _modal(arguments))
    desk.workspace.set_stack(trigger.user, [view])
    return {"ok": True, "view": view.body}


def push_view(desk: Desk, arguments: Json) -> Json:
    """Put a modal on top of those open, at most three."""
    trigger = desk.handles.spend_trigger(str(arguments.get("trigger_id")))
    view = push_on(desk, trigger.user, _modal(arguments))
    return {"ok": True, "view": view.body}


def push_on(desk: Desk, user: str, definition: Json) -> View:
    """The view, now on top of what `user` has open. Raises Refusal."""
    stack = desk.workspace.stack(user)
    if not stack:
        raise Refusal("not_found")
    if len(stack) >= STACK_LIMIT:
        raise Refusal("push_limit_reached")
    view = build_view(desk, user, definition, root=stack[0].id, previous=stack[-1].id)
    desk.workspace.set_stack(user, [*stack, view])
    return view


def replace_view(desk: Desk, view: View, definition: Json) -> View:
    """The open `view` with a new definition."""
    changed = build_view(desk, view.user, definition, before=view)
    stack = desk.workspace.stack(view.user)
    desk.workspace.set_stack(view.user, [changed if opened.id == view.id else opened for opened in stack])
    return changed


def update_view(desk: Desk, arguments: Json) -> Json:
    """Change an open modal, named by view_id or external_id, unless its hash moved on."""
    wanted, external = arguments.get("view_id"), arguments.get("external_id")
    for user in list(desk.workspace.users):
        for view in desk.workspace.stack(user):
            if view.id == wanted or (external and view.body["external_id"] == external):
                if arguments.get("hash") and arguments["hash"] != view.body["hash"]:
                    raise Refusal("hash_conflict")
                return {"ok": True, "view": replace_view(desk, view, _modal(arguments)).body}
    raise Refusal("not_found")


def publish_view(desk: Desk, arguments: Json) -> Json:
    """Set a person's Home tab, unless its hash moved on."""
    user = str(arguments.get("user_id"))
    if user not in desk.workspace.users:
        raise Refusal("invalid_arguments", "[ERROR] invalid `user_id` [json-pointer:/user_id]")
    check_view(arguments.get("view"))
    if arguments["view"]["type"] != "home":
        raise Refusal("invalid_arguments", "[ERROR] must be a home tab [json-pointer:/view/type]")
    before = desk.workspace.home(user)
    if before and arguments.get("hash") and arguments["hash"] != before.body["hash"]:
        raise Refusal("hash_conflict")
    view = build_view(desk, user, arguments["view"], before=before)
    desk.workspace.set_home(view)
    return {"ok": True, "view": view.body}


def settle_submission(desk: Desk, view: View, answer: Any) -> dict[str, str]:
    """Carry out what the app answered to a submission of `view`. Returns the errors to show at inputs, {} for none.

    An empty answer closes the view; errors keep it; update, push and clear do as they say. Raises Refusal for a view
    that Slack would not show.
    """
    stack = [opened for opened in desk.workspace.stack(view.user) if opened.id != view.id]
    action = answer.get("response_action") if isinstance(answer, dict) else None
    if action == "errors":
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        errors: dict[str, str] = answer.get("errors") or {}
        if not errors or set(errors) - inputs:
            raise Refusal("invalid_arguments", f"[ERROR] errors must name input blocks, not {sorted(set(errors) - inputs)}")
        return errors
    if action == "update":
        replace_view(desk, view, answer["view"])
    elif action == "push":
        push_on(desk, view.user, answer["view"])
    elif action == "clear":
        desk.workspace.set_stack(view.user, [])
    else:
        desk.workspace.set_stack(view.user, stack)
    return {}
