"""Every address of the system."""

from django.contrib import admin
from django.urls import include, path

from cafe_instagram.home import styleguide, views

handler500 = "cafe_instagram.home.views.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("posts.urls")),
    path("", include("comments.urls")),
    path("stop/", include("approvals.urls")),
    path("accounts/", include("security.signing_in.account_urls")),
    path("security/", include("security.urls")),
    path("notices/", include("security.notices.urls")),
    path("admin/", admin.site.urls),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("news/", views.news, name="news"),
    path("healthz", views.healthz, name="healthz"),
    path("metrics", views.metrics, name="metrics"),
    path("robots.txt", views.robots, name="robots"),
]
