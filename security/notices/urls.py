"""The pages under /notices/."""

from django.urls import path

from security.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notices, name="list"),
    path("latest/", views.latest, name="latest"),
    path("<int:pk>/", views.open_notice, name="open"),
    path("seen/", views.see_all, name="see_all"),
    path("settings/", views.settings, name="settings"),
]
