"""The pages under /security/."""

from django.urls import path

from .views import index, people

app_name = "security"
urlpatterns = [
    path("", index.index, name="index"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/invite/", people.invite, name="invite"),
    path("people/<int:pk>/second-factor/", people.take_second_factor, name="take_second_factor"),
    path("people/<int:pk>/sessions/", people.end_sessions, name="end_sessions"),
]
