"""The snapshots insight writes for itself."""

from django.db import models


class Figure(models.Model):
    """The counts of one area ("" is the city) over the last `span` local days; 0 is this moment."""

    span = models.PositiveSmallIntegerField()
    area_code = models.CharField(max_length=15, blank=True)
    as_of = models.DateTimeField()
    open = models.PositiveIntegerField(default=0)
    overdue = models.PositiveIntegerField(default=0)
    reported = models.PositiveIntegerField(default=0)
    filed = models.PositiveIntegerField(default=0)
    handled = models.PositiveIntegerField(default=0)
    in_time = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    on_spot = models.PositiveIntegerField(default=0)
    rated = models.PositiveIntegerField(default=0)
    satisfied = models.PositiveIntegerField(default=0)
    reopened = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["span", "area_code"], name="one_figure_a_span_and_area")
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.span}"
