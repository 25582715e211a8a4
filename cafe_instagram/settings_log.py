"""The log's part of the settings: JSON in production, lines for reading in the demo (cafe_instagram/logs.py)."""

from cafe_instagram.environment import DEMO

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "without_queries": {"()": "instagram.secrecy.WithoutQueries"},
        "once_a_minute": {"()": "cafe_instagram.logs.OnceAMinute"},
    },
    "formatters": {
        "plain": {
            "()": "cafe_instagram.logs.PlainLines",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "json": {"()": "cafe_instagram.logs.JsonLines"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain" if DEMO else "json",
            "filters": ["once_a_minute"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "urllib3.connectionpool": {"filters": ["without_queries"]},
        # A line for each page that was answered, for whoever collects them.
        "cafe_instagram.requests": {"level": "WARNING" if DEMO else "INFO"},
        # One line per polled message would bury what matters.
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        # Scanners that ask for other hosts are answered with 400; a traceback for each helps nobody.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
