"""The pages under /security/."""

from django.urls import path

from .views import index, letters, official_password, people

app_name = "security"
urlpatterns = [
    path("", index.index, name="index"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/end/", people.end, name="end_appointment"),
    path("people/deputy/", people.deputy, name="deputy"),
    path("people/transfer/", people.transfer, name="transfer"),
    path("organizations/<int:pk>/designate/", people.designate, name="designate"),
    path("account-password/", official_password.register, name="account_password"),
    path("account-password/change/", official_password.change, name="password_change"),
    path("account-password/<int:pk>/confirm/", official_password.confirm, name="password_confirm"),
    path("account-password/holders/add/", official_password.add_holder, name="password_holder"),
    path("account-password/ask/", official_password.ask, name="password_ask"),
    path("account-password/tasks/<int:pk>/dismiss/", official_password.dismiss, name="password_dismiss"),
    path("account-password/postpone/", official_password.postpone, name="password_postpone"),
    path("letters/", letters.letters, name="letters"),
    path("letters/<int:pk>/", letters.letter, name="letter"),
]
