"""The pages under /security/."""

from django.urls import path

from .views import index, people

app_name = "security"
urlpatterns = [
    path("", index.index, name="index"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/end/", people.end, name="end_appointment"),
    path("people/deputy/", people.deputy, name="deputy"),
    path("people/transfer/", people.transfer, name="transfer"),
    path("organizations/<int:pk>/designate/", people.designate, name="designate"),
]
