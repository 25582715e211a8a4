"""A sweep as it runs in the system: asked whether anything is due, and run only then."""


def swept(sweep):
    if sweep.is_due():
        sweep.run()
