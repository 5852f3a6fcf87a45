"""A small reader of vector tiles, written from the specification and not from our encoder."""

from collections.abc import Iterator
from typing import Any


def read(tile: bytes) -> dict[str, list[dict[str, Any]]]:
    """Return the features of each layer: id, words, kind, and parts as lists of points."""
    layers: dict[str, list[dict[str, Any]]] = {}
    for number, content in _fields(tile):
        if number == 3:
            name, features = _layer(content)
            layers[name] = features
    return layers


def _layer(content: bytes) -> tuple[str, list[dict[str, Any]]]:
    found = list(_fields(content))
    assert dict(found)[15] == 2
    assert dict(found)[5] == 4096
    keys = [value.decode() for number, value in found if number == 3]
    values = [dict(_fields(value))[1].decode() for number, value in found if number == 4]
    raw = [dict(_fields(value)) for number, value in found if number == 2]
    return dict(found)[1].decode(), [_feature(each, keys, values) for each in raw]


def _feature(fields: dict[int, Any], keys: list[str], values: list[str]) -> dict[str, Any]:
    tags = list(_packed(fields[2]))
    words = {keys[tags[i]]: values[tags[i + 1]] for i in range(0, len(tags), 2)}
    return {"id": fields[1], "words": words, "kind": fields[3], "parts": _parts(fields[4])}


def _parts(content: bytes) -> list[list[tuple[int, int]]]:
    numbers = _packed(content)
    parts: list[list[tuple[int, int]]] = []
    x = y = 0
    for command in numbers:
        if command & 7 == 7:
            continue
        for _turn in range(command >> 3):
            x, y = x + _signed(next(numbers)), y + _signed(next(numbers))
            if command & 7 == 1:
                parts.append([])
            parts[-1].append((x, y))
    return parts


def _signed(value: int) -> int:
    return -(value + 1) // 2 if value & 1 else value // 2


def _packed(content: bytes) -> Iterator[int]:
    at = 0
    while at < len(content):
        value, at = _varint(content, at)
        yield value


def _fields(content: bytes) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(content):
        key, at = _varint(content, at)
        value, at = _varint(content, at)
        if key & 7 == 2:
            yield key >> 3, content[at : at + value]
            at += value
        else:
            yield key >> 3, value


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (content[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if content[at - 1] < 128:
            return value, at
