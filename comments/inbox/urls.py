from django.urls import path

from comments.inbox.views import by_hand, comment, listing, lists

app_name = "comments"

urlpatterns = [
    path("", listing.comment_list, name="list"),
    path("no-reply/", listing.no_reply, name="no_reply"),
    path("new/", by_hand.new, name="new"),
    path("posts/<int:pk>/", listing.of_post, name="of_post"),
    path("words/", lists.words, name="words"),
    path("words/<int:pk>/remove/", lists.remove_word, name="remove_word"),
    path("templates/", lists.templates, name="templates"),
    path("templates/<int:pk>/", lists.template, name="template"),
    path("<int:pk>/", comment.detail, name="detail"),
    path("<int:pk>/decide/", comment.decide, name="decide"),
    path("<int:pk>/assign/", comment.assign, name="assign"),
]
