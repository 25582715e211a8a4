"""Posts as a Django app: reference data and the ear for approvals."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PostsConfig(AppConfig):
    name = "posts"
    verbose_name = "投稿"

    def ready(self) -> None:
        for noun in ("phrases", "drafting", "links", "publishing", "live", "planning"):
            import_module(f"posts.{noun}.events")
        for noun in ("drafting", "links", "publishing", "live"):
            import_module(f"posts.{noun}.notices")
        import_module("posts.publishing.agreement")
        import_module("posts.publishing.receivers")
        import_module("posts.drafting.receivers")
        import_module("posts.drafting.letter_pictures")
        import_module("posts.planning.receivers")
        import_module("posts.planning.entries")
        post_migrate.connect(seed, sender=self)


def seed(sender: "PostsConfig", using: str, **kwargs: Any) -> None:
    """The guideline's own topics (第１, 第３第１項(1)), for a database that has none yet."""
    topics = sender.get_model("Topic")._default_manager.using(using)
    if not topics.exists():
        names = ["移住・定住", "関係人口", "北海道の魅力", "イベント"]
        topics.bulk_create(
            [topics.model(name=name, position=position) for position, name in enumerate(names)]
        )
