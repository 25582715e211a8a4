"""What planning offers on the page of security."""

from security.pages.index import Entry, Group, offer

offer(
    Entry(
        Group.OWN,
        "予定表の配信",
        "posts:feed",
        "投稿の予定を、ご自分のカレンダーで見るためのアドレス。始める、作り直す、止める。",
        "第５第２項",
    )
)
