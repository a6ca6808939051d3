"""Slack's Web API as an ASGI application: /api/<method>, response_url posts, and the Socket Mode address.

Follows https://docs.slack.dev/apis/web-api (argument forms, errors) and https://docs.slack.dev/apis/web-api/rate-limits.
The methods themselves are in `chat_methods.py`, `view_methods.py` and `reading_methods.py`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from bot.tryout import chat_methods, reading_methods, view_methods
from bot.tryout.desk import Desk
from bot.tryout.faults import RESPONSE_URL, Fault, Faults
from bot.tryout.refusals import Json, Refusal
from bot.tryout.serving import DROP
from bot.tryout.sockets import SocketHub
from bot.tryout.workspace import Call

Method = Callable[[Desk, Json], Json]
METHODS: dict[str, Method] = {
    "auth.test": reading_methods.auth_test,
    "apps.connections.open": reading_methods.open_connection,
    "chat.delete": chat_methods.delete_message,
    "chat.postEphemeral": chat_methods.post_ephemeral,
    "chat.postMessage": chat_methods.post_message,
    "chat.update": chat_methods.update_message,
    "conversations.history": reading_methods.history,
    "conversations.info": reading_methods.conversation_info,
    "conversations.join": reading_methods.join_conversation,
    "conversations.list": reading_methods.list_conversations,
    "conversations.members": reading_methods.conversation_members,
    "conversations.open": reading_methods.open_conversation,
    "conversations.replies": reading_methods.replies,
    "team.info": reading_methods.team_info,
    "usergroups.list": reading_methods.list_groups,
    "usergroups.users.list": reading_methods.list_group_users,
    "users.conversations": reading_methods.own_conversations,
    "users.info": reading_methods.user_info,
    "users.list": reading_methods.list_users,
    "views.open": view_methods.open_view,
    "views.publish": view_methods.publish_view,
    "views.push": view_methods.push_view,
    "views.update": view_methods.update_view,
}
AS_JSON = {"blocks", "view", "metadata", "attachments"}  # arguments that forms carry as JSON text


@dataclass(slots=True)
class WebApi:
    """Carries out calls, meets the scripted faults, keeps the record."""

    desk: Desk
    faults: Faults
    hub: SocketHub

    def routes(self) -> list[BaseRoute]:
        """What to mount in an ASGI application."""
        return [
            Route("/api/{method:str}", self.call, methods=["GET", "POST"]),
            Route("/response/{token:str}", self.respond, methods=["POST"]),
            WebSocketRoute("/link", self.hub.endpoint),
        ]

    def application(self) -> Starlette:
        """An application with nothing else in it."""
        return Starlette(routes=self.routes())

    async def call(self, request: Request) -> Response:
        """One Web API call."""
        method = request.path_params["method"]
        arguments, token = await read_arguments(request)
        return await self._answer(method, arguments, token, lambda: self._carry_out(method, arguments, token))

    async def respond(self, request: Request) -> Response:
        """One post to a response_url."""
        try:
            content = json.loads(await request.body())
        except ValueError:
            return PlainTextResponse("invalid_payload", 400)
        token = request.path_params["token"]
        return await self._answer(RESPONSE_URL, content, "", lambda: chat_methods.respond(self.desk, token, content))

    def _carry_out(self, method: str, arguments: Json, token: str) -> Json:
        """The method's answer. Raises Refusal."""
        if method not in METHODS:
            raise Refusal("unknown_method", req_method=method)
        if not token:
            raise Refusal("not_authed")
        if token != (self.desk.app_token if method == "apps.connections.open" else self.desk.bot_token):
            raise Refusal("invalid_auth" if token not in (self.desk.app_token, self.desk.bot_token) else "not_allowed_token_type")
        return METHODS[method](self.desk, arguments)

    async def _answer(self, method: str, arguments: Json, token: str, carry_out: Callable[[], Json]) -> Response:
        """Meet a fault or carry the call out, record it, and answer."""
        fault = self.faults.take(method, arguments)
        body: Json = {"ok": False, "error": fault.error or "fault"} if fault else {}
        status = 200
        if fault is None or fault.takes_effect:
            try:
                body = carry_out()
            except Refusal as refusal:
                body, status = refusal.body(), (404 if method == RESPONSE_URL and refusal.code.endswith("_url") else 200)
        accepted = bool(body.get("ok"))
        self.desk.workspace.record(Call(method, arguments, body, self.desk.workspace.clock(), accepted, token))
        if fault:
            return await trouble(fault, body)
        return JSONResponse(body, status, {"X-OAuth-Scopes": ",".join(sorted(self.desk.scopes))})


async def trouble(fault: Fault, body: Json) -> Response:
    """The answer that a fault gives, or DROP for a broken connection."""
    if fault.drop or fault.drop_after_accept:
        return Response(status_code=DROP)
    if fault.hang:
        await asyncio.sleep(fault.hang)
        return JSONResponse(body)
    if fault.retry_after is not None:
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(fault.retry_after)})
    if fault.status:
        return PlainTextResponse(fault.body, fault.status)
    return JSONResponse({"ok": False, "error": fault.error})


async def read_arguments(request: Request) -> tuple[Json, str]:
    """The arguments of a call, from query, form or JSON, and its token."""
    arguments: Json = dict(request.query_params)
    raw = await request.body()
    if request.headers.get("content-type", "").startswith("application/json"):
        arguments |= json.loads(raw or b"{}")
    else:
        arguments |= dict(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True))
    bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
    token = str(arguments.pop("token", "") or bearer)
    for name in AS_JSON & set(arguments):
        arguments[name] = _from_text(arguments[name])
    return arguments, token


def _from_text(value: Any) -> Any:
    """The value behind JSON text; what is no JSON stays as it is, for the method to refuse."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
