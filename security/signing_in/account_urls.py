"""The pages of the own account: django-allauth's, but only those that the office uses."""

from collections.abc import Callable

from allauth.account import views
from allauth.mfa.base import views as second_factor
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, re_path

from security.pages.bodies import CREDENTIALS, takes
from security.pages.doors import Door, View, open_without
from security.signing_in.views import invitation, own_sessions
from security.signing_in.views import second_factor as own_second_factor


def account_page(*doors: Door) -> Callable[[View], View]:
    """Open without these doors, and taking no more than credentials."""
    return lambda view: takes(CREDENTIALS)(open_without(*doors)(view))


# What is open to whoever is signed in, appointed or not, and wherever; to those besides who need a second factor and have
# none yet; and to those who have still to show theirs: the way to do so, and out.
own_account = account_page(Door.APPOINTMENT, Door.WORKPLACE, Door.ACKNOWLEDGEMENT)
setting_up = account_page(Door.APPOINTMENT, Door.WORKPLACE, Door.SECOND_FACTOR, Door.ACKNOWLEDGEMENT)
way_through = account_page(*Door)
behind_every_door = account_page()

urlpatterns = [
    path("login/", own_account(views.login), name="account_login"),
    path("logout/", way_through(own_sessions.logout), name="account_logout"),
    path("inactive/", own_account(views.account_inactive), name="account_inactive"),
    path("signup/", behind_every_door(views.signup), name="account_signup"),  # closed: it says so
    path("reauthenticate/", setting_up(views.reauthenticate), name="account_reauthenticate"),
    path("password/change/", own_account(views.password_change), name="account_change_password"),
    path("password/reset/", own_account(views.password_reset), name="account_reset_password"),
    path("password/reset/done/", own_account(views.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        own_account(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        own_account(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("session/", way_through(own_sessions.session), name="account_session"),
    path("sessions/", own_account(own_sessions.own_sessions), name="account_sessions"),
    path("invitation/<str:secret>/", own_account(invitation.invitation), name="account_invitation"),
    path("invited/", own_account(invitation.invited), name="account_invited"),
    # Second factor; what shows a secret is kept by no browser.
    path("2fa/", setting_up(own_second_factor.overview), name="mfa_index"),
    path("2fa/authenticate/", behind_every_door(second_factor.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", way_through(second_factor.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/app/", setting_up(own_second_factor.add_app), name="mfa_activate_totp"),
    path("2fa/app/remove/", own_account(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/codes/", setting_up(own_second_factor.codes), name="mfa_view_recovery_codes"),
    path("2fa/codes/new/", own_account(own_second_factor.new_codes), name="mfa_generate_recovery_codes"),
    path("2fa/codes/file/", setting_up(own_second_factor.codes_file), name="mfa_download_recovery_codes"),
    path("2fa/passkeys/add/", setting_up(own_second_factor.add_passkey), name="mfa_add_webauthn"),
    path("2fa/passkeys/login/", own_account(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path(
        "2fa/passkeys/reauthenticate/",
        way_through(passkeys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "2fa/passkeys/<int:pk>/remove/",
        own_account(own_second_factor.remove_passkey),
        name="mfa_remove_webauthn",
    ),
]
