"""The pages under /security/."""

from django.urls import path

from security.account.views import account_checks, connection, official_password
from security.appointing import views as people
from security.confirming import views as confirming
from security.letters import views as letters
from security.pages import index
from security.signing_in.views import acknowledgements, safeguards, sign_ins
from security.trail import views as trail
from security.workplaces import views as devices

app_name = "security"
urlpatterns = [
    path("", index.index, name="index"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/end/", people.end, name="end_appointment"),
    path("own-address/", people.own_address, name="own_address"),
    path("people/deputy/", people.deputy, name="deputy"),
    path("people/transfer/", people.transfer, name="transfer"),
    path("organizations/<int:pk>/designate/", people.designate, name="designate"),
    path("account-password/", official_password.register, name="account_password"),
    path("account-password/change/", official_password.change, name="password_change"),
    path("account-password/<int:pk>/confirm/", official_password.confirm, name="password_confirm"),
    path("account-password/holders/add/", official_password.add_holder, name="password_holder"),
    path("account-password/ask/", official_password.ask, name="password_ask"),
    path("account-password/tasks/<int:pk>/dismiss/", official_password.dismiss, name="password_dismiss"),
    path("account-password/postpone/", official_password.postpone, name="password_postpone"),
    path("connection/", connection.page, name="connection"),
    path("connection/connect/", connection.connect, name="connect"),
    path("connection/lift-block/", connection.lift_block, name="lift_block"),
    path("connection/check/", connection.check, name="check_connection"),
    path("letters/", letters.letters, name="letters"),
    path("letters/<int:pk>/", letters.letter, name="letter"),
    path("devices/", devices.devices, name="devices"),
    path("devices/new/", devices.register_device, name="register_device"),
    path("devices/enrol/", devices.enrol_device, name="enrol_device"),
    path("devices/<int:pk>/", devices.device, name="device"),
    path("devices/<int:pk>/code/", devices.make_code, name="make_code"),
    path("devices/<int:pk>/cut-off/", devices.cut_off_device, name="cut_off_device"),
    path("networks/new/", devices.add_network, name="add_network"),
    path("networks/<int:pk>/end/", devices.end_network, name="end_network"),
    path("elsewhere/", devices.elsewhere, name="elsewhere"),
    path("safeguards/", safeguards.safeguards, name="safeguards"),
    path("acknowledgement/", acknowledgements.acknowledgement, name="acknowledgement"),
    path("acknowledgements/", acknowledgements.acknowledgements, name="acknowledgements"),
    path("account-checks/", account_checks.account_checks, name="account_checks"),
    path("sign-ins/", sign_ins.sign_ins, name="sign_ins"),
    path("sign-ins/<int:pk>/invite/", sign_ins.invite, name="invite"),
    path("sign-ins/<int:pk>/second-factor/", sign_ins.take_second_factor, name="take_second_factor"),
    path("sign-ins/<int:pk>/end/", sign_ins.end_sessions, name="end_sessions"),
    path("account-changes/", confirming.account_changes, name="account_changes"),
    path("account-changes/<int:pk>/", confirming.account_change, name="account_change"),
    path("account-changes/<int:pk>/confirm/", confirming.confirm, name="confirm_account_change"),
    path("account-changes/<int:pk>/refuse/", confirming.refuse, name="refuse_account_change"),
    path("account-changes/<int:pk>/take-back/", confirming.take_back, name="take_back_account_change"),
    path("audit/", trail.trail, name="trail"),
    path("audit/export/", trail.trail_export, name="trail_export"),
    path("audit/chain.py", trail.verifier, name="verifier"),
]
