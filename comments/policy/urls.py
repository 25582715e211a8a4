from django.urls import include, path

from comments.policy.views import editor, paste, public, steps, versions

app_name = "policy"

urlpatterns = [
    path("", public.current, name="public"),
    path("<int:number>/", public.numbered, name="public_version"),
    path("paste/", paste.paste, name="paste"),
    path("paste/<int:number>/<str:kind>/", paste.download, name="download"),
    path("versions/", versions.versions, name="list"),
    path("versions/new/", editor.new, name="new"),
    path("versions/<int:pk>/", versions.version, name="version"),
    path("versions/<int:pk>/edit/", editor.edit, name="edit"),
    path("versions/<int:pk>/", include(steps.PolicySteps().urls())),
    path("versions/<int:pk>/post/", steps.post, name="post"),
    path("versions/<int:pk>/review/", steps.review, name="review"),
]
