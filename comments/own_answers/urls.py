from django.urls import path

from comments.own_answers.views import answers

app_name = "own_answers"

urlpatterns = [
    path("", answers.answers, name="list"),
    path("<int:pk>/", answers.detail, name="detail"),
    path("<int:pk>/join/", answers.join, name="join"),
    path("<int:pk>/case/", answers.case, name="case"),
]
