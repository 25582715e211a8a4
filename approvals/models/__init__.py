"""The nouns of the approval core."""

from .approvable import Approvable, Category, State
from .dossier import Dossier, DossierSeries
from .guideline import Guideline
from .reading import Reading
from .stop import EmergencyStop, PostingGate
from .submission import Decision, Step, Submission, Verdict

__all__ = [
    "Approvable",
    "Category",
    "Decision",
    "Dossier",
    "DossierSeries",
    "EmergencyStop",
    "Guideline",
    "PostingGate",
    "Reading",
    "State",
    "Step",
    "Submission",
    "Verdict",
]
