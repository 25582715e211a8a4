"""How the ground floor tells the floors above, inside the transaction of the change."""

from django.dispatch import Signal

# Somebody no longer works for an organisation. Sender: Appointment. Arguments: appointment, by (Actor or None).
somebody_left = Signal()
# Instagram has answered with the present token. Sender: AccessToken. Argument: at.
connection_confirmed = Signal()
# Nobody knows any more whether the present token holds: to be asked soon. Sender: AccessToken.
connection_doubted = Signal()
