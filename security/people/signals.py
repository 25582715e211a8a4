"""How the ground floor tells the floors above, inside the transaction of the change."""

from django.dispatch import Signal

# Somebody no longer works for an organisation. Sender: Appointment. Arguments: appointment, by (Actor or None).
somebody_left = Signal()
# A workplace device was lost or stolen. Sender: Device. Arguments: device, by (User), reason.
device_lost = Signal()
# Whatever is kept encrypted on the floors above is to be sealed anew. Sender: Rotation. Argument: rotation.
keys_rotating = Signal()
# Instagram has answered with the present token. Sender: AccessToken. Argument: at.
connection_confirmed = Signal()
# Nobody knows any more whether the present token holds: to be asked soon. Sender: AccessToken.
connection_doubted = Signal()
# Instagram has restricted the account. Sender: AccessToken. Argument: token.
account_blocked = Signal()
