"""Who works with the account, by role: one set for each thing that several rules ask."""

from security.models import APPROVERS, POSTERS, Role

# 地域政策課, as far as it works with the account.
DIVISION = (Role.SECTION_CHIEF, Role.PREFECTURE_POSTER)
# The posters of both sides and those who approve for them. Auditors and administrators only read.
WORKERS = (*POSTERS, *APPROVERS)
