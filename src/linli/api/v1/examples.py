"""Examples and links of the OpenAPI document: requests that are taken, and where to go with the answer."""

from typing import Any

KEY = "b1f0a2c4-rubbish-at-gate-3"
REPORT: dict[str, Any] = {
    "text": "The bins at building 3 are full and nobody empties them",
    "lon": 119.905,
    "lat": 31.705,
    "address": "Xingfu estate, building 3",
}
SIGNAL: dict[str, Any] = {"data": {**REPORT, "public": "yes"}}
_OF_THE_CASE = {"number": "$response.body#/number", "key": "$response.body#/link_key"}
FOLLOW: dict[str, Any] = {
    "responses": {
        201: {
            "links": {
                "case": {"operationId": "get_case", "parameters": _OF_THE_CASE},
                "steps": {"operationId": "get_steps", "parameters": _OF_THE_CASE},
                "moves": {"operationId": "get_moves", "parameters": _OF_THE_CASE},
            }
        }
    }
}
"""With the number and the secret of a new case its reporter follows it."""
