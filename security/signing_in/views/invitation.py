"""The invited person's way in: the link, then the choice of a password."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from security.office.answers import Refused
from security.pages.requests import posted
from security.signing_in import actions, invitations, known_browsers
from security.signing_in.forms.sign_in import FirstPasswordForm
from security.signing_in.models import Invitation

KEY = "invitation"  # in the session: the address shall not stand in the browser's bar, nor in what it refers from


@never_cache
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Opening the link uses nothing up: mail scanners open it too."""
    found = invitations.find(secret)
    answer = invitations.may_be_used(found)
    if not answer or found is None:
        return render(request, "account/invitation_refused.html", {"answer": answer}, status=410)
    request.session[KEY] = found.pk
    return redirect("account_invited")


@never_cache
@sensitive_post_parameters()
def invited(request: HttpRequest) -> HttpResponse:
    found = Invitation.objects.select_related("user").filter(pk=request.session.get(KEY, 0)).first()
    answer = invitations.may_be_used(found)
    if not answer or found is None:
        return render(request, "account/invitation_refused.html", {"answer": answer}, status=410)
    if request.user.is_authenticated:
        return render(request, "account/invitation_other.html", {"person": found.user})
    form = FirstPasswordForm(posted(request), user=found.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.use_invitation(invitation=found, password=form.cleaned_data["password1"])
        except Refused as refusal:
            return render(request, "account/invitation_refused.html", {"answer": refusal.answer}, status=410)
        request.session.pop(KEY)
        known_browsers.remember(request, found.user)
        messages.success(request, "パスワードを決めました。ログインIDとパスワードでログインしてください。")
        return redirect("account_login")
    return render(request, "account/invitation.html", {"form": form, "person": found.user})
