from django.urls import path

from comments.views import webhooks

app_name = "webhooks"

urlpatterns = [
    path("instagram/", webhooks.instagram, name="instagram"),
]
