"""How the core tells the floors above, inside the transaction of the change. Sender is the item's model."""

from django.dispatch import Signal

# Somebody approves a step. Whoever knows why this item can be approved by nobody raises `Refused`. Arguments: item,
# submission.
approving = Signal()
# The last needed step has been approved. Arguments: item, submission, by.
approved = Signal()
# An approval that stood is gone (revoked, edited, withdrawn, lapsed). Arguments: item, by (None: the system).
approval_lost = Signal()
# 供覧: one of the division has seen it. Arguments: item, by.
read = Signal()
# It stands on Instagram. Arguments: item, job (which has the number of what came of it).
sent = Signal()
