"""Verbs about a measure: proposed and decided, withdrawn, carried out by a worker or by hand (第６第３項)."""

from comments.cases.actions.measures.carrying_out import begin_asking, fail, finish, postpone
from comments.cases.actions.measures.deciding import (
    Wish,
    act_in_emergency,
    order,
    propose,
    refuse,
    retry,
    see_after,
)
from comments.cases.actions.measures.ending import end_what_has_no_place, withdraw
from comments.cases.actions.measures.recording import ActionTaken, record_done

__all__ = [
    "ActionTaken",
    "Wish",
    "act_in_emergency",
    "begin_asking",
    "end_what_has_no_place",
    "fail",
    "finish",
    "order",
    "postpone",
    "propose",
    "record_done",
    "refuse",
    "retry",
    "see_after",
    "withdraw",
]
