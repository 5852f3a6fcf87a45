"""Every problem has words."""

from linli.places import wording
from linli.places.rules import CodeProblem
from linli.places.shapes import Fault, ShapeProblem


def test_every_problem_is_worded() -> None:
    """No two read alike."""
    codes = {wording.code_problem(problem) for problem in CodeProblem}
    shapes = {wording.fault(Fault(problem)) for problem in ShapeProblem}
    assert len(codes) == len(CodeProblem)
    assert len(shapes) == len(ShapeProblem)
    assert "119.910000" in wording.fault(Fault(ShapeProblem.CROSSES_ITSELF, (119.91, 31.71)))
