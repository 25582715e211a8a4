"""What confirming offers on the page of security."""

from security.confirming import rules
from security.pages.index import Entry, Group, offer

offer(
    Entry(
        Group.PEOPLE,
        "アカウントの変更の確認",
        "security:account_changes",
        "承認や確認をする方のアカウントの変更を、求めた人とは別の方が確かめます。",
        "第５第２項",
        rules.may_see_any,
    )
)
