"""How publishing tells the floor above, inside the transaction of the change. Sender is Post."""

from django.dispatch import Signal

# A live post has been taken down by a person, who has recorded it. Arguments: post, by.
post_removed = Signal()
