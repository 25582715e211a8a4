"""Every check that can run on this machine: `python -m tests.run [--lint-only | --tests-only] [what pytest is told]`.

The exit code is 0 only if all pass. What only reads the source runs beside the tests and is told at the end.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
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
# Four processes for two cores: half of them begin with the tests of the whole system, which mostly wait (tests/both.py).
TESTS = [sys.executable, "-m", "pytest", "-q", "-n", "4", "--dist", "worksteal"]


def check(command: list[str], environment: dict[str, str]) -> tuple[subprocess.CompletedProcess[str], float]:
    start = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    return done, time.monotonic() - start


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    # Without compiled files each of some fifty processes would compile the product and rewrite all tests anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    lint_only, tests_only = "--lint-only" in arguments, "--tests-only" in arguments
    chosen = [argument for argument in arguments if argument not in ("--lint-only", "--tests-only")]
    failed = []
    with tempfile.TemporaryDirectory(prefix="cafe-checks-") as data_dir, ThreadPoolExecutor(1) as beside:
        wanted = {} if tests_only else CHECKS
        # The settings are read by the type checker and by manage.py.
        environment = {**os.environ, "DEMO": "1", "DATA_DIR": data_dir}
        checks = {name: beside.submit(check, command, environment) for name, command in wanted.items()}
        if not lint_only and subprocess.run([*TESTS, *chosen], cwd=ROOT).returncode:
            failed.append("tests")
        for name, running in checks.items():
            done, took = running.result()
            say(f"{'FAIL' if done.returncode else 'ok  '} {name} ({took:.1f} s)")
            if done.returncode:
                say(done.stdout + done.stderr)
                failed.append(name)
    if failed:
        say(f"FAILED: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
