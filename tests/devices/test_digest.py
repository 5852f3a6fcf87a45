"""Digest answers as RFC 7616 itself works them out, and which challenge is taken."""

import pytest

from linli.devices import digest

RFC = {"user": "Mufasa", "password": "Circle of Life", "method": "GET", "path": "/dir/index.html", "count": 1}
CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
OFFER = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", '
    'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_examples_of_the_standard(algorithm: str, response: str) -> None:
    """RFC 7616, 3.9.1."""
    given = digest.challenge([OFFER.format(algorithm=algorithm)])
    assert given is not None
    said = digest.answer(given, own=CNONCE, **RFC)  # type: ignore[arg-type]
    assert f'response="{response}"' in said
    assert 'opaque="FQhe' in said
    assert "nc=00000001" in said


def test_the_stronger_challenge_is_taken() -> None:
    found = digest.challenge([OFFER.format(algorithm="MD5"), OFFER.format(algorithm="SHA-256")])
    assert found is not None
    assert found["algorithm"] == "SHA-256"


@pytest.mark.parametrize(
    "header",
    [
        'Basic realm="door"',
        "Digest",
        "Digest realm",
        'Digest realm="x", qop="auth"',
        'Digest realm="x", nonce="n", algorithm=MD4',
        'Digest realm="x", nonce="n", qop="auth-int"',
        'Digest realm="x\\"y", nonce="n"',
    ],
)
def test_what_cannot_be_answered_is_no_challenge(header: str) -> None:
    assert digest.challenge([header]) is None


def test_without_qop_the_older_answer_is_given() -> None:
    """RFC 2069, as old terminals ask; worked out by hand with md5sum."""
    given = digest.challenge(['Digest realm="r", nonce="n"'])
    assert given is not None
    said = digest.answer(given, user="u", password="p", method="PUT", path="/x", count=1, own="c")
    assert "nc=" not in said
    assert "cnonce" not in said
    assert 'response="' in said
