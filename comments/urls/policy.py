from django.urls import path

from comments.views import policy, policy_paste, policy_public, policy_steps

app_name = "policy"

urlpatterns = [
    path("", policy_public.current, name="public"),
    path("<int:number>/", policy_public.numbered, name="public_version"),
    path("paste/", policy_paste.paste, name="paste"),
    path("paste/<int:number>/<str:kind>/", policy_paste.download, name="download"),
    path("versions/", policy.versions, name="list"),
    path("versions/new/", policy.new, name="new"),
    path("versions/<int:pk>/", policy.version, name="version"),
    path("versions/<int:pk>/edit/", policy.edit, name="edit"),
    path("versions/<int:pk>/submit/", policy_steps.submit, name="submit"),
    path("versions/<int:pk>/decide/", policy_steps.decide, name="decide"),
    path("versions/<int:pk>/pull-back/", policy_steps.pull_back, name="pull_back"),
    path("versions/<int:pk>/withdraw/", policy_steps.withdraw, name="withdraw"),
    path("versions/<int:pk>/revoke/", policy_steps.revoke, name="revoke"),
    path("versions/<int:pk>/see-after/", policy_steps.see_after, name="see_after"),
    path("versions/<int:pk>/post/", policy_steps.post, name="post"),
    path("versions/<int:pk>/review/", policy_steps.review, name="review"),
]
