"""The nouns of the approval core."""

from approvals.models.approvable import WENT_WRONG, Approvable, Category, State, Unnoted
from approvals.models.dossier import Dossier, DossierSeries
from approvals.models.guideline import Guideline
from approvals.models.reading import Reading
from approvals.models.sending import SendingJob, Told
from approvals.models.stop import EmergencyStop, PostingGate
from approvals.models.submission import Decision, Step, Submission, Verdict

__all__ = [
    "WENT_WRONG",
    "Approvable",
    "Category",
    "Decision",
    "Dossier",
    "DossierSeries",
    "EmergencyStop",
    "Guideline",
    "PostingGate",
    "Reading",
    "SendingJob",
    "State",
    "Step",
    "Submission",
    "Told",
    "Unnoted",
    "Verdict",
]
