"""The pages under /security/."""

from django.urls import path

from .views import index

app_name = "security"
urlpatterns = [
    path("", index.index, name="index"),
]
