from django.urls import include, path

from comments.handling.views import comment, listing

app_name = "comments"

urlpatterns = [
    path("", listing.comment_list, name="list"),
    path("", include("comments.inbox.urls")),
    path("no-reply/", listing.no_reply, name="no_reply"),
    path("posts/<int:pk>/", listing.of_post, name="of_post"),
    path("<int:pk>/", comment.detail, name="detail"),
    path("<int:pk>/decide/", comment.decide, name="decide"),
    path("<int:pk>/assign/", comment.assign, name="assign"),
]
