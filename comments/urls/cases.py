from django.urls import URLPattern, path

from comments.views import case_steps, cases, evidence, measures

app_name = "cases"

urlpatterns: list[URLPattern] = [
    path("", cases.case_list, name="list"),
    path("new/", cases.new, name="new"),
    path("for-comment/<int:pk>/", cases.open_for_comment, name="open_for_comment"),
    path("<int:pk>/", cases.detail, name="detail"),
    path("<int:pk>/note/", case_steps.note, name="note"),
    path("<int:pk>/change/", case_steps.change, name="change"),
    path("<int:pk>/entry/", case_steps.entry, name="entry"),
    path("<int:pk>/steps/<int:step_pk>/", case_steps.do_step, name="step"),
    path("<int:pk>/answer/", case_steps.answer, name="answer"),
    path("<int:pk>/close/", case_steps.close, name="close"),
    path("<int:pk>/reopen/", case_steps.reopen, name="reopen"),
    path("<int:pk>/secure/", case_steps.secure, name="secure"),
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
