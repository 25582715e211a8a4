"""Numbers of a fiscal year: 年度-通番, one after the other, each given once."""

from typing import Any, Self

from django.db import models
from django.utils import timezone

from security.office.calendar import fiscal_year


class YearlySeries(models.Model):
    """The last number given in a fiscal year (4月1日 to 3月31日)."""

    fiscal_year = models.PositiveIntegerField("年度")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.fiscal_year}: {self.last}"

    @classmethod
    def take(cls, **which: Any) -> Self:
        """The series of today's year with the number just taken as its `last`; locked until the transaction ends."""
        year = fiscal_year(timezone.localdate())
        rows = cls._default_manager.select_for_update(no_key=True)
        series, _ = rows.get_or_create(fiscal_year=year, **which)
        series.last += 1
        series.save(update_fields=["last"])
        return series
