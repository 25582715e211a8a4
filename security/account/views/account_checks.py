"""四半期の点検 of the official account's own settings (第５第１項)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from security.account import actions, checking
from security.account import rules as account_rules
from security.account.forms.account_checks import AccountCheckForm
from security.account.models import AccountCheck
from security.office import paging
from security.office.answers import Refused
from security.pages.requests import OfficeRequest, posted
from security.people import rules as people_rules

PER_PAGE = 20
LATEST_FIRST = ("-fiscal_year", "-quarter", "-pk")


@login_required
@require_http_methods(["GET", "POST"])
def account_checks(request: OfficeRequest) -> HttpResponse:
    answer = people_rules.may_read_records(request.actor)
    if not answer:
        messages.error(request, str(answer))
        return redirect("security:index")
    may_check = account_rules.may_check_account(request.actor)
    if request.method == "POST" and not may_check:
        messages.error(request, str(may_check))
        return redirect("security:account_checks")
    form = AccountCheckForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_account_check(
                by=request.user, findings=form.findings, note=form.cleaned_data["note"]
            )
        except ValidationError as wrong:
            form.add_error(None, wrong)
        except Refused as refusal:
            messages.error(request, str(refusal.answer))
            return redirect("security:account_checks")
        else:
            messages.success(request, "点検を記録しました。")
            return redirect("security:account_checks")
    year, quarter = checking.this_quarter()
    earlier = AccountCheck.objects.select_related("done_by")
    context = {
        "form": form,
        "year": year,
        "quarter": quarter,
        "is_due": checking.is_due(),
        "may_check": may_check,
        "page": paging.page(earlier, LATEST_FIRST, request.GET, PER_PAGE),
    }
    return render(
        request, "security/account_checks.html", context, status=422 if request.method == "POST" else 200
    )
