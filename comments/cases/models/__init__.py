"""Cases, their evidence and their measures."""

from comments.cases.models.cases import (
    OWN_STEPS,
    Case,
    CaseEntry,
    CaseSeries,
    CaseState,
    CaseStep,
    StepKind,
    TroubleType,
    TypeStep,
    Way,
)
from comments.cases.models.evidence import Evidence
from comments.cases.models.measures import BY_API, Basis, Measure, MeasureJob, MeasureKind, MeasureState

__all__ = [
    "BY_API",
    "Basis",
    "Case",
    "CaseEntry",
    "CaseSeries",
    "CaseState",
    "CaseStep",
    "Evidence",
    "Measure",
    "MeasureJob",
    "MeasureKind",
    "MeasureState",
    "OWN_STEPS",
    "StepKind",
    "TroubleType",
    "TypeStep",
    "Way",
]
