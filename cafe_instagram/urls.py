"""Every address of the system."""

from django.contrib import admin
from django.urls import include, path

from cafe_instagram.home import views as home

urlpatterns = [
    path("", home.home, name="home"),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]
