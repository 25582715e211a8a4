"""The demo as a Django app: its command and its task. Installed where DEMO is set, and nowhere else."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "demo"
