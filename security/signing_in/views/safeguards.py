"""セキュリティの設定."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from security.pages.proof import fresh_proof
from security.pages.requests import OfficeRequest, posted
from security.people import rules
from security.people.models import Organization
from security.people.safeguards import Safeguards
from security.signing_in import actions
from security.signing_in.forms.safeguards import SafeguardsForm
from security.workplaces import querysets


@fresh_proof
@require_http_methods(["GET", "POST"])
def safeguards(request: OfficeRequest) -> HttpResponse:
    answer = rules.may_administer(request.actor)
    if not answer:
        messages.error(request, str(answer))
        return redirect("security:index")
    form = SafeguardsForm(posted(request), instance=Safeguards.current())
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_safeguards(by=request.user, safeguards=form.instance)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(request, "セキュリティの設定を保存しました。")
            return redirect("security:safeguards")
    context = {
        "form": form,
        "usable": querysets.has_workplace(Organization.Kind.PREFECTURE),
        "devices_url": reverse("security:devices"),
    }
    return render(
        request, "security/safeguards.html", context, status=422 if request.method == "POST" else 200
    )
