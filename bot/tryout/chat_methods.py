"""chat.postMessage, chat.update, chat.delete, chat.postEphemeral and posts to a response_url.

Each follows its page under https://docs.slack.dev/reference/methods/ ; response_url follows
https://docs.slack.dev/interactivity/handling-user-interaction#message_responses.
"""

from __future__ import annotations

from dataclasses import replace

from bot.tryout.block_kit import check_message
from bot.tryout.desk import Desk, checked_metadata
from bot.tryout.handles import ResponseUrl
from bot.tryout.refusals import Json, Refusal
from bot.tryout.workspace import Message

UPDATE_TEXT = 4_000  # https://docs.slack.dev/reference/methods/chat.update#errors


def check_content(content: Json) -> None:
    """Raises Refusal when there is nothing to show or Slack would not show it."""
    if content.get("blocks"):
        check_message(content["blocks"])
    elif not content.get("text") and not content.get("attachments"):
        raise Refusal("no_text")


def post_message(desk: Desk, arguments: Json) -> Json:
    """Post as the app; a message in a thread names a message that is there."""
    desk.need("chat:write")
    channel = desk.writable(arguments.get("channel"))
    check_content(arguments)
    thread_ts = arguments.get("thread_ts")
    if thread_ts and desk.workspace.message(channel.id, str(thread_ts)) is None:
        raise Refusal("cannot_reply_to_message")
    ts = desk.workspace.new_ts()
    message = desk.workspace.put_message(Message(channel.id, ts, desk.bot_message(arguments, ts)))
    desk.announce(message)
    return {"ok": True, "channel": channel.id, "ts": ts, "message": message.body}


def _own_message(desk: Desk, arguments: Json, otherwise: str) -> Message:
    """The app's own message that the call names by channel id and ts. Raises Refusal."""
    channel = desk.workspace.channels.get(str(arguments.get("channel")))
    if channel is None:
        raise Refusal("channel_not_found")
    message = desk.workspace.message(channel.id, str(arguments.get("ts")))
    if message is None or message.to:
        raise Refusal("message_not_found")
    if message.user != desk.workspace.bot.id:
        raise Refusal(otherwise)
    if channel.is_archived:
        raise Refusal("is_archived")
    return message


def update_message(desk: Desk, arguments: Json) -> Json:
    """Change one of the app's messages; text without blocks takes the blocks away, metadata stays unless given."""
    desk.need("chat:write")
    message = _own_message(desk, arguments, "cant_update_message")
    if len(str(arguments.get("text") or "")) > UPDATE_TEXT:
        raise Refusal("msg_too_long")
    check_content(arguments)
    body = {key: value for key, value in message.body.items() if key != "blocks"}
    if "text" in arguments:
        body["text"] = str(arguments["text"] or "")
        body["edited"] = {"user": desk.workspace.bot.id, "ts": desk.workspace.new_ts()}
    if arguments.get("blocks"):
        body["blocks"] = desk.add_block_ids(arguments["blocks"])
    if "metadata" in arguments:
        body["metadata"] = checked_metadata(arguments["metadata"]) if arguments["metadata"] else {}
    desk.workspace.put_message(replace(message, body=body))
    return {"ok": True, "channel": message.channel, "ts": message.ts, "text": body["text"], "message": body}


def delete_message(desk: Desk, arguments: Json) -> Json:
    """Delete one of the app's messages."""
    desk.need("chat:write")
    message = _own_message(desk, arguments, "cant_delete_message")
    desk.workspace.remove_message(message.channel, message.ts)
    return {"ok": True, "channel": message.channel, "ts": message.ts}


def post_ephemeral(desk: Desk, arguments: Json) -> Json:
    """Show a message to one person in a channel that both are in."""
    desk.need("chat:write")
    channel = desk.writable(arguments.get("channel"))
    user = str(arguments.get("user"))
    if not desk.sees(channel):
        raise Refusal("not_in_channel")
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    check_content(arguments)
    ts = desk.workspace.new_ts()
    desk.workspace.put_message(Message(channel.id, ts, desk.bot_message(arguments, ts), to=user))
    return {"ok": True, "message_ts": ts}


def show_response(desk: Desk, target: ResponseUrl, content: Json) -> Message | None:
    """Put up what a command's answer or a response_url post says. Returns the message, None when one was deleted."""
    original = desk.workspace.message(target.channel, target.ts) if target.ts else None
    if content.get("delete_original"):
        if original:
            desk.workspace.remove_message(original.channel, original.ts)
        return None
    if content.get("response_type") == "in_channel" and not content.get("text") and not content.get("blocks"):
        return None  # shows the command that was typed, and nothing else
    check_content(content)
    if original and content.get("replace_original"):
        body = desk.bot_message({"thread_ts": original.thread_ts} | content, original.ts)
        return desk.workspace.put_message(replace(original, body=body))
    ts = desk.workspace.new_ts()
    to = "" if content.get("response_type") == "in_channel" else target.user
    return desk.workspace.put_message(Message(target.channel, ts, desk.bot_message(content, ts), to=to))


def respond(desk: Desk, token: str, content: Json) -> Json:
    """A post to a response_url."""
    show_response(desk, desk.handles.spend_response(token), content)
    return {"ok": True}
