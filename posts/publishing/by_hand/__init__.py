"""手動投稿: an approved version that a person posts himself, from the official account's own app.

rules      who may take it in hand, whether it may be handed out now, what is recorded of it
actions    taken in hand, given back, recorded, given up; what stands there already
waiting    what a person has forgotten, and what waits for a hand where nothing else posts
kit        what is handed out: words, pictures in order, what is to be set in the app

Exactly once: what is in hand has left the worker's queue, under the lock of the post, and nobody takes its approval away
any more (投稿中). From there its end is 投稿済, a person's word that nothing was posted, or 要確認.
"""
