"""Within the addresses of comments (handling/urls.py)."""

from django.urls import path

from comments.inbox.views import by_hand, lists

urlpatterns = [
    path("new/", by_hand.new, name="new"),
    path("words/", lists.words, name="words"),
    path("words/<int:pk>/remove/", lists.remove_word, name="remove_word"),
    path("templates/", lists.templates, name="templates"),
    path("templates/<int:pk>/", lists.template, name="template"),
]
