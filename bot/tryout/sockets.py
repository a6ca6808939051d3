"""Socket Mode: the WebSocket connections that the app opens, envelopes over them, and their acknowledgements.

Follows https://docs.slack.dev/apis/events-api/using-socket-mode. Each payload goes to one connection, any of them.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.tryout.delivery import ANSWER_SECONDS, EVENT, Reply
from bot.tryout.refusals import Json

CONNECTION_LIMIT = 10
CONNECTION_SECONDS = 3600
HEARTBEAT_SECONDS = 5.0


@dataclass(slots=True, eq=False)
class Connection:
    """One open WebSocket and the loop it lives on."""

    socket: WebSocket
    loop: asyncio.AbstractEventLoop
    acknowledged: int = 0

    def send(self, message: Json) -> None:
        """Send from any thread; raises when the connection is gone."""
        asyncio.run_coroutine_threadsafe(self.socket.send_text(json.dumps(message)), self.loop).result(ANSWER_SECONDS)


@dataclass(slots=True)
class SocketHub:
    """Every connection of the app; a `Link` while there is at least one. `changed` is called when one comes or goes."""

    changed: Callable[[], None]
    app: str
    connections: list[Connection] = field(default_factory=list)
    opened: int = 0
    silent: bool = False  # connected and deaf: no heartbeat, nothing delivered
    answer_seconds: float = ANSWER_SECONDS
    _tickets: set[str] = field(default_factory=set)
    _waiting: dict[str, Future[Json]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _turn: int = 0

    def ticket(self) -> str:
        """Leave to connect once."""
        with self._lock:
            self._tickets.add(name := secrets.token_urlsafe(12))
            return name

    async def endpoint(self, socket: WebSocket) -> None:
        """Serve one connection until either side closes it."""
        with self._lock:
            known = socket.query_params.get("ticket", "") in self._tickets and len(self.connections) < CONNECTION_LIMIT
            self._tickets.discard(socket.query_params.get("ticket", ""))
        if not known:
            await socket.close(4001)
            return
        await socket.accept()
        connection = Connection(socket, asyncio.get_running_loop())
        await socket.send_text(json.dumps(self._hello()))
        with self._lock:
            self.connections.append(connection)
            self.opened += 1
        self.changed()
        heartbeat = asyncio.create_task(self._keep_warm(socket))
        try:
            while True:
                self._take(connection, await socket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            heartbeat.cancel()
            await asyncio.gather(heartbeat, return_exceptions=True)
            with self._lock:
                self.connections.remove(connection)
            self.changed()

    def _hello(self) -> Json:
        """The first message on a connection."""
        return {
            "type": "hello", "num_connections": len(self.connections) + 1, "connection_info": {"app_id": self.app},
            "debug_info": {"host": "local", "build_number": 1, "approximate_connection_time": CONNECTION_SECONDS},
        }  # fmt: skip

    def _take(self, connection: Connection, text: str) -> None:
        """An acknowledgement from the app."""
        message: Any = json.loads(text)
        with self._lock:
            waiting = self._waiting.pop(str(message.get("envelope_id")), None)
        if waiting is not None:
            connection.acknowledged += 1
            waiting.set_result(message.get("payload") or {})

    def deliver(self, kind: str, payload: Json, attempt: int = 0, reason: str = "") -> Reply:
        """Send one envelope to the next connection and wait for its acknowledgement."""
        envelope, started = secrets.token_hex(16), time.monotonic()
        message: Json = {"envelope_id": envelope, "type": kind, "payload": payload, "accepts_response_payload": kind != EVENT}
        if kind == EVENT:
            message |= {"retry_attempt": attempt, "retry_reason": reason}
        answer: Future[Json] = Future()
        with self._lock:
            if not self.connections:
                return Reply(error="connection_failed")
            self._turn += 1
            connection = self.connections[self._turn % len(self.connections)]
            self._waiting[envelope] = answer
        try:
            if not self.silent:
                connection.send(message)
            given = answer.result(self.answer_seconds)
        except TimeoutError:
            return Reply(error="http_timeout", seconds=time.monotonic() - started)
        except (RuntimeError, WebSocketDisconnect):
            return Reply(error="connection_failed", seconds=time.monotonic() - started)
        return Reply(200, str(given.get("text", "")), given, "", time.monotonic() - started)

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to be replaced, as Slack does every few hours (or "warning", "link_disabled")."""
        for connection in list(self.connections):
            connection.send({"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}})

    async def _keep_warm(self, socket: WebSocket) -> None:
        """Slack pings; the server in use cannot, so a word that is no JSON goes out instead."""
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            if not self.silent:
                await socket.send_text("ping")
