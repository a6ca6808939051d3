"""Runs an ASGI application on a loopback port from a thread of this process.

The server is granian, embedded, behind a small relay: the relay owns the port (so that a free one is found without a race)
and can break a connection without an answer, which an ASGI application cannot. A response with status `DROP` is never
passed on; the connection breaks in its place.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from granian.constants import Interfaces
from granian.server.embed import Server

DROP = 599
LOOPBACK = "127.0.0.1"
START_SECONDS = 10.0
CHUNK = 65536


class Serving:
    """One application on one port, until `stop`."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self._app, self.port = app, 0
        self._listening: socket.socket | None = None
        self._up = threading.Event()
        self._failed: list[OSError] = []
        self._thread = threading.Thread(target=self._run, name="local-slack", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None
        self._relay: Relay | None = None

    def start(self, port: int = 0, listening: socket.socket | None = None) -> int:
        """Serve on `port` (0: any free one), or on a socket that listens already, and return the port. Raises OSError when it is taken;
        then nothing is left to stop."""
        self.port, self._listening = port, listening
        self._thread.start()
        if not self._up.wait(START_SECONDS):
            raise TimeoutError(f"the local server did not start in {START_SECONDS} s")
        if self._failed:
            self._thread.join(START_SECONDS)  # it only has its folder to remove
            raise self._failed[0]
        return self.port

    def stop(self) -> None:
        """Close every connection and wait for the thread."""
        if self._loop and self._end and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(START_SECONDS)

    def cut_sockets(self) -> None:
        """Break every WebSocket connection, as a network does: without a closing word."""
        if self._loop and self._relay:
            self._loop.call_soon_threadsafe(self._relay.cut_sockets)

    def _run(self) -> None:
        with tempfile.TemporaryDirectory(prefix="remit-") as folder:
            try:
                asyncio.run(self._serve(Path(folder) / "server"))
            except OSError as error:
                self._loop = None  # it is closed: `stop` has nobody to tell
                self._failed.append(error)
                self._up.set()

    async def _serve(self, path: Path) -> None:
        """Run the server on a local socket, the relay before it, until told to end."""
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        self._relay = relay = Relay(path)
        if self._listening:
            listener = await asyncio.start_server(relay.connected, sock=self._listening)
        else:
            listener = await asyncio.start_server(relay.connected, LOOPBACK, self.port)
        self.port = listener.sockets[0].getsockname()[1]
        server = Server(self._app, uds=path, interface=Interfaces.ASGINL, log_enabled=False)
        server.on_startup(self._up.set)
        serving = asyncio.create_task(server.serve())
        await self._end.wait()
        listener.close()
        await relay.close()
        server.stop()  # type: ignore[no-untyped-call]
        await serving


class Relay:
    """Passes bytes between clients and the server's socket."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tasks: set[asyncio.Task[None]] = set()
        self._sockets: set[asyncio.StreamWriter] = set()

    def cut_sockets(self) -> None:
        """Break the connections that became WebSockets."""
        for writer in self._sockets:
            writer.transport.abort()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client; ends when either side does."""
        task = asyncio.current_task()
        if task is None:
            return
        self._tasks.add(task)
        try:
            from_server, to_server = await asyncio.open_unix_connection(str(self._path))
            try:
                await self._both_ways(reader, writer, from_server, to_server)
            finally:
                to_server.close()
        except (OSError, asyncio.CancelledError):
            pass  # a client or the server went away, which is theirs to do
        finally:
            writer.transport.abort()
            self._sockets.discard(writer)
            self._tasks.discard(task)

    async def _both_ways(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, from_server: asyncio.StreamReader, to_server: asyncio.StreamWriter
    ) -> None:
        """Copy in both directions until one of them ends, with what was sent flushed."""
        up = asyncio.create_task(self._copy(reader, to_server))
        down = asyncio.create_task(self._copy(from_server, writer))
        try:
            await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in (up, down):
                pump.cancel()
                with contextlib.suppress(asyncio.CancelledError, OSError):
                    await pump
            if not writer.is_closing():
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()

    async def _copy(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        """Pass bytes on until the source ends or answers with DROP."""
        while chunk := await source.read(CHUNK):
            if chunk.startswith(b"HTTP/1.1 %d" % DROP):
                target.transport.abort()
                return
            if chunk.startswith(b"HTTP/1.1 101"):
                self._sockets.add(target)
            target.write(chunk)
            await target.drain()

    async def close(self) -> None:
        """Break every connection."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
