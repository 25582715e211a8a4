"""The entrance for gunicorn."""

import gc
import logging
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from cafe_instagram import held_open, inquiries

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cafe_instagram.settings")

# What is loaded here stays for good, so the collector need not go through it, neither now nor at every page.
gc.disable()
application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # with all views; else the first visitor would wait for them
# What the server itself says goes the way of all lines (cafe_instagram/logs.py): it quotes addresses with their queries.
server_log = logging.getLogger("gunicorn.error")
server_log.handlers.clear()
server_log.propagate = True
held_open.hold()
if settings.METRICS_TOKEN:
    inquiries.listeners.append(import_module("cafe_instagram.metrics").hear)
gc.freeze()
gc.enable()
