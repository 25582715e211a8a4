"""セキュリティの設定: what the office asks of everybody; one row, changed by the administrator, in the trail."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from security.people.models import Organization


class SecondFactor(models.TextChoices):
    OFF = "off", "求めない(デモのみ)"
    APPROVERS = "approvers", "承認する人とシステム管理者に求める"
    EVERYONE = "everyone", "全員に求める"


class Workplace(models.TextChoices):
    OFF = "off", "求めない"
    ACTS = "acts", "承認を求める、予約する、投稿するときに求める"
    SIGN_IN = "sign_in", "ログインするときから求める"


def _prefecture_default() -> str:
    return Workplace.OFF if settings.DEMO else Workplace.ACTS


def _second_factor_default() -> str:
    return SecondFactor.OFF if settings.DEMO else SecondFactor.APPROVERS


class Safeguards(models.Model):
    """Second factor, workplaces (第４第１項(1)), the official password's days (第５第１項) and the limits of a session."""

    second_factor = models.CharField(
        "二要素認証", max_length=20, choices=SecondFactor, default=_second_factor_default
    )
    prefecture_workplace = models.CharField(
        "職場の端末(地域政策課)", max_length=20, choices=Workplace, default=_prefecture_default
    )
    contractor_workplace = models.CharField(
        "職場の端末(運営者)", max_length=20, choices=Workplace, default=Workplace.OFF
    )
    password_days = models.PositiveSmallIntegerField(
        "公式アカウントのパスワードを変更する間隔(日)", default=90
    )
    idle_minutes = models.PositiveSmallIntegerField("操作のないままログインしていられる時間(分)", default=60)
    absolute_hours = models.PositiveSmallIntegerField("続けてログインしていられる時間(時間)", default=12)

    class Meta:
        verbose_name = verbose_name_plural = "セキュリティの設定"
        constraints = [
            models.CheckConstraint(
                condition=Q(password_days__gte=1, password_days__lte=366), name="safeguards_password_days"
            ),
            models.CheckConstraint(
                condition=Q(idle_minutes__gte=5, idle_minutes__lte=240), name="safeguards_idle_minutes"
            ),
            models.CheckConstraint(
                condition=Q(absolute_hours__gte=1, absolute_hours__lte=24), name="safeguards_absolute_hours"
            ),
        ]

    def __str__(self) -> str:
        return "セキュリティの設定"

    def workplace_of(self, organization: Organization) -> Workplace:
        """What is asked of the posters of that organisation."""
        if organization.kind == Organization.Kind.PREFECTURE:
            return Workplace(self.prefecture_workplace)
        return Workplace(self.contractor_workplace)

    @property
    def demands_workplace(self) -> bool:
        """Whether anything is asked of anybody's posters."""
        return {self.prefecture_workplace, self.contractor_workplace} != {Workplace.OFF}

    @classmethod
    def current(cls) -> "Safeguards":
        """The row, or the defaults as long as nobody has changed anything."""
        return cls.objects.filter(pk=1).first() or cls.default()

    @classmethod
    def default(cls) -> "Safeguards":
        return cls(pk=1)
