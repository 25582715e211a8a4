"""`python -m bench.letters [folder]`: a letter of each shape as the page that a mail program shows, to be looked at.

No page of the product can show them: its security headers refuse the inline styles that mail needs.
"""

import os
import sys
from pathlib import Path


def main(folder: Path) -> None:
    os.environ.setdefault("DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cafe_instagram.settings")
    import django  # noqa: PLC0415 - after the environment is set

    django.setup()
    from cafe_instagram.home.letter_samples import all_of_them  # noqa: PLC0415 - after setup

    folder.mkdir(parents=True, exist_ok=True)
    for number, sample in enumerate(all_of_them(), start=1):
        (folder / f"{number}.html").write_text(sample.html, encoding="utf-8")
        print(folder / f"{number}.html", sample.title)


if __name__ == "__main__":
    main(Path(sys.argv[1] if sys.argv[1:] else "var/letters"))
