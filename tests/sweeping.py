"""A sweep as it runs in the system: asked whether anything is due, and run only then."""

from approvals.sending import sweep as sending


def swept(sweep):
    if sweep.is_due():
        sweep.run()


def swept_jobs(model):
    """The sweep of the jobs of one kind of approved item."""
    if sending.is_due(model):
        sending.run(model)
