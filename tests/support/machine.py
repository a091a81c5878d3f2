"""Real processes of an installation, as a service manager starts them."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

PROGRAM = str(Path(sys.executable).with_name("hov-donate"))
PATIENCE_SECONDS = 60.0


@dataclass
class Running:
    """A process that was started, and what it says."""

    word: str
    process: subprocess.Popen[bytes]
    said: Path

    @property
    def has_spoken(self) -> bool:
        """Whether it has begun."""
        return bool(self.said.stat().st_size)


@dataclass
class Machine:
    """Where processes of one installation run, with the settings that people would give it."""

    folder: Path
    settings: dict[str, str]
    started: list[Running] = field(default_factory=list)

    def start(self, word: str, **settings: str) -> Running:
        """Start a command, as a service manager would."""
        said = self.folder / f"said-{len(self.started)}"
        environment = os.environ | self.settings | settings
        with said.open("wb") as file:
            process = subprocess.Popen([PROGRAM, word], env=environment, stdout=file, stderr=file)
        self.started.append(Running(word, process, said))
        return self.started[-1]

    def alive(self, word: str) -> list[Running]:
        """The processes of a command that have not ended."""
        return [each for each in self.started if each.word == word and each.process.poll() is None]

    def at_work(self, word: str) -> list[Running]:
        """Those that have begun; waits until one has."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (found := [each for each in self.alive(word) if each.has_spoken]):
            assert time.monotonic() < deadline, self.started[-1].said.read_text()
            if not self.alive(word):
                self.start(word)
            time.sleep(0.02)
        return found

    def run(self, word: str) -> tuple[int, str]:
        """Run a command to its end, undisturbed and as fast as can be: its status and words."""
        running = self.start(word, SWEEP_CALLS_PER_MINUTE="1000000")
        return running.process.wait(PATIENCE_SECONDS), running.said.read_text()

    def end(self) -> None:
        """Leave nothing behind."""
        for each in self.started:
            each.process.kill()
            each.process.wait()
