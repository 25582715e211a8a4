"""Keeping secrets out of the log: some of Meta's calls want them in the address."""

import logging


class WithoutQueries(logging.Filter):
    """On the HTTP library's own logger: cuts the query off every address that it would print."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_without_query(part) for part in record.args)
        return True


def _without_query(part: object) -> object:
    if isinstance(part, str) and "?" in part:
        return f"{part.partition('?')[0]}?…"
    return part
