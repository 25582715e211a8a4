"""許諾・同意: a word of a right holder, or of people in pictures, that is recorded once and reused (第４第１項(2), 第３項(2))."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from security.models import Organization


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self, day: date) -> "ConsentQuerySet":
        """As `Consent.stands_on` judges them."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), withdrawn_on=None)


class Consent(models.Model):
    """It is of the organisation that was given it, whose photos alone may rest on it.

    A photo takes its values over when it is chosen: those are sealed, so nothing of the entry changes an approval.
    """

    class Kind(models.TextChoices):
        HOLDER = "holder", "権利者の許諾"
        PEOPLE = "people", "写っている方の同意"

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="許諾・同意を得た組織"
    )
    kind = models.CharField("種類", max_length=10, choices=Kind, default=Kind.HOLDER)
    source = models.CharField("写真の出どころ", max_length=20, blank=True)
    given_by = models.CharField("誰から", max_length=100)
    purpose = models.CharField("何について", max_length=200)
    how = models.CharField("いつ、どのように", max_length=200)
    valid_until = models.DateField("期限", null=True, blank=True)
    credit = models.CharField("クレジット表記", max_length=100, blank=True)
    evidence_file = models.CharField("資料", max_length=64, blank=True)
    evidence_name = models.CharField("資料の名前", max_length=100, blank=True)
    withdrawn_on = models.DateField("取り消された日", null=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    # What a photo takes over from it is as long as the two together.
    NOTE: ClassVar[str] = "台帳{number}番: {purpose}({how})"

    class Meta:
        verbose_name = verbose_name_plural = "許諾・同意"
        ordering = ["given_by", "pk"]
        indexes = [models.Index(fields=["given_by", "id"], name="consent_by_name")]

    def __str__(self) -> str:
        return f"{self.given_by}({self.purpose})"

    def get_absolute_url(self) -> str:
        return reverse("posts:consent", args=[self.pk])

    def stands_on(self, day: date) -> bool:
        return self.withdrawn_on is None and (self.valid_until is None or self.valid_until >= day)

    @property
    def note(self) -> str:
        """What a photo records of it."""
        return self.NOTE.format(number=self.pk, purpose=self.purpose, how=self.how)
