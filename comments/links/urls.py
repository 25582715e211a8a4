from django.urls import path

from comments.links import views as links

app_name = "links"

urlpatterns = [
    path("", links.links, name="list"),
    path("<int:pk>/<str:digest>.jpg", links.picture, name="picture"),
]
