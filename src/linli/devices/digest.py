"""HTTP digest authentication, the client's side (RFC 7616): the answer to a challenge, and nothing sent.

By hand, because what repeats a refused request by itself would send a door's command twice, or lock the
login of a terminal that counts wrong passwords.
"""

import hashlib
from collections.abc import Iterable, Mapping
from urllib.request import parse_http_list, parse_keqv_list

Challenge = Mapping[str, str]
_HASHES = {"SHA-256": "sha256", "MD5": "md5"}
"""What we speak, the stronger first; each also as -sess."""
_SESSION = "-SESS"


def challenge(headers: Iterable[str]) -> Challenge | None:
    """Return the best of the digest challenges among WWW-Authenticate headers, or None when there is none.

    Only those count whose algorithm we know and that ask for no more than "auth".
    """
    found = [each for header in headers if (each := _read(header)) is not None]
    ranked = sorted(found, key=lambda each: list(_HASHES).index(_algorithm(each).removesuffix(_SESSION)))
    return ranked[0] if ranked else None


def answer(
    given: Challenge, *, user: str, password: str, method: str, path: str, count: int, own: str
) -> str:
    """Return the Authorization header for one request.

    Args:
        given: a challenge of `challenge`.
        user, password: the login.
        method, path: of the request.
        count: how often the challenge's nonce was used, this time included.
        own: our nonce; any text without quotes.
    """
    algorithm = _algorithm(given)
    hashed = _HASHES[algorithm.removesuffix(_SESSION)]
    nonce, realm, turn = given["nonce"], given.get("realm", ""), f"{count:08x}"
    secret = _digest(hashed, f"{user}:{realm}:{password}")
    if algorithm.endswith(_SESSION):
        secret = _digest(hashed, f"{secret}:{nonce}:{own}")
    asked = _digest(hashed, f"{method}:{path}")
    with_turn = "qop" in given
    middle = f"{nonce}:{turn}:{own}:auth" if with_turn else nonce
    quoted = {
        "username": user,
        "realm": realm,
        "nonce": nonce,
        "uri": path,
        "response": _digest(hashed, f"{secret}:{middle}:{asked}"),
        **({"cnonce": own} if with_turn else {}),
        **({"opaque": given["opaque"]} if "opaque" in given else {}),
    }
    plain = {
        **({"algorithm": given["algorithm"]} if "algorithm" in given else {}),
        **({"qop": "auth", "nc": turn} if with_turn else {}),
    }
    parts = [f'{name}="{value}"' for name, value in quoted.items()]
    return "Digest " + ", ".join([*parts, *(f"{name}={value}" for name, value in plain.items())])


def _read(header: str) -> Challenge | None:
    scheme, _space, rest = header.strip().partition(" ")
    if scheme.lower() != "digest":
        return None
    try:
        found = {name.lower(): value for name, value in parse_keqv_list(parse_http_list(rest)).items()}
    except (ValueError, IndexError):
        return None
    known = _algorithm(found).removesuffix(_SESSION) in _HASHES
    offered = {each.strip() for each in found.get("qop", "auth").split(",")}
    safe = not any('"' in value or "\\" in value for value in found.values())
    return found if "nonce" in found and known and "auth" in offered and safe else None


def _algorithm(given: Challenge) -> str:
    return given.get("algorithm", "MD5").upper()


def _digest(name: str, text: str) -> str:
    return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()
