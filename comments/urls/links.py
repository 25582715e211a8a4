from django.urls import path

from ..views import links

app_name = "links"

urlpatterns = [
    path("", links.links, name="list"),
    path("<int:pk>/<str:digest>.jpg", links.picture, name="picture"),
]
