"""The addresses of 第６."""

from django.urls import include, path

urlpatterns = [
    path("comments/replies/", include("comments.urls.replies")),
    path("comments/", include("comments.urls.comments")),
    path("cases/", include("comments.urls.cases")),
    path("policy/", include("comments.urls.policy")),
    path("links/", include("comments.urls.links")),
    path("webhooks/", include("comments.urls.webhooks")),
]
