"""What the trail offers on the page of security."""

from security.pages.index import Entry, Group, offer
from security.people import rules as people_rules

offer(
    Entry(
        Group.RECORDS,
        "証跡",
        "security:trail",
        "いつ、だれが、何をしたか。絞り込んで読み、ファイルに書き出せます。",
        "第５第２項",
        people_rules.may_read_records,
    )
)
