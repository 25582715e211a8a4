"""The worker of the embedded system: one process with four threads. `python -m cafe_instagram.worker`

Started by Celery's class instead of its command line, which would load an interactive shell and keep it in memory.
"""

import sys

from cafe_instagram.celery import app

THREADS = 4


def main() -> None:
    worker = app.Worker(
        pool="threads",
        concurrency=THREADS,
        loglevel="WARNING",
        quiet=True,
        # Nobody to talk to: there is one worker.
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    worker.start()
    sys.exit(worker.exitcode)


if __name__ == "__main__":
    main()
