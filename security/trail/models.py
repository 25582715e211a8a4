"""The trail of everything that anyone did (第５第２項): append-only, each event chained to the one before."""

from django.db import models


class Tag(models.TextChoices):
    """What happened. A tag is never renamed: old events keep theirs for good."""

    SIGN_IN = "account.sign_in", "ログインした"
    SIGN_OUT = "account.sign_out", "ログアウトした"
    SIGN_IN_FAILED = "account.sign_in_failed", "ログインに失敗した"
    PASSWORD_CHANGED = "account.password_change", "パスワードを変更した"
    SESSION_ENDED = "account.session_end", "ログインを終わらせた"
    SESSION_REFUSED = "account.session_refused", "別の端末からの利用を拒んだ"
    SECOND_FACTOR_ADDED = "account.second_factor_add", "二要素認証を設定した"
    SECOND_FACTOR_REMOVED = "account.second_factor_remove", "二要素認証を解除した"
    RECOVERY_CODES_MADE = "account.recovery_codes", "予備のコードを作った"
    INVITED = "person.invite", "招待した"
    INVITATION_USED = "person.invitation_used", "招待から利用を始めた"
    ACKNOWLEDGED = "policy.acknowledge", "セキュリティポリシーを確認した"
    PERSON_ADDED = "person.add", "利用者を登録した"
    PERSON_CHANGED = "person.change", "利用者を変更した"
    ORGANIZATION_SAVED = "organization.save", "組織を登録・変更した"
    APPOINTED = "appointment.add", "任用した"
    APPOINTMENT_CHANGED = "appointment.change", "任用を変更した"
    APPOINTMENT_ENDED = "appointment.end", "任用を終わらせた"
    ACCESS_CLOSED = "appointment.settle", "利用を終了した"
    TRANSFER_PREPARED = "appointment.transfer", "異動を登録した"
    DEVICE_REGISTERED = "device.register", "端末を登録した"
    DEVICE_CODE_MADE = "device.code", "端末の登録コードを作った"
    DEVICE_CODE_REFUSED = "device.code_refused", "端末の登録コードが違った"
    DEVICE_ENROLLED = "device.enrol", "端末の利用を始めた"
    DEVICE_CUT_OFF = "device.cut_off", "端末の利用を止めた"
    NETWORK_ADDED = "network.add", "職場のネットワークを登録した"
    NETWORK_ENDED = "network.end", "職場のネットワークを終了した"
    HOLDER_ADDED = "password.holder_add", "パスワードを知る人を登録した"
    HOLDER_ENDED = "password.holder_end", "パスワードを知る人でなくなった"
    PASSWORD_TASK_OPENED = "password.task_open", "パスワードを変更する用務が生じた"
    PASSWORD_TASK_DISMISSED = "password.task_dismiss", "パスワードを変更しないと決めた"
    OFFICIAL_PASSWORD_CHANGED = "password.change", "公式アカウントのパスワードの変更を記録した"
    OFFICIAL_PASSWORD_CONFIRMED = "password.confirm", "パスワードの変更を確認した"
    PASSWORD_CHANGE_POSTPONED = "password.postpone", "パスワードの変更を延期した"
    ACCOUNT_CHECKED = "account_check.done", "公式アカウントを点検した"
    TOKEN_CONNECTED = "token.connect", "Instagramと接続した"
    TOKEN_CHECKED = "token.check", "接続を確かめた"
    TOKEN_DOUBTED = "token.doubt", "接続の確認が必要になった"
    TOKEN_LOST = "token.lost", "接続が切れた"
    TOKEN_REFRESHED = "token.refresh", "接続の期限を延ばした"
    TOKEN_REFRESH_FAILED = "token.refresh_fail", "接続の期限を延ばせなかった"
    KEYS_ROTATED = "keys.rotate", "暗号化の鍵を替えた"
    EVIDENCE_READ = "record.read_evidence", "権利確認の資料を見た"
    TRAIL_EXPORTED = "record.export", "証跡を書き出した"
    LETTER_RESENT = "letter.resend", "通知メールをもう一度送った"
    LETTER_SETTLED = "letter.settle", "通知メールが届いていたことを確かめた"
    HANDED_OVER = "item.hand_over", "担当を引き継いだ"
    SEEN_AFTER = "item.see_after", "代決を後閲した"
    DRAFTED = "item.draft", "起案した"
    EDITED = "item.edit", "内容を変更した"
    SUBMITTED = "item.submit", "承認を求めた"
    STEP_APPROVED = "item.approve_step", "承認した(次の承認へ)"
    APPROVED = "item.approve", "承認した"
    RETURNED = "item.return", "差し戻した"
    PULLED_BACK = "item.pull_back", "引き戻した"
    WITHDRAWN = "item.withdraw", "取り下げた"
    REJECTED = "item.reject", "却下した"
    REVOKED = "item.revoke", "承認を取り消した"
    APPROVAL_LOST = "item.approval_lost", "変更により承認が無効になった"
    EXPIRED = "item.expire", "時刻までに投稿されず期限切れになった"
    READ = "item.read", "供覧を確認した"
    REOPENED = "item.reopen", "下書きに戻した"
    STOPPED = "stop.start", "緊急停止した"
    RESUMED = "stop.end", "緊急停止を解除した"
    AGREEMENT_SAVED = "agreement.save", "サイトの了解を登録・変更した"
    PERMISSION_WITHDRAWN = "photo.permission_withdrawn", "写真の使用許可の取消しを記録した"
    SETTING_CHANGED = "setting.change", "設定を変更した"
    PUBLISH_ASKED = "publish.ask", "投稿を指示した"
    PUBLISH_STARTED = "publish.start", "投稿の処理を始めた"
    PUBLISH_SENT = "publish.send", "公開をInstagramに依頼した"
    PUBLISHED = "publish.done", "投稿された"
    PUBLISH_UNCONFIRMED = "publish.unconfirmed", "投稿の結果を確認できない"
    PUBLISH_FAILED = "publish.fail", "投稿に失敗した"
    PUBLISH_RESOLVED = "publish.resolve", "投稿の結果を人が確認した"
    REMOVED = "publish.remove", "投稿の削除を記録した"
    APPROVAL_LAPSED = "item.approval_lapsed", "承認のもとが変わり、承認が無効になった"
    COMMENT_ENTERED = "comment.enter", "コメントを手入力した"
    COMMENT_EDITED = "comment.edited", "コメントの書き換えに気づいた"
    COMMENT_GONE = "comment.gone", "コメントがなくなったことに気づいた"
    COMMENT_HANDLED = "comment.handle", "コメントへの対応を決めた"
    COMMENTS_HANDLED = "comment.handle_many", "コメントへの対応をまとめて決めた"
    COMMENT_ASSIGNED = "comment.assign", "コメントの担当を決めた"
    COMMENTS_UNREADABLE = "comment.unreadable", "コメントを読み取れない"
    POST_GONE = "comment.post_gone", "投稿がInstagramからなくなったことに気づいた"
    REPLY_SENT = "reply.done", "返信した"
    REPLY_ASKED = "reply.ask", "返信の送信を指示した"
    REPLY_STARTED = "reply.send", "返信をInstagramに依頼した"
    REPLY_FAILED = "reply.fail", "返信に失敗した"
    REPLY_UNCONFIRMED = "reply.unconfirmed", "返信の結果を確認できない"
    REPLY_RESOLVED = "reply.resolve", "返信の結果を人が確認した"
    REPLY_GROUND_CHANGED = "reply.ground", "返信先が変わったことに気づいた"
    CASE_OPENED = "case.open", "事案を報告した"
    CASE_NOTED = "case.note", "事案の連絡を受領した"
    CASE_CHANGED = "case.change", "事案の内容を変更した"
    CASE_STEP_DONE = "case.step", "事案の手順を済ませた"
    CASE_ENTERED = "case.entry", "事案の経過を記録した"
    CASE_CLOSED = "case.close", "事案を終結とした"
    CASE_REOPENED = "case.reopen", "事案の対応を再開した"
    EVIDENCE_KEPT = "case.evidence", "証拠を保全した"
    CASE_EVIDENCE_READ = "case.evidence_read", "証拠を見た"
    MEASURE_PROPOSED = "measure.propose", "措置を発議した"
    MEASURE_EMERGENCY = "measure.emergency", "緊急の措置を行った"
    MEASURE_ORDERED = "measure.order", "措置を決定した"
    MEASURE_REFUSED = "measure.refuse", "措置を却下した"
    MEASURE_WITHDRAWN = "measure.withdraw", "措置を取り下げた"
    MEASURE_SEEN_AFTER = "measure.see_after", "緊急の措置を事後に確認した"
    MEASURE_DONE = "measure.done", "措置を実施した"
    MEASURE_FAILED = "measure.fail", "措置に失敗した"
    PLATFORM_REPORTED = "case.report", "プラットフォームへの申出を記録した"
    PLATFORM_ANSWERED = "case.answer", "プラットフォームの回答を記録した"
    POLICY_POSTED = "operating_policy.post", "運用ポリシーの掲示を記録した"
    POLICY_REVIEWED = "operating_policy.review", "運用ポリシーを見直した"
    LINK_DEAD = "link.dead", "リンク先が開けなくなったことに気づいた"
    LINK_ALIVE = "link.alive", "リンク先がまた開けることに気づいた"


class AuditEvent(models.Model):
    """One act. The database itself refuses to change or delete a row (migration `audit_append_only`)."""

    number = models.BigIntegerField("番号", unique=True)
    at = models.DateTimeField("日時")
    tag = models.CharField("できごと", max_length=40, choices=Tag)
    actor = models.ForeignKey(
        "security.User",
        models.PROTECT,
        null=True,
        db_index=False,
        verbose_name="行った人",
        related_name="+",
    )
    actor_label = models.CharField("職名・氏名", max_length=250)
    subject = models.CharField("対象", max_length=100, blank=True, db_index=True)
    subject_label = models.CharField("対象の名称", max_length=250, blank=True)
    data = models.JSONField("内容", default=dict)
    address = models.GenericIPAddressField("接続元", null=True)
    workplace = models.CharField("職場の端末・ネットワーク", max_length=200, blank=True)
    previous = models.CharField("前の証跡のハッシュ", max_length=64)
    digest = models.CharField("ハッシュ", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "証跡"
        ordering = ["-number"]
        # What the trail is searched by, newest first. An object's own events are few: they are sorted.
        indexes = [
            models.Index(fields=["-at", "-number"], name="event_latest_first"),
            models.Index(fields=["actor", "-at", "-number"], name="event_latest_of_person"),
            models.Index(fields=["tag", "-at", "-number"], name="event_latest_of_kind"),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.get_tag_display()}"


class AuditHead(models.Model):
    """The end of the chain: how many events there are and the last one's hash. One row, locked while appending."""

    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        verbose_name = verbose_name_plural = "証跡の先頭"

    def __str__(self) -> str:
        return f"#{self.number} {self.digest[:12]}"
