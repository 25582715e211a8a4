"""第６ in the admin site: the chief's desk, and the office's reference data."""

from django.contrib import admin

from approvals.desk import DeskAdmin
from comments import admin_cases as admin_cases
from comments import admin_policy as admin_policy
from comments.desk import ReplyDesk
from comments.models import Reply


@admin.register(Reply)
class ReplyAdmin(DeskAdmin):
    desk = ReplyDesk()
