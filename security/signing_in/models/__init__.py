"""What signing in asks and keeps."""

from security.signing_in.models.acknowledgements import Acknowledgement, PolicyText
from security.signing_in.models.invitations import Invitation
from security.signing_in.models.safeguards import Safeguards, SecondFactor, Workplace

__all__ = ["Acknowledgement", "Invitation", "PolicyText", "Safeguards", "SecondFactor", "Workplace"]
