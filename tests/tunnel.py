"""A connection that is alive and carries nothing, for the tests of what must notice."""

from __future__ import annotations

import select
import socket
import threading
from contextlib import suppress


class Tunnel:
    """A relay to `target` (host, port) that can go deaf: connections stay open and carry nothing any more.

    What is sent to the target arrives `delay` seconds later, as on a long way.
    """

    def __init__(self, target: tuple[str, int], delay: float = 0.0) -> None:
        self._target, self._delay = target, delay
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._deaf: set[socket.socket] = set()
        self.always_deaf = False
        self.accepted = 0
        self.port = self._listening.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def go_deaf(self, *, for_good: bool = False) -> None:
        """Carry nothing on the connections there are; `for_good`: nor on any to come."""
        self.always_deaf = for_good
        self._deaf |= set(self._open)

    def close(self) -> None:
        for end in (self._listening, *self._open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection(self._target)
                self.accepted += 1
                self._open += [near, far]
                if self.always_deaf:
                    self._deaf |= {near, far}
                self._threads.append(threading.Thread(target=self._carry, args=(near, far), daemon=True))
                self._threads[-1].start()

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError, ValueError):
            while True:
                for ready in select.select([near, far], [], [], 0.1)[0]:
                    if ready in self._deaf:
                        threading.Event().wait(0.05)
                        continue
                    if not (data := ready.recv(65_536)):
                        return
                    if ready is near and self._delay:
                        threading.Event().wait(self._delay)
                    (far if ready is near else near).sendall(data)
