"""The try-out's page over HTTP on this machine: the files, what a person sees, what a person does, and word of every change.

Answers only to its own host and origin, so that no other page in the browser can act here. Everything it does goes through
the local Slack to the real app.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.tryout import workspace
from bot.tryout.screen import Seen, screen
from bot.tryout.tryout import Tryout
from bot.tryout.values import interactive
from handlers.blocks.sentences import counted
from knowledge.errors import KnowledgeError

PAGE = Path(__file__).parent / "page"
MARK = "x-remit-tryout"  # a header that a page of another origin cannot send without being asked first
BODY_LIMIT = 1_000_000
DOCUMENT_LIMIT = 20_000_000
TROUBLE = {
    "operation_timeout": "Slack would say: the app did not answer in time.",
    "dispatch_failed": "Slack would say: the app did not take the command.",
    "not_acknowledged": "Slack would show a warning sign: the app did not take the click.",
    "trouble_connecting": "Slack would say: we had some trouble connecting. Try again?",
}
POLICY = "default-src 'self'; img-src 'self' https: data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

GUARDS = ((b"content-security-policy", POLICY.encode()), (b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store"))
LOOK_SECONDS = 1.0

Json = dict[str, Any]


class Refused(Exception):
    """The page asked for something that cannot be done; the words are shown to the person."""


class Guard:
    """Lets in only requests to a loopback name and, where they change something, only from this page.

    Plain ASGI: Starlette's middleware class ends a stream of events at the first one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope)
        refusal = refused(request.headers, request.method)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *GUARDS]
            await send(message)

        await (Response(refusal, 403) if refusal else self._app)(scope, receive, send_guarded)


def refused(headers: Mapping[str, str], method: str) -> str:
    """Why a request is not let in; "" for one that is."""
    host, origin = headers.get("host", ""), headers.get("origin")
    if host.rpartition(":")[0] not in ("127.0.0.1", "localhost", "[::1]"):
        return "unknown host"
    if origin not in (None, f"http://{host}") or (method == "POST" and MARK not in headers):
        return "other origin"
    return ""


class PageServer:
    """The routes of the page for one try-out."""

    def __init__(self, tryout: Tryout) -> None:
        self._tryout, self._seen = tryout, Seen()
        self._acts: dict[str, Callable[[Json], Json]] = {
            "say": self._say, "click": self._click, "submit": self._submit, "close": self._close, "shortcut": self._shortcut,
            "suggest": self._suggest, "open-home": self._open_home, "clock": self._clock, "restart": self._restart,
        }  # fmt: skip

    def application(self) -> Starlette:
        """The ASGI application."""
        routes = [
            Route("/api/view", self._view),
            Route("/api/events", self._events),
            Route("/api/import", self._import, methods=["POST"]),
            Route("/api/{act:str}", self._act, methods=["POST"]),
            Mount("/", StaticFiles(directory=PAGE, html=True)),
        ]
        return Starlette(routes=routes, middleware=[Middleware(Guard)])

    async def _view(self, request: Request) -> Response:
        asked = [request.query_params.get(name, "") for name in ("as", "channel", "thread")]
        return JSONResponse(await run_in_threadpool(self._screen, *asked))

    def _screen(self, *asked: str) -> Json:
        """What is on the screen; waits while everything begins anew, when there is nothing to read from."""
        with self._tryout.lock:
            return screen(self._tryout, self._seen, *asked)

    async def _events(self, _request: Request) -> Response:
        async def changes() -> AsyncIterator[str]:
            seen = -1  # the first one tells of what happened while a page was reconnecting
            while True:
                current = await run_in_threadpool(self._tryout.wait_for_change, seen, LOOK_SECONDS)
                yield f'data: {{"revision": {current}}}\n\n' if current != seen else ": still here\n\n"
                seen = current

        return StreamingResponse(changes(), media_type="text/event-stream")

    async def _act(self, request: Request) -> Response:
        act = self._acts.get(request.path_params["act"])
        if act is None:
            return JSONResponse({"error": "There is no such act."}, 404)
        try:
            body = json.loads(await _read(request, BODY_LIMIT))
            return JSONResponse(await run_in_threadpool(act, body))
        except (Refused, KnowledgeError) as error:
            return JSONResponse({"error": str(error)})
        except (ValueError, KeyError, TypeError, LookupError) as error:
            return JSONResponse({"error": f"The page sent something odd ({type(error).__name__}). Reload it."}, 400)

    async def _import(self, request: Request) -> Response:
        name = request.query_params.get("name", "document.txt")
        try:
            report = await run_in_threadpool(self._tryout.load, name, await _read(request, DOCUMENT_LIMIT))
        except (Refused, KnowledgeError) as error:
            return JSONResponse({"error": str(error)})
        reading = report.reading
        findings = [{"line": finding.line, "message": finding.message} for finding in reading.findings]
        claims, owners, lines = len(reading.claims), len(reading.owners), reading.lines
        summary = f"{counted(claims, 'claim')} by {counted(owners, 'owner')} from {counted(lines, 'line')}. Ask now."
        return JSONResponse({"title": f"{name} is loaded", "summary": summary, "findings": findings})

    # what a person does

    def _say(self, body: Json) -> Json:
        slack, user, channel, text = self._tryout.slack, body["as"], body["channel"], body["text"]
        if not text.startswith("/"):
            slack.say(user, channel, text, thread_ts=body.get("thread_ts", ""))
            return {}
        if body.get("thread_ts"):
            raise Refused("Slack takes no slash commands in threads. Mention @Remit here instead.")
        name, _, rest = text.partition(" ")
        return _told(slack.command(user, channel, name, rest.strip()).error)

    def _click(self, body: Json) -> Json:
        on = self._on(body)
        sent = body["action"]
        block, element = _used(on, body["block_id"], sent["action_id"])
        shown = {name: element[name] for name in ("text", "value", "style", "url", "placeholder") if name in element}
        entry = sent | shown | {"block_id": block["block_id"], "type": element["type"]}
        return _told(self._tryout.slack.acting.use(body["as"], on, entry, body.get("values", {})).error)

    def _on(self, body: Json) -> workspace.Message | workspace.View:
        """The message or view that holds what was clicked."""
        held = self._tryout.slack.workspace
        in_view = body["container"] in ("view", "home")
        on = held.view(body["view_id"]) if in_view else held.message(body["channel"], body["ts"])
        if on is None:
            raise Refused("That message is no longer there.")
        return on

    def _suggest(self, body: Json) -> Json:
        """The options of a menu that the app fills while somebody types in it."""
        view = self._on(body)
        if not isinstance(view, workspace.View):
            raise Refused("Only the menus of windows are searched here.")
        return {"options": self._tryout.slack.acting.suggest(view, *_used(view, body["block_id"], body["action_id"]), body["typed"])}

    def _submit(self, body: Json) -> Json:
        view = self._tryout.slack.workspace.view(body["view_id"])
        if view is None:
            raise Refused("That window is no longer open.")
        outcome = self._tryout.slack.acting.submit_state(view, body["values"])
        return _told(outcome.error) | {"errors": outcome.errors}

    def _close(self, body: Json) -> Json:
        view = self._tryout.slack.workspace.view(body["view_id"])
        if view is not None:
            self._tryout.slack.acting.close_view(view)
        return {}

    def _shortcut(self, body: Json) -> Json:
        message = self._tryout.slack.workspace.message(body["channel"], body["ts"])
        return _told(self._tryout.slack.shortcut(body["as"], body["callback_id"], message).error)

    def _open_home(self, body: Json) -> Json:
        self._tryout.slack.open_home(body["as"])
        return {}

    def _clock(self, _body: Json) -> Json:
        self._tryout.to_monday()
        return {}

    def _restart(self, _body: Json) -> Json:
        self._tryout.restart()
        self._seen = Seen()
        return {}


def _used(on: workspace.Message | workspace.View, block_id: str, action_id: str) -> tuple[Json, Json]:
    """The block and the element that somebody used."""
    for block, element in interactive(on.blocks):
        if (block["block_id"], element["action_id"]) == (block_id, action_id):
            return block, element
    raise Refused("That button is no longer there.")


def _told(error: str) -> Json:
    """What the person is told when the app did not answer well."""
    return {"error": TROUBLE.get(error, error)} if error else {}


async def _read(request: Request, limit: int) -> bytes:
    """The request's body. Raises Refused when it is larger than `limit` bytes."""
    pieces, size = [], 0
    try:
        async for piece in request.stream():
            size += len(piece)
            if size > limit:
                raise Refused(f"That is larger than {limit // 1_000_000} MB.")
            pieces.append(piece)
    except ClientDisconnect as error:
        raise Refused("The page went away.") from error
    return b"".join(pieces)
