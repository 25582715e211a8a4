"""The seal: SHA-256 over the canonical form of a version, so that approved means this and nothing else."""

import hashlib
import json
from typing import Any, NamedTuple

from approvals.models import Approvable, Guideline, Submission


def canonical(content: dict[str, Any]) -> str:
    """The one text form of a content: sorted keys, no spaces, every character as typed (no normalisation)."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=refuse)


def refuse(value: object) -> Any:
    raise TypeError(f"{type(value).__name__} has no canonical form")


class Version(NamedTuple):
    """Which version of which document: two versions with the same content have different seals."""

    document: str
    number: int


def seal_of(
    content: dict[str, Any],
    *,
    form: int,
    version: Version,
    steps: list[str],
    confirmations: list[str],
    guidelines: list[Guideline],
) -> str:
    """Covers the content and its form, the version, and the terms on which it was submitted."""
    envelope = {
        "version": [version.document, version.number],
        "form": form,
        "content": content,
        "steps": steps,
        "confirmations": confirmations,
        "guidelines": [[guideline.kind, guideline.in_force_from.isoformat()] for guideline in guidelines],
    }
    return hashlib.sha256(canonical(envelope).encode()).hexdigest()


def seal_on_terms_of(submission: Submission, item: Approvable, content: dict[str, Any]) -> str:
    """The seal that this content would get in that submission's place. One query at most."""
    return seal_of(
        content,
        form=submission.form,
        version=Version(item.dossier.number, submission.number),
        steps=submission.steps,
        confirmations=submission.confirmations,
        guidelines=_guidelines_of(submission),
    )


def _guidelines_of(submission: Submission) -> list[Guideline]:
    """One query, or none if the submission was read with them."""
    both = (Submission.operation_guideline, Submission.social_media_guideline)
    if all(one.is_cached(submission) for one in both):
        return [submission.operation_guideline, submission.social_media_guideline]
    named = [submission.operation_guideline_id, submission.social_media_guideline_id]
    known = Guideline.objects.in_bulk(named)
    return [known[key] for key in named]


def differing_parts(item: Approvable, submission: Submission) -> list[str]:
    """The names on the screen of the parts in which rows and sealed version differ; empty when they agree.

    Compared as it was sealed: of what its form does not know, nothing was approved and nothing goes out.
    """
    form = item.FORMS.get(submission.form)
    if form is None:
        return ["封印の形式"]
    try:
        sealed = json.loads(submission.content)
    except ValueError:
        return ["封印された内容"]
    current = form.write(item.sealed_content())
    keys = sealed.keys() | current.keys()
    differing = [
        item.PART_LABELS.get(key, key) for key in sorted(keys) if sealed.get(key) != current.get(key)
    ]
    if not differing and seal_on_terms_of(submission, item, current) != submission.seal:
        return ["承認を求めたときの条件"]
    return differing
