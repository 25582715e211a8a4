"""How the account's findings tell the floor above, inside the transaction of the act."""

from django.dispatch import Signal

# 事案にする. Arguments: finding, by (a User), is_take_over, note, evidence. Whoever opens the case answers with it.
case_wanted = Signal()
