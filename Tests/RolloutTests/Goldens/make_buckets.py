#!/usr/bin/env python3
"""Writes buckets.tsv: salt, value (hexadecimal), bucket, millionth. usage: make_buckets.py > buckets.tsv"""
import random

M = (1 << 64) - 1


def hashed(data):
    h = 0xCBF29CE484222325
    for byte in data:
        h = ((h ^ byte) * 0x100000001B3) & M
    h ^= h >> 33
    h = (h * 0xFF51AFD7ED558CCD) & M
    h ^= h >> 33
    h = (h * 0xC4CEB9FE1A85EC53) & M
    return h ^ (h >> 33)


chance = random.Random(7)
values = [b"", b"a", b"N14228", b"12", b"true", "Zürich".encode(), bytes(range(256))]
values += [chance.randbytes(chance.randrange(1, 40)) for _ in range(60)]
for salt in ["", "flights/v2", "größe/é", "x" * 257]:
    for value in values:
        h = hashed(salt.encode() + value)
        print(salt, value.hex(), h % 100_000, h % 1_000_000, sep="\t")
