from django.urls import path

from comments.replies.views import editor, reply, steps

app_name = "replies"

urlpatterns = [
    path("", reply.reply_list, name="list"),
    path("new/<int:comment_pk>/", editor.new, name="new"),
    path("<int:pk>/", reply.detail, name="detail"),
    path("<int:pk>/now/", reply.now, name="now"),
    path("<int:pk>/edit/", editor.edit, name="edit"),
    path("<int:pk>/submit/", steps.submit, name="submit"),
    path("<int:pk>/decide/", steps.decide, name="decide"),
    path("<int:pk>/pull-back/", steps.pull_back, name="pull_back"),
    path("<int:pk>/withdraw/", steps.withdraw, name="withdraw"),
    path("<int:pk>/revoke/", steps.revoke, name="revoke"),
    path("<int:pk>/reopen/", steps.reopen, name="reopen"),
    path("<int:pk>/send/", steps.send, name="send"),
    path("<int:pk>/retry/", steps.retry, name="retry"),
    path("<int:pk>/resolve/", steps.resolve, name="resolve"),
    path("<int:pk>/record-by-hand/", steps.record_by_hand, name="record_by_hand"),
    path("<int:pk>/mark-read/", steps.mark_read, name="mark_read"),
    path("<int:pk>/see-after/", steps.see_after, name="see_after"),
]
