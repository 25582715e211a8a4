"""The Celery application: `celery -A cafe_instagram.celery worker`."""

import os

from celery import Celery

from . import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cafe_instagram.settings")

broker.use()
app = Celery("cafe_instagram")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
