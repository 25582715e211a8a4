from django.urls import include, path

from comments.replies.views import editor, reply, settling, steps

app_name = "replies"

urlpatterns = [
    path("", reply.reply_list, name="list"),
    path("new/<int:comment_pk>/", editor.new, name="new"),
    path("<int:pk>/", reply.detail, name="detail"),
    path("<int:pk>/now/", reply.now, name="now"),
    path("<int:pk>/edit/", editor.edit, name="edit"),
    path("<int:pk>/", include(steps.ReplySteps().urls())),
    path("<int:pk>/send/", steps.send, name="send"),
    path("<int:pk>/retry/", steps.retry, name="retry"),
    path("<int:pk>/resolve/", settling.resolve, name="resolve"),
    path("<int:pk>/not-there/", settling.not_there, name="not_there"),
    path("<int:pk>/difference/", steps.note_difference, name="note_difference"),
    path("<int:pk>/record-by-hand/", steps.record_by_hand, name="record_by_hand"),
]
