"""Posts in the admin site: the section chief's desk; reference data for the administrator."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from approvals.desk import DeskAdmin
from posts.drafting.desk import PostDesk
from posts.drafting.models import Post, Topic
from security.admin import AskedOfRules
from security.pages.requests import signed_in
from security.trail.changes import save_reference


@admin.register(Post)
class PostAdmin(DeskAdmin):
    desk = PostDesk()


@admin.register(Topic)
class TopicAdmin(AskedOfRules):
    list_display = ["name", "position"]

    def save_model(self, request: HttpRequest, obj: Topic, form: forms.ModelForm, change: bool) -> None:
        save_reference(by=signed_in(request).user, instance=obj)
