"""The steps of a version's life that people take: one page each, with what will happen, and a button."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from approvals.completeness import Point
from approvals.models import Submission
from approvals.steps import Steps
from comments.policy import actions, querysets, rules
from comments.policy.desk import PolicyDesk, same_as, sections
from comments.policy.forms import PostingForm, ReviewForm
from comments.policy.models import Policy
from comments.policy.views.access import readable_policy
from security.office.answers import Answer
from security.pages.requests import OfficeRequest, posted
from security.pages.steps import step_page
from security.people.actors import Actor

TEMPLATE = "policy/step.html"
_step = partial(step_page, template=TEMPLATE)


class PolicySteps(Steps[Policy]):
    names = ("submit", "decide", "pull_back", "withdraw", "revoke", "see_after")
    namespace = "policy"
    queue = "policy:list"
    kind = "版"
    name = "policy"
    step_template = TEMPLATE
    submit_template = "policy/submit.html"
    desk = PolicyDesk
    on_withdrawing = (
        "この版は終わりになり、施行されません。",
        "承認されて公開のページで予告していた場合は、予告も消えます。",
    )
    on_revoking = (
        "この版は施行されず、下書きに戻ります。公開のページの予告も消えます。",
        "課のホームページに掲示していた場合は、そちらも外してください。",
    )
    revoked = "施行されません。"

    def read(self, request: OfficeRequest, pk: int) -> Policy:
        return readable_policy(request, pk)

    def may_edit(self, actor: Actor, policy: Policy) -> Answer:
        return rules.may_edit(actor, policy)

    def points(self, policy: Policy) -> list[Point]:
        return actions.points_of(policy)

    def ask(self, request: OfficeRequest, policy: Policy, version: int) -> Submission:
        same_text = "same_text" in request.POST
        return actions.submit(by=request.user, policy=policy, version=version, same_text=same_text)

    def asked(self, policy: Policy, submission: Submission) -> str:
        return f"{policy}の承認を求めました(起案文書の第{submission.number}版)。"

    def submission(self, request: OfficeRequest, policy: Policy) -> dict[str, Any]:
        before, blocks = querysets.preceding(policy), policy.sealed_content().blocks
        return {
            "sections": list(sections(blocks, before)),
            "compared": before,
            "same_as": same_as(blocks, before),
            "same_text": "same_text" in request.POST,
        }

    def may_withdraw(self, actor: Actor, policy: Policy) -> Answer:
        return rules.may_withdraw(actor, policy)

    def may_revoke(self, actor: Actor, policy: Policy) -> Answer:
        return rules.may_revoke(actor, policy)


@login_required
def post(request: OfficeRequest, pk: int) -> HttpResponse:
    policy = readable_policy(request, pk)
    return _step(
        request,
        policy,
        heading="掲示を記録する",
        success="掲示を記録しました。",
        consequences=[
            "課のホームページへの掲示は、先に行ってください。貼り付ける文章は「ホームページに貼り付ける」から取れます。",
            "ここでは、どこに、いつ掲示したかを記録します。",
        ],
        answer=rules.may_record_posting(request.actor, policy),
        form=PostingForm(posted(request)),
        act=lambda data: actions.record_posting(by=request.user, policy=policy, **data),
    )


@login_required
def review(request: OfficeRequest, pk: int) -> HttpResponse:
    policy = readable_policy(request, pk)
    return _step(
        request,
        policy,
        heading="見直しを記録する",
        success="見直しを記録しました。次の見直しは1年後です。",
        consequences=[
            "きょう見直したことと、その結果を記録します。",
            "改める点があったときは、続けて新しい版を起案してください。",
        ],
        answer=rules.may_record_review(request.actor, policy, Policy.objects.in_force()),
        form=ReviewForm(posted(request)),
        act=lambda data: actions.record_review(by=request.user, policy=policy, **data),
    )
