"""起案文書: the numbered file in which one item's versions and decisions are kept."""

from django.conf import settings
from django.db import models

from outbox.clock import now
from security.office.calendar import reiwa
from security.office.numbering import YearlySeries

DOCUMENT_SYMBOL = "道カフェ"


class DossierSeries(YearlySeries):
    fiscal_year = models.PositiveIntegerField(primary_key=True)

    class Meta:
        verbose_name = verbose_name_plural = "文書番号の採番"


class Dossier(models.Model):
    """Document number 記号-年度-通番, and everyone who wrote or edited any version."""

    fiscal_year = models.PositiveIntegerField("年度")
    serial = models.PositiveIntegerField("通番")
    opened_at = models.DateTimeField("起案日時", default=now)
    contributors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name="起案・編集した人", related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "起案文書"
        constraints = [
            models.UniqueConstraint(fields=["fiscal_year", "serial"], name="dossier_number_is_unique"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The document number with the fiscal year in Reiwa years: 道カフェ-令和8-12."""
        return f"{DOCUMENT_SYMBOL}-{reiwa(self.fiscal_year)}-{self.serial}"
