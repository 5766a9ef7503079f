"""Runs a command as one process group with itself, and ends the group when whoever started it is gone.

PHP's built-in server forks workers, which go on serving when their first process ends; and a test run may be killed
without a chance to clean up. So the server gets a group of its own, led by this process, which notices the end of its
standard input: the other end of that pipe closes with the test run, however that ends.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading


def main(command: list[str]) -> int:
    # `stdin` must not be the pipe, or the server would hold its reading end and see the requests of nobody.
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    threading.Thread(target=_end_with_starter, args=(server.pid,), daemon=True).start()
    return server.wait()


def _end_with_starter(server: int) -> None:
    while os.read(0, 1024):
        pass
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(server, signal.SIGKILL)  # php-fpm makes a group of its own
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
