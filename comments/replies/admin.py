"""Replies in the admin site: the chief's desk."""

from django.contrib import admin

from approvals.desk import DeskAdmin
from comments.replies.desk import ReplyDesk
from comments.replies.models import Reply


@admin.register(Reply)
class ReplyAdmin(DeskAdmin):
    desk = ReplyDesk()
