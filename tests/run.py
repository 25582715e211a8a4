"""Every check that can run on this machine: `python -m tests.run [--lint-only]`. The exit code is 0 only if all pass."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent  # not resolved: the virtual environment's

CHECKS = {
    "ruff check": [f"{BIN}/ruff", "check", "."],
    "ruff format": [f"{BIN}/ruff", "format", "--check", "."],
    "imports": [f"{BIN}/lint-imports"],
    "templates": [f"{BIN}/djlint", "--lint", "--quiet", "templates"],
    "types": [f"{BIN}/mypy", "."],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "django check": [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
}
TESTS = [sys.executable, "-m", "pytest", "-q", "-n", "2"]


def passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
    """Run one check, in silence unless it fails."""
    start = time.monotonic()
    check = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    took = f"{time.monotonic() - start:.1f} s"
    say(f"{'ok  ' if check.returncode == 0 else 'FAIL'} {name} ({took})")
    if check.returncode:
        say(check.stdout + check.stderr)
    return check.returncode == 0


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main(*, lint_only: bool) -> int:
    with tempfile.TemporaryDirectory(prefix="cafe-checks-") as data_dir:
        # The settings are read by the type checker and by manage.py.
        environment = {**os.environ, "DEMO": "1", "DATA_DIR": data_dir}
        failed = [name for name, command in CHECKS.items() if not passes(name, command, environment)]
    if not lint_only and subprocess.run(TESTS, cwd=ROOT).returncode:
        failed.append("tests")
    if failed:
        say(f"FAILED: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(lint_only="--lint-only" in sys.argv[1:]))
