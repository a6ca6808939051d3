"""One HTTP server on one socket: waitress inside this process. Knows nothing about Slack.

One thread reads every connection and hands a request to a thread of its own only when all of it is there, so whoever sends half
of one holds nobody up. `stop` lets the requests in hand finish; those that still wait for a thread are dropped, not done.
"""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from waitress import wasyncore  # type: ignore[import-untyped]
from waitress.adjustments import Adjustments  # type: ignore[import-untyped]
from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.parser import HTTPRequestParser  # type: ignore[import-untyped]
from waitress.server import TcpWSGIServer  # type: ignore[import-untyped]
from waitress.task import WSGITask  # type: ignore[import-untyped]

from bot.turns import Dispatcher

BACKLOG = 256
# Python threads that run the requests of one workspace: one is fastest, but then one slow listener stops all (measured: 2 to 4 cost
# little). One more is there for the others.
BLOCKING_THREADS = 4
# More are hung up on at once. So many requests at most wait for a thread, and what has waited too long the application refuses.
CONNECTIONS = 500
READ_SECONDS = 5.0  # for a whole request; Slack sends its few kilobytes at once and waits 3 s for the answer
IDLE_SECONDS = 60  # a connection without a request
MAX_BODY_BYTES = 1_000_000
MAX_HEAD_BYTES = 65_536
# In a request's environ: when its first byte came, by `time.monotonic`.
ARRIVED = "remit.arrived"

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
Lane = Callable[[bytes], str]
"""Says of a request's body whose it is; it has not been looked at by anybody yet."""


class Server:
    """Serves `application` (WSGI) on `host` and `port` from `start` to `stop`. Port 0 takes a free one; see `address`.

    A request that is not complete `read_seconds` after its first byte, or after its connection, is hung up on. `threads` run the
    requests of one `lane`, and another is left to the others.
    """

    def __init__(
        self,
        application: Application,
        host: str,
        port: int,
        threads: int = BLOCKING_THREADS,
        *,
        lane: Lane = lambda _body: "",
        read_seconds: float = READ_SECONDS,
    ) -> None:
        listening = socket.create_server((host, port), family=_family(host), backlog=BACKLOG)
        self.address = _address(listening)
        self._work = Dispatcher(lambda channel: lane(channel.body()), threads)
        self._map: dict[int, Any] = {}
        self._stopping = False
        self._http = _Http(application, listening, self._work, self._map, read_seconds)
        self._thread = threading.Thread(target=self._serve, name="remit-web", daemon=True)

    @property
    def waiting(self) -> int:
        """How many requests wait for a thread."""
        return len(self._work.queue)

    @property
    def connections(self) -> int:
        """How many connections there are."""
        return len(self._http.active_channels)

    @property
    def accepting(self) -> bool:
        """Whether it takes connections."""
        return bool(self._http.accepting)

    def start(self) -> Server:
        self._thread.start()
        return self

    def stop(self, timeout: float = 10.0) -> bool:
        """Take no more connections and wait for the requests in hand, at most `timeout` seconds. True when all finished."""
        deadline = time.monotonic() + timeout
        self._work.set_thread_count(0)  # from now on no thread takes what waits
        self._http.trigger.pull_trigger(self._http.hang_out_closed)
        self._work.shutdown(timeout=timeout)
        self._stopping = True
        self._http.pull_trigger()
        self._thread.join(max(deadline - time.monotonic(), 1.0))
        finished = not self._work.threads and not self._thread.is_alive()
        if finished:  # else somebody still uses them, and the process ends
            wasyncore.close_all(self._map)
        return finished

    def _serve(self) -> None:
        while not self._stopping or any(channel.total_outbufs_len for channel in self._http.active_channels.values()):
            wasyncore.loop(timeout=self._http.look_seconds, use_poll=True, map=self._map, count=1)


class _Request(HTTPRequestParser):  # type: ignore[misc]
    def __init__(self, adjustments: Adjustments) -> None:
        super().__init__(adjustments)
        self.arrived = time.monotonic()


class _Task(WSGITask):  # type: ignore[misc]
    def get_environment(self) -> dict[str, Any]:
        return {**super().get_environment(), ARRIVED: self.request.arrived}


class _Channel(HTTPChannel):  # type: ignore[misc]
    task_class, parser_class = _Task, _Request

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self.opened, self.has_asked = time.monotonic(), False
        super().__init__(*arguments, **named)

    def received(self, data: bytes) -> bool:
        self.has_asked = True
        return bool(super().received(data))

    def body(self) -> bytes:
        """Of the request that is to be done next."""
        stream = self.requests[0].get_body_stream()
        content: bytes = stream.read()
        stream.seek(0)
        return content

    def overdue(self, cutoff: float) -> bool:
        """Whether the request that is being read, or the first one that never began, should have been here by `cutoff`."""
        if self.request is not None:
            return bool(self.request.arrived < cutoff)
        return not self.has_asked and self.opened < cutoff


class _Http(TcpWSGIServer):  # type: ignore[misc]
    """waitress's server on a socket that is bound already, with a limit on how long a request may take to come."""

    channel_class = _Channel

    def __init__(
        self, application: Application, listening: socket.socket, work: Dispatcher, sockets: dict[int, Any], read_seconds: float
    ) -> None:
        adjustments = Adjustments(
            sockets=[listening],
            backlog=BACKLOG,
            connection_limit=sys.maxsize,  # `handle_accept` refuses: waitress would let them wait, and nobody knows since when
            channel_timeout=IDLE_SECONDS,
            # One more is read while a request is in hand, by which it is seen that who asked has hung up.
            channel_request_lookahead=1,
            max_request_body_size=MAX_BODY_BYTES + 1,  # waitress refuses what has as many
            max_request_header_size=MAX_HEAD_BYTES,
            ident=None,
            clear_untrusted_proxy_headers=True,
            log_socket_errors=False,
        )
        where = (listening.family, listening.type, listening.proto, listening.getsockname())
        self._read_seconds, self.look_seconds = read_seconds, min(read_seconds / 2, 1.0)
        super().__init__(application, sockets, True, listening, dispatcher=work, adj=adjustments, sockinfo=where, bind_socket=False)
        self.next_channel_cleanup = 0.0

    def maintenance(self, now: float) -> None:
        super().maintenance(now)
        self.next_channel_cleanup = now + self.look_seconds
        cutoff = time.monotonic() - self._read_seconds
        for channel in self.active_channels.values():
            if channel.overdue(cutoff):
                channel.will_close = True

    def handle_accept(self) -> None:
        if len(self.active_channels) < CONNECTIONS:
            super().handle_accept()
            return
        with suppress(OSError):  # gone again already
            self.socket.accept()[0].close()

    def hang_out_closed(self) -> None:
        """Close the listening socket; what is open stays so."""
        self.accepting = False
        wasyncore.dispatcher.close(self)


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
