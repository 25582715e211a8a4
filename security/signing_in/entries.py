"""What signing in offers on the page of security."""

from security.pages.index import Entry, Group, offer
from security.people import rules as people_rules

offer(
    Entry(
        Group.OWN,
        "セキュリティポリシー",
        "security:acknowledgement",
        "道のセキュリティポリシーの内容と、今年度の確認。",
        "第５第２項",
    ),
    Entry(
        Group.PEOPLE,
        "セキュリティポリシーの確認状況",
        "security:acknowledgements",
        "今年度に確認した人と、まだの人。",
        "第５第２項",
        people_rules.may_read_records,
    ),
    Entry(
        Group.OWN,
        "二要素認証",
        "mfa_index",
        "パスワードのほかに、認証アプリやパスキーでもご本人を確かめます。",
        "第５第２項",
    ),
    Entry(
        Group.OWN,
        "ログインしている端末",
        "account_sessions",
        "どこでログインしているかを見て、終わらせます。",
    ),
    Entry(
        Group.PEOPLE,
        "利用者のログイン",
        "security:sign_ins",
        "利用者を招待します。二要素認証の端末をなくした人や、離席したままの人のログインにも対応します。",
        "第５第２項",
        people_rules.may_administer,
    ),
    Entry(
        Group.RECORDS,
        "セキュリティの設定",
        "security:safeguards",
        "二要素認証、職場の端末、パスワードの変更の間隔、ログインの時間。",
        "第４第１項(1)、第５",
        people_rules.may_administer,
    ),
)
