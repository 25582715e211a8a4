from django.urls import path

from comments.policy.views import paste, public, steps, versions

app_name = "policy"

urlpatterns = [
    path("", public.current, name="public"),
    path("<int:number>/", public.numbered, name="public_version"),
    path("paste/", paste.paste, name="paste"),
    path("paste/<int:number>/<str:kind>/", paste.download, name="download"),
    path("versions/", versions.versions, name="list"),
    path("versions/new/", versions.new, name="new"),
    path("versions/<int:pk>/", versions.version, name="version"),
    path("versions/<int:pk>/edit/", versions.edit, name="edit"),
    path("versions/<int:pk>/submit/", steps.submit, name="submit"),
    path("versions/<int:pk>/decide/", steps.decide, name="decide"),
    path("versions/<int:pk>/pull-back/", steps.pull_back, name="pull_back"),
    path("versions/<int:pk>/withdraw/", steps.withdraw, name="withdraw"),
    path("versions/<int:pk>/revoke/", steps.revoke, name="revoke"),
    path("versions/<int:pk>/see-after/", steps.see_after, name="see_after"),
    path("versions/<int:pk>/post/", steps.post, name="post"),
    path("versions/<int:pk>/review/", steps.review, name="review"),
]
