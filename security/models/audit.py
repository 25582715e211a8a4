"""The trail of everything that anyone did (第５第２項): append-only, each event chained to the one before."""

from django.db import models


class Tag(models.TextChoices):
    """What happened. A tag is never renamed: old events keep theirs for good."""

    SIGN_IN = "account.sign_in", "ログインした"
    SIGN_OUT = "account.sign_out", "ログアウトした"
    SIGN_IN_FAILED = "account.sign_in_failed", "ログインに失敗した"
    PASSWORD_CHANGED = "account.password_change", "パスワードを変更した"
    PERSON_ADDED = "person.add", "利用者を登録した"
    PERSON_CHANGED = "person.change", "利用者を変更した"
    ORGANIZATION_SAVED = "organization.save", "組織を登録・変更した"
    APPOINTED = "appointment.add", "任用した"
    APPOINTMENT_CHANGED = "appointment.change", "任用を変更した"
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


class AuditEvent(models.Model):
    """One act. The database itself refuses to change or delete a row (migration `audit_append_only`)."""

    number = models.BigIntegerField("番号", unique=True)
    at = models.DateTimeField("日時", db_index=True)
    tag = models.CharField("できごと", max_length=40, choices=Tag)
    actor = models.ForeignKey(
        "security.User", models.PROTECT, null=True, verbose_name="行った人", related_name="+"
    )
    actor_label = models.CharField("職名・氏名", max_length=250)
    subject = models.CharField("対象", max_length=100, blank=True, db_index=True)
    subject_label = models.CharField("対象の名称", max_length=250, blank=True)
    data = models.JSONField("内容", default=dict)
    address = models.GenericIPAddressField("接続元", null=True)
    previous = models.CharField("前の証跡のハッシュ", max_length=64)
    digest = models.CharField("ハッシュ", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "証跡"
        ordering = ["-number"]

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
