import os
import shutil

import pytest

# Playwright's own event loop runs in this thread; the database is not used from inside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("Chromiumが見つかりません。画面の検査を省きます。")
    return {**browser_type_launch_args, "executable_path": chromium, "args": ["--no-sandbox"]}
