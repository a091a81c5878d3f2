"""Run a command quietly: its label and the seconds while it works, all it said if it fails.

Usage: python3 tools/progress.py "Installing packages" command argument ...
"""

import subprocess
import sys
import time
from tempfile import TemporaryFile

TICK = 0.1
HEARTBEAT = 10.0


def show(label: str, began: float, end: str) -> None:
    """Write the label and the whole seconds since `began`."""
    sys.stderr.write(f"{label} … {time.monotonic() - began:.0f} s{end}")
    sys.stderr.flush()


def wait(process: "subprocess.Popen[bytes]", label: str) -> int:
    """Report until the process ends: every second on a terminal, seldom in a log."""
    live = sys.stderr.isatty()
    began = reported = time.monotonic()
    if live:
        show(label, began, "\r")
    else:
        sys.stderr.write(f"{label} …\n")
        sys.stderr.flush()
    while process.poll() is None:
        time.sleep(TICK)
        if time.monotonic() - reported >= (1.0 if live else HEARTBEAT):
            reported = time.monotonic()
            show(label, began, "\r" if live else "\n")
    if live or time.monotonic() - began > HEARTBEAT:
        show(label, began, "\n")
    return process.returncode


def main(label: str, command: "list[str]") -> int:
    """Run the command and give back its exit status."""
    with TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        try:
            status = wait(process, label)
        except KeyboardInterrupt:
            process.wait()
            sys.stderr.write("\n")
            return 130
        if status != 0:
            said.seek(0)
            sys.stderr.write(said.read().decode(errors="replace"))
            sys.stderr.write(f"{label}: failed (exit status {status}); what it said is above.\n")
        return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
