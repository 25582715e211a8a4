"""The addresses of 第６."""

from django.urls import include, path

urlpatterns = [
    path("comments/replies/", include("comments.replies.urls")),
    path("comments/own-answers/", include("comments.own_answers.urls")),
    path("comments/", include("comments.handling.urls")),
    path("cases/", include("comments.cases.urls")),
    path("policy/", include("comments.policy.urls")),
    path("links/", include("comments.links.urls")),
    path("webhooks/", include("comments.inbox.webhooks.urls")),
]
