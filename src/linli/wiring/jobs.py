"""What happens by the clock: the one page that lists every duty and how often it is done."""

from collections.abc import Sequence
from datetime import timedelta

from linli.channels import actions as channels
from linli.kernel import jobs, seals

JOBS: Sequence[jobs.Duty] = (
    jobs.Duty("kernel.seal", timedelta(minutes=5), seals.seal),
    jobs.Duty("channels.give_up", timedelta(minutes=10), channels.give_up),
)
