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


def end_with_caller() -> None:
    sys.stdin.buffer.read()
    end()


def end() -> None:
    try:
        # Its group: the emulator and the functions it runs.
        os.killpg(emulator.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    # Others of the caller's may still write into the folder for a moment.
    for _ in range(50 if then == "remove" else 0):
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(0.1)
        if not os.path.exists(folder):
            break
    os._exit(0)


threading.Thread(target=end_with_caller, daemon=True).start()
code = emulator.wait()
# Only when it ended by itself: otherwise the thread above ends this process.
print(f"ended with code {code}", flush=True)
sys.stdin.buffer.read()
