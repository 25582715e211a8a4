"""What signing in asks and keeps."""

from security.people.safeguards import Safeguards, SecondFactor, Workplace
from security.signing_in.models.acknowledgements import Acknowledgement, PolicyText
from security.signing_in.models.invitations import Invitation

__all__ = ["Acknowledgement", "Invitation", "PolicyText", "Safeguards", "SecondFactor", "Workplace"]
