"""What Instagram has received for a job belongs to this job and this version: bound by the job's MAC.

A container's number alone says nothing of what is in it: exchanged in the row, another photo would go out.
"""

from typing import Any

from posts.publishing.models import PublishJob
from security.office.answers import YES, Answer, no, require
from security.office.macs import mac_of


def is_bound(job: PublishJob) -> Answer:
    """Whether the row is as the program wrote it."""
    if job.is_authentic:
        return YES
    return no(
        "投稿の処理の記録(版、時刻、Instagramの受付番号)が、このシステムが書いたものと違っています。"
        "何も公開していません。",
        remedy="システム管理者に知らせてください。",
        is_technical=True,
    )


def bind(job: PublishJob, **values: Any) -> dict[str, Any]:
    """The values with the MAC of the row that they make, to be saved as one. Raises Refused for a row that is not bound."""
    require(is_bound(job))
    return {**values, "mac": mac_of(job.mac_facts() | {key: values[key] for key in values if key in BOUND})}


BOUND = ("children", "container")
