"""Run the README's first command as a newcomer would, see that its page answers, and stop it with Ctrl-C.

`python3 .ci/try.py COMMAND`: COMMAND is run by bash. Exits with its exit code, or with 1 when no page came within ten minutes.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")
LIMIT_SECONDS = 600


def main(command: str) -> int:
    began = time.monotonic()
    # bash, because it goes on after a Ctrl-C that the command itself took well; dash would die of it
    shell = ["/bin/bash", "-c", command]
    with subprocess.Popen(shell, stdout=subprocess.PIPE, text=True, start_new_session=True) as started:
        group = os.getpgid(started.pid)
        signal.signal(signal.SIGALRM, lambda _number, _frame: os.killpg(group, signal.SIGKILL))
        signal.alarm(LIMIT_SECONDS)
        assert started.stdout is not None
        for line in started.stdout:
            print(line, end="")
            found = ADDRESS.search(line)
            if found:
                with urllib.request.urlopen(found.group(), timeout=10) as page:  # noqa: S310 - loopback, matched above
                    assert b"Remit" in page.read()
                print(f"the page answered {time.monotonic() - began:.1f} s after the command")
                os.killpg(group, signal.SIGINT)
        code = started.wait()
        return code if code >= 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
