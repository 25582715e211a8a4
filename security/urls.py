"""The pages under /security/."""

from django.urls import path

from .views import index, trail

app_name = "security"
urlpatterns = [
    path("", index.index, name="index"),
    path("audit/", trail.trail, name="trail"),
    path("audit/export/", trail.trail_export, name="trail_export"),
    path("audit/chain.py", trail.verifier, name="verifier"),
]
