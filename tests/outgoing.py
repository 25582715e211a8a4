"""What a worker does with a job in hand, without asking Instagram."""

from approvals.sending import actions
from approvals.sending.actions import fail, finish, lose_track, run_out, take_back
from comments.models import ReplyJob
from comments.replies.sending.errand import SendReply
from posts.models import PublishJob
from posts.publishing.errand import PublishPost

ERRANDS = {PublishJob: PublishPost(), ReplyJob: SendReply()}

__all__ = ["announce", "fail", "finish", "lose_track", "run_out", "take_back"]


def announce(claim):
    actions.announce(claim, ERRANDS[type(claim.job)].require_rows)
