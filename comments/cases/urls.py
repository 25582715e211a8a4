from django.urls import URLPattern, path

from comments.cases.views import cases, evidence, measures, steps

app_name = "cases"

urlpatterns: list[URLPattern] = [
    path("", cases.case_list, name="list"),
    path("new/", cases.new, name="new"),
    path("for-comment/<int:pk>/", cases.open_for_comment, name="open_for_comment"),
    path("<int:pk>/", cases.detail, name="detail"),
    path("<int:pk>/note/", steps.note, name="note"),
    path("<int:pk>/change/", steps.change, name="change"),
    path("<int:pk>/entry/", steps.entry, name="entry"),
    path("<int:pk>/steps/<int:step_pk>/", steps.do_step, name="step"),
    path("<int:pk>/answer/", steps.answer, name="answer"),
    path("<int:pk>/close/", steps.close, name="close"),
    path("<int:pk>/reopen/", steps.reopen, name="reopen"),
    path("<int:pk>/secure/", steps.secure, name="secure"),
    path("<int:pk>/evidence/add/", evidence.add, name="add_evidence"),
    path("<int:pk>/evidence/<int:number>/", evidence.read, name="evidence"),
    path("<int:pk>/evidence/<int:number>/image/", evidence.image, name="evidence_image"),
    path("<int:pk>/measures/<str:kind>/propose/", measures.propose, name="propose"),
    path("<int:pk>/measures/<str:kind>/emergency/", measures.emergency, name="emergency"),
    path("measures/<int:pk>/order/", measures.order, name="order"),
    path("measures/<int:pk>/refuse/", measures.refuse, name="refuse"),
    path("measures/<int:pk>/withdraw/", measures.withdraw, name="withdraw"),
    path("measures/<int:pk>/see-after/", measures.see_after, name="see_after"),
    path("measures/<int:pk>/retry/", measures.retry, name="retry"),
    path("measures/<int:pk>/record/", measures.record, name="record"),
]
