"""`python -m tests.permissions`: the lines that table.txt lacks, with what the system answers today: to be judged."""

import sys

import pytest

sys.exit(pytest.main(["-q", "-n", "0", "-s", "tests/permissions/propose.py"]))
