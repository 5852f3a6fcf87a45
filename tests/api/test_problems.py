"""The one shape of every error in JSON."""

import json

from django.test import RequestFactory

from linli.api import problems
from linli.kernel.errors import Conflict, FieldError, InvalidInput, TooMany


def test_the_shape() -> None:
    request = RequestFactory().get("/api/v1/cases")
    answer = problems.problem(request, InvalidInput([FieldError("lon", "不对", 3)]))
    assert answer.status_code == 422
    assert json.loads(answer.content) == {
        "code": "invalid_input",
        "message": "输入有误，没有保存任何内容。",
        "errors": [{"field": "lon", "message": "不对", "row": 3}],
    }
    assert json.loads(problems.problem(request, Conflict("x")).content)["errors"] == []
    assert problems.problem(request, TooMany(9))["Retry-After"] == "9"
