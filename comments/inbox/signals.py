"""What the inbox tells the nouns above: what has become of known comments. All are sent within the transaction.

comments_locked(numbers): these comments are locked and nothing has been recorded yet; what hangs on them is locked now.
comment_edited, comment_recognised(comment): other words than before; a typed one was found on Instagram.
comment_gone(comment): whoever knows how it went answers with a word for the trail.
post_gone(live_post): the post with all that stood under it.
"""

from django.dispatch import Signal

comments_locked = Signal()
comment_edited = Signal()
comment_recognised = Signal()
comment_gone = Signal()
post_gone = Signal()
