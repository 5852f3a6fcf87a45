"""What happens by the clock: the one page that lists every duty and how often it is done."""

from collections.abc import Sequence
from datetime import timedelta

from linli.channels import actions as channels
from linli.kernel import jobs, retention, seals

JOBS: Sequence[jobs.Duty] = (
    jobs.Duty("kernel.seal", timedelta(minutes=5), seals.seal),
    jobs.Duty("kernel.retention", timedelta(hours=6), retention.apply, at_most=timedelta(hours=2)),
    jobs.Duty("channels.give_up", timedelta(minutes=10), channels.give_up),
)
