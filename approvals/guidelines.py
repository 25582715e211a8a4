"""The first content of the guideline tables: the 附則's dates, and a checklist until the office's own arrives."""

from datetime import date

from approvals.models import Guideline

OPERATION_VERSIONS = [
    (date(2021, 7, 29), "令和3年(2021年)7月29日施行"),
    (date(2022, 5, 20), "令和4年(2022年)5月20日施行"),
    (date(2023, 7, 19), "令和5年(2023年)7月19日施行"),
]
# The prefecture's guideline is not public: these points stand in its place, marked 要差替, editable in the admin site.
SOCIAL_MEDIA_CHECKLIST = """\
事実関係を確認し、誤解を招く表現がないことを確認しました。
個人情報や、公表していない情報が含まれていないことを確認しました。
特定の個人や団体を傷つけたり、差別したりする表現がないことを確認しました。
一度公開した情報は完全には消せないことを踏まえて内容を確認しました。
"""


def ensure_guidelines(*, using: str) -> None:
    """Fill an empty table after migrate; what the office has entered is never touched."""
    rows = Guideline.objects.using(using)
    if rows.exists():
        return
    rows.bulk_create(
        [
            Guideline(kind=Guideline.Kind.OPERATION, version=version, in_force_from=day)
            for day, version in OPERATION_VERSIONS
        ]
        + [
            Guideline(
                kind=Guideline.Kind.SOCIAL_MEDIA,
                version="(仮の留意事項)",
                in_force_from=OPERATION_VERSIONS[0][0],
                checklist=SOCIAL_MEDIA_CHECKLIST,
                to_be_replaced=True,
            )
        ]
    )
