"""Runs the AWS emulator, and ends it with all it has started when this process's stdin closes.

The caller holds the other end of stdin, so that also a caller that was killed takes the emulator, the Lambda functions
it runs and the folder of this run along. Arguments: the folder, and "keep" or "remove" for what to do with it.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time

folder, then = sys.argv[1:]

# A Ctrl-C in the terminal reaches every process there; the caller decides when this one ends.
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGTERM, signal.SIG_IGN)

with open(os.path.join(folder, "emulator.log"), "wb") as log:
    emulator = subprocess.Popen(
        [sys.executable, "-m", "ministack"],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        env={**os.environ, "TMPDIR": folder},
    )


def tell_its_end() -> None:
    """Tells the caller that the emulator ended by itself; a caller that is gone does not mind."""
    code = emulator.wait()
    try:
        print(f"ended with code {code}", flush=True)
    except OSError:
        pass


threading.Thread(target=tell_its_end, daemon=True).start()

farewell = sys.stdin.buffer.read()

try:
    # Its group: the emulator and the functions it runs.
    os.killpg(emulator.pid, signal.SIGKILL)
except ProcessLookupError:
    pass
# The processes of a caller that was killed, without a farewell, outlive it by some seconds and make the folder anew when
# they write: it is removed until it has stayed away.
stays_away_seconds = 0 if farewell else 5
deadline = time.monotonic() + 60
gone_since = time.monotonic()
while then == "remove" and time.monotonic() < deadline:
    if os.path.exists(folder):
        shutil.rmtree(folder, ignore_errors=True)
        gone_since = time.monotonic()
    elif time.monotonic() >= gone_since + stays_away_seconds:
        break
    time.sleep(0.1)
os._exit(0)
