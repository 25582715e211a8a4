"""What notices offer on the page of security."""

from security.pages.index import Entry, Group, offer

offer(
    Entry(
        Group.OWN,
        "お知らせの設定",
        "notices:settings",
        "何を、どなたに、どのようにお知らせするか。ご自分への届け方を選べます。",
    )
)
