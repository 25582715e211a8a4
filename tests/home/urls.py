"""The addresses of the product and one of each page that a request can fail with."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.urls import path

from cafe_instagram.urls import urlpatterns as product


def denied(request):
    raise PermissionDenied("承認できるのは担当課長です(第４第１項(1))。")


def suspicious(request):
    raise SuspiciousOperation


def broken(request):
    raise RuntimeError


urlpatterns = [
    *product,
    path("denied/", denied),
    path("suspicious/", suspicious),
    path("broken/", broken),
]
