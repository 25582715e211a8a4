from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path


@login_required
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "page.html", {"lines": [f"行 {number}" for number in range(10)]})


urlpatterns = [path("", page)]
