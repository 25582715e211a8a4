"""The product's addresses, and a page that shows nothing but the frame."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from cafe_instagram.urls import urlpatterns as product


@login_required
def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


urlpatterns = [path("bench/empty/", empty), *product]
