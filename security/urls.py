"""The pages under /security/."""

from django.urls import path

from .views import account_checks, acknowledgements, devices, index, people, safeguards, sign_ins, trail

app_name = "security"
urlpatterns = [
    path("", index.index, name="index"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/end/", people.end, name="end_appointment"),
    path("people/deputy/", people.deputy, name="deputy"),
    path("people/transfer/", people.transfer, name="transfer"),
    path("organizations/<int:pk>/designate/", people.designate, name="designate"),
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
    path("audit/", trail.trail, name="trail"),
    path("audit/export/", trail.trail_export, name="trail_export"),
    path("audit/chain.py", trail.verifier, name="verifier"),
]
