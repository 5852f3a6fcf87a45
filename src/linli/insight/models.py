"""The snapshots insight writes for itself."""

from django.db import models


class Reports(models.Model):
    """What became of reports: the columns of `rules.REPORTED`, wherever they are kept."""

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
        abstract = True


class Figure(Reports):
    """The counts of one area ("" is the city) over the last `span` local days; 0 is this moment."""

    span = models.PositiveSmallIntegerField()
    area_code = models.CharField(max_length=15, blank=True)
    as_of = models.DateTimeField()
    open = models.PositiveIntegerField(default=0)
    overdue = models.PositiveIntegerField(default=0)
    at_risk = models.PositiveIntegerField(default=0)
    grids = models.PositiveIntegerField(default=0)
    unstaffed = models.PositiveIntegerField(default=0)
    communities = models.PositiveIntegerField(default=0)
    unled = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["span", "area_code"], name="one_figure_a_span_and_area")
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.span}"


class Tally(Reports):
    """The counts of the cases of one class of matter reported in one street in one local week or month.

    `class_code` is the first two digits of the matter, "" where none was named.
    """

    class Period(models.TextChoices):
        """Which days are taken together."""

        WEEK = "week"
        MONTH = "month"

    period = models.CharField(max_length=5, choices=Period)
    starts = models.DateField()
    street_code = models.CharField(max_length=9, blank=True)
    class_code = models.CharField(max_length=2, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "starts", "street_code", "class_code"], name="one_tally_a_street_and_class"
            )
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.starts} {self.street_code} {self.class_code}"


class Late(models.Model):
    """How many open cases one body has in one street, and how many of them are past their limit now."""

    body_code = models.CharField(max_length=40)
    street_code = models.CharField(max_length=9)
    open = models.PositiveIntegerField()
    overdue = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["street_code", "body_code"], name="one_late_a_street_and_body")
        ]

    def __str__(self) -> str:
        return f"{self.body_code} {self.street_code}"


class Sheet(models.Model):
    """Something packed for the screens, e.g. all open cases as points."""

    key = models.CharField(max_length=20, primary_key=True)
    as_of = models.DateTimeField()
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.key} {self.as_of}"
