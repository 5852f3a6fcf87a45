"""What happens by the clock: the one page that lists every duty and how often it is done."""

from collections.abc import Sequence

from linli.kernel import jobs

JOBS: Sequence[jobs.Duty] = ()
