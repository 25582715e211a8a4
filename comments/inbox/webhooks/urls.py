from django.urls import path

from comments.inbox.webhooks import views as webhooks

app_name = "webhooks"

urlpatterns = [
    path("instagram/", webhooks.instagram, name="instagram"),
]
