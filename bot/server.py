"""One HTTP server on one socket: granian's WSGI worker inside this process. Knows nothing about Slack.

granian's own launcher forks a worker, which would put the courier in another process than the one that gets the signals and
would hide the port when it is 0. Here the socket is bound first, so the address is known and connections queue before a
thread runs; `stop` lets the requests in hand finish.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any

from granian import _futures, _granian

BACKLOG = 256
# Python threads that run requests: one is fastest, but then one slow listener stops all (measured: 2 to 4 cost little).
BLOCKING_THREADS = 4

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]

# The library's own stub is behind its compiled module; the version is pinned, and the tests of this module hold both together.
_NATIVE: Any = _granian
_NEW_SCHEDULER: Any = _futures._new_cbscheduler


class Server:
    """Serves `application` (WSGI) on `host` and `port` from `start` to `stop`. Port 0 takes a free one; see `address`."""

    def __init__(self, application: Application, host: str, port: int, threads: int = BLOCKING_THREADS) -> None:
        self._socket = socket.create_server((host, port), family=_family(host), backlog=BACKLOG)
        self.address = _address(self._socket)
        self._loop, self._loop_for_callbacks = asyncio.new_event_loop(), asyncio.new_event_loop()
        self._stopping, self._stopped = _NATIVE.WorkerSignal(), threading.Event()
        self._stopping.add_cb(self._stopped.set)
        self._callback = _entry(application)
        self._threads = threads
        self._thread = threading.Thread(target=self._serve, name="remit-web")

    def start(self) -> Server:
        self._thread.start()
        return self

    def stop(self, timeout: float = 10.0) -> bool:
        """Take no more connections and wait for the requests in hand, at most `timeout` seconds. True when all finished."""
        self._stopping.set()
        self._thread.join(timeout)
        finished = not self._thread.is_alive()
        if finished:
            self._loop.close()
            self._loop_for_callbacks.close()
        return finished

    def _serve(self) -> None:
        holder = _NATIVE.SocketHolder(self._socket.detach(), False, BACKLOG)  # it closes the socket when it stops
        no_tls: tuple[Any, ...] = (False, None, None, None, "tls1.3", None, [], False)
        worker = _NATIVE.WSGIWorker(
            1, (None, holder), None, 1, 512, self._threads, 30, BACKLOG, "1", None, None, None, *no_tls, (None, None)
        )
        # The other kind is an asyncio task without a loop, at which every other event loop of this process breaks when it ends.
        scheduler = _NEW_SCHEDULER(self._loop_for_callbacks, self._callback, impl_asyncio=True)
        worker.serve_mtr(scheduler, self._loop, self._stopping)
        self._stopped.wait()


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _entry(application: Application) -> Callable[[Any, dict[str, Any]], int]:
    """granian's call to WSGI's, without the process's environment in every request as granian's own wrapper has it."""
    constant = {"wsgi.version": (1, 0), "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False, "SCRIPT_NAME": ""}

    def run(protocol: Any, scope: dict[str, Any]) -> int:
        started: list[tuple[int, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]]) -> None:
            started.append((int(status.split(" ", 1)[0]), headers))

        content = b"".join(application(constant | scope, start_response))
        status, headers = started[-1]
        protocol.response_bytes(status, headers, content)
        return status

    return run
