"""Writes proof.json, merkle.json, tiles.json, journal.json, cosignature.json, bundle.json and removal.json from the specifications.

RFC 6962 section 2.1, C2SP signed-note, tlog-cosignature, tlog-proof and tlog-tiles, docs/spec/ledger.md sections 6, 7, 13
and 14. Shares no code with the implementation. Needs Python 3.9 and `cryptography`; the entries are those of leaf.json.
"""

import base64
import hashlib
import json
import pathlib
import struct
import zlib

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

here = pathlib.Path(__file__).parent
log = json.loads((here / "leaf.json").read_text())
ORIGIN = log["origin"]
LEAVES = [entry["leaf"].encode() for entry in log["entries"]]


def sha(data):
    return hashlib.sha256(data).digest()


def leaf_hash(leaf):
    return sha(b"\0" + leaf)


def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(d):
    """MTH(D[n]) over leaf hashes."""
    if not d:
        return sha(b"")
    if len(d) == 1:
        return d[0]
    k = split(len(d))
    return sha(b"\1" + mth(d[:k]) + mth(d[k:]))


def path(m, d):
    """PATH(m, D[n])."""
    if len(d) <= 1:
        return []
    k = split(len(d))
    if m < k:
        return path(m, d[:k]) + [mth(d[k:])]
    return path(m - k, d[k:]) + [mth(d[:k])]


def proof(m, d):
    """PROOF(m, D[n])."""
    return subproof(m, d, True)


def subproof(m, d, whole):
    if m == len(d):
        return [] if whole else [mth(d)]
    k = split(len(d))
    if m <= k:
        return subproof(m, d[:k], whole) + [mth(d[k:])]
    return subproof(m - k, d[k:], False) + [mth(d[:k])]


def b64(data):
    return base64.b64encode(data).decode()


class Key:
    def __init__(self, name, seed, kind):
        self.name, self.kind = name, kind
        self.private = Ed25519PrivateKey.from_private_bytes(seed)
        raw = self.private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        self.key = bytes([kind]) + raw
        self.id = sha(name.encode() + b"\n" + self.key)[:4]
        self.verifier = f"{name}+{self.id.hex()}+{b64(self.key)}"

    def line(self, text, at=None):
        if self.kind == 1:
            signature = self.private.sign(text.encode())
        else:
            signed = f"cosignature/v1\ntime {at}\n{text}"
            signature = struct.pack(">Q", at) + self.private.sign(signed.encode())
        return f"\u2014 {self.name} {b64(self.id + signature)}\n"


LOG = Key(ORIGIN, bytes(range(32)), 1)
STRANGER = Key(ORIGIN, bytes(range(64, 96)), 1)
W1 = Key("witness.example/w1", bytes(range(32, 64)), 4)
W2 = Key("witness.example/w2", bytes(range(96, 128)), 4)
W1_AS_LOG = Key("witness.example/w1", bytes(range(32, 64)), 1)
HASHES = [leaf_hash(leaf) for leaf in LEAVES]
SIZE = len(LEAVES)
AT = 1795392000


def body(size, root=None, origin=ORIGIN):
    return f"{origin}\n{size}\n{b64(root or mth(HASHES[:size]))}\n"


def note(text, *lines):
    return text + "\n" + "".join(lines)


def tlog_proof(index, hashes, checkpoint, extra):
    head = ["c2sp.org/tlog-proof@v1"]
    if extra is not None:
        head.append("extra " + b64(extra))
    head.append(f"index {index}")
    return "\n".join(head + [b64(h) for h in hashes]) + "\n\n" + checkpoint


def write(name, about, **data):
    text = json.dumps({"about": about, **data}, indent=2, ensure_ascii=False)
    (here / f"{name}.json").write_text(text + "\n")


# --- cosignature ---------------------------------------------------------------------------------------------------
text = body(SIZE)
flipped = W1.line(text, AT)[:-6] + ("A" if W1.line(text, AT)[-6] != "A" else "B") + W1.line(text, AT)[-5:]
write(
    "cosignature",
    "Checkpoints cosigned by witnesses (C2SP tlog-cosignature, type 0x04). `accept`: with `keys`, exactly `names` have signed, "
    "witnesses at `times` (seconds since the epoch). `refuse`: a signature of a given key does not verify, or no note has this text.",
    accept=[
        {"note": note(text, LOG.line(text), W1.line(text, AT)), "keys": [LOG.verifier, W1.verifier],
         "names": [LOG.name, W1.name], "times": {W1.name: AT}},
        {"note": note(text, LOG.line(text), W1.line(text, AT), W2.line(text, AT + 1)), "keys": [W2.verifier],
         "names": [W2.name], "times": {W2.name: AT + 1}},
        {"note": note(text, LOG.line(text), W1.line(text, AT)), "keys": [STRANGER.verifier], "names": [], "times": {}},
    ],
    refuse=[
        {"why": "the last bits of the cosignature differ", "note": note(text, LOG.line(text), flipped), "keys": [W1.verifier]},
        {"why": "cosigned another text", "note": note(body(3), W1.line(text, AT)), "keys": [W1.verifier]},
        {"why": "signed without a time under the id of a cosigner",
         "note": note(text, f"\u2014 {W1.name} {b64(W1.id + W1.private.sign(text.encode()))}\n"), "keys": [W1.verifier]},
        {"why": "no signature", "note": text + "\n", "keys": [LOG.verifier]},
        {"why": "no line feed at the end", "note": note(text, LOG.line(text))[:-1], "keys": [LOG.verifier]},
        {"why": "a carriage return", "note": note(text.replace("\n", "\r\n"), LOG.line(text)), "keys": [LOG.verifier]},
        {"why": "base64 that is not canonical", "note": note(text, LOG.line(text).replace("=", "", 1)), "keys": [LOG.verifier]},
    ],
)

# --- inclusion and consistency --------------------------------------------------------------------------------------
small = [leaf_hash(b"leaf %d" % i) for i in range(17)]
hexes = lambda hs: [h.hex() for h in hs]
consistency = lambda m, n: {
    "from": m, "to": n, "fromRoot": mth(small[:m]).hex(), "toRoot": mth(small[:n]).hex(),
    "path": hexes(proof(m, small[:n])),
}
inclusion = lambda i, n: {
    "index": i, "size": n, "leafHash": small[i].hex(), "root": mth(small[:n]).hex(), "path": hexes(path(i, small[:n])),
}
other = sha(b"other").hex()
write(
    "merkle",
    "Entry i is the text `leaf i`. Inclusion proofs of every entry and consistency proofs of every pair of sizes, to 17 entries; "
    "and proofs that must be refused.",
    inclusion=[inclusion(i, n) for n in range(1, 18) for i in range(n)],
    consistency=[consistency(m, n) for n in range(1, 18) for m in range(1, n + 1)],
    refuseInclusion=[
        {"why": "another index", **{**inclusion(3, 8), "index": 4}},
        {"why": "index past the end", **{**inclusion(3, 8), "index": 8}},
        {"why": "another size", **{**inclusion(3, 8), "size": 9}},
        {"why": "another leaf", **{**inclusion(3, 8), "leafHash": other}},
        {"why": "another root", **{**inclusion(3, 8), "root": other}},
        {"why": "a hash too many", **{**inclusion(3, 8), "path": inclusion(3, 8)["path"] + [other]}},
        {"why": "a hash too few", **{**inclusion(3, 8), "path": inclusion(3, 8)["path"][:-1]}},
        {"why": "hashes in another order", **{**inclusion(3, 8), "path": inclusion(3, 8)["path"][::-1]}},
        {"why": "a hash of 31 bytes", **{**inclusion(3, 8), "path": [inclusion(3, 8)["path"][0][2:]] + inclusion(3, 8)["path"][1:]}},
        {"why": "an inner node for a leaf", "index": 0, "size": 1, "leafHash": mth(small[:2]).hex(), "root": mth(small[:4]).hex(), "path": [mth(small[2:4]).hex()]},
    ],
    refuseConsistency=[
        {"why": "from nothing", "from": 0, "to": 4, "fromRoot": sha(b"").hex(), "toRoot": mth(small[:4]).hex(), "path": []},
        {"why": "backwards", **{**consistency(3, 7), "from": 7, "to": 3}},
        {"why": "another root at first", **{**consistency(3, 7), "fromRoot": other}},
        {"why": "another root at last", **{**consistency(3, 7), "toRoot": other}},
        {"why": "another size at first", **{**consistency(3, 7), "from": 2}},
        {"why": "another size at last", **{**consistency(4, 7), "to": 9}},
        {"why": "a hash too many", **{**consistency(3, 7), "path": consistency(3, 7)["path"] + [other]}},
        {"why": "a hash too few", **{**consistency(3, 7), "path": consistency(3, 7)["path"][:-1]}},
        {"why": "no path between two sizes", **{**consistency(4, 8), "path": []}},
        {"why": "one size, two roots", "from": 4, "to": 4, "fromRoot": mth(small[:4]).hex(), "toRoot": other, "path": []},
    ],
)

# --- proof of an entry ----------------------------------------------------------------------------------------------
signed = note(text, LOG.line(text), W1.line(text, AT))
good = tlog_proof(2, path(2, HASHES), signed, LEAVES[2])
forked = body(SIZE, sha(b"fork"))
OTHER_LOG = Key("zoqore/other/main", bytes(range(128, 160)), 1)
write(
    "proof",
    "C2SP tlog-proof with the leaf behind `extra`. `accept`: with `keys` and `quorum` it shows `leaf` at `index` of `size`. "
    "`refuse`: the first check of docs/spec/ledger.md section 8 that fails is `fault`.",
    accept=[
        {"proof": tlog_proof(i, path(i, HASHES), signed, LEAVES[i]), "keys": [LOG.verifier, W1.verifier], "quorum": 1,
         "log": ORIGIN, "index": i, "size": SIZE, "leaf": LEAVES[i].decode(), "witnesses": [W1.name]}
        for i in range(SIZE)
    ] + [
        {"proof": tlog_proof(0, [], note(body(1), LOG.line(body(1))), LEAVES[0]), "keys": [LOG.verifier], "quorum": 0,
         "log": ORIGIN, "index": 0, "size": 1, "leaf": LEAVES[0].decode(), "witnesses": []},
    ],
    refuse=[
        {"why": "no leaf", "fault": "malformed", "proof": tlog_proof(2, path(2, HASHES), signed, None), "keys": [LOG.verifier], "quorum": 0},
        {"why": "another first line", "fault": "malformed", "proof": good.replace("@v1", "@v2"), "keys": [LOG.verifier], "quorum": 0},
        {"why": "an index with a zero in front", "fault": "malformed", "proof": good.replace("index 2", "index 02"), "keys": [LOG.verifier], "quorum": 0},
        {"why": "no checkpoint", "fault": "malformed", "proof": good.split("\n\n")[0] + "\n", "keys": [LOG.verifier], "quorum": 0},
        {"why": "the text was changed after it was signed", "fault": "bad-signature", "proof": good.replace(f"\n{SIZE}\n", "\n12\n"), "keys": [LOG.verifier], "quorum": 0},
        {"why": "a key of the same name that did not sign", "fault": "key-unknown", "proof": good, "keys": [STRANGER.verifier], "quorum": 0},
        {"why": "the witness alone is known", "fault": "key-unknown", "proof": good, "keys": [W1.verifier], "quorum": 0},
        {"why": "signed by another log with its own key", "fault": "key-unknown",
         "proof": tlog_proof(2, path(2, HASHES), note(text, OTHER_LOG.line(text)), LEAVES[2]), "keys": [OTHER_LOG.verifier], "quorum": 0},
        {"why": "another index", "fault": "not-included", "proof": good.replace("index 2", "index 3"), "keys": [LOG.verifier], "quorum": 0},
        {"why": "another leaf", "fault": "not-included", "proof": tlog_proof(2, path(2, HASHES), signed, LEAVES[3]), "keys": [LOG.verifier], "quorum": 0},
        {"why": "another history, signed", "fault": "not-included", "proof": tlog_proof(2, path(2, HASHES), note(forked, LOG.line(forked)), LEAVES[2]), "keys": [LOG.verifier], "quorum": 0},
        {"why": "a witness too few", "fault": "too-few-witnesses", "proof": good, "keys": [LOG.verifier, W1.verifier], "quorum": 2},
        {"why": "a key that signs like a log does not count as a witness", "fault": "too-few-witnesses",
         "proof": tlog_proof(2, path(2, HASHES), note(text, LOG.line(text), W1_AS_LOG.line(text)), LEAVES[2]), "keys": [LOG.verifier, W1_AS_LOG.verifier], "quorum": 1},
        {"why": "one witness twice", "fault": "too-few-witnesses",
         "proof": tlog_proof(2, path(2, HASHES), note(text, LOG.line(text), W1.line(text, AT), W1.line(text, AT + 1)), LEAVES[2]), "keys": [LOG.verifier, W1.verifier], "quorum": 2},
    ],
)

# --- tiles ----------------------------------------------------------------------------------------------------------
many = [leaf_hash(b"leaf %d" % i) for i in range(256 * 256 + 300)]
level1 = [mth(many[i * 256:(i + 1) * 256]) for i in range(len(many) // 256)]
level2 = [mth(many[: 256 * 256])]
tile = lambda name, elements: {"path": name, "bytes": 32 * len(elements), "sha256": sha(b"".join(elements)).hex()}
bundle = b"".join(struct.pack(">H", len(leaf)) + leaf for leaf in LEAVES)
write(
    "tiles",
    "C2SP tlog-tiles, height 8. `tiles`: of a log of `size` entries `leaf i`, SHA-256 of the bytes at a path. `bundle`: hex of the "
    "entry bundle of all entries of leaf.json. `paths` name these tiles; `refuse` name none.",
    size=len(many),
    tiles=[
        tile("0/000", many[:256]),
        tile("0/001", many[256:512]),
        tile("0/257.p/44", many[257 * 256:]),
        tile("0/257.p/1", many[257 * 256:257 * 256 + 1]),
        tile("1/000", level1[:256]),
        tile("1/001.p/1", level1[256:]),
        tile("2/000.p/1", level2),
    ],
    bundle={"path": f"entries/000.p/{SIZE}", "hex": bundle.hex()},
    paths=[
        {"path": "0/000", "level": 0, "index": 0, "width": 256},
        {"path": "0/x001/x234/067", "level": 0, "index": 1234067, "width": 256},
        {"path": "2/999.p/255", "level": 2, "index": 999, "width": 255},
        {"path": "entries/x001/000.p/1", "level": "entries", "index": 1000, "width": 1},
    ],
    refuse=["", "0", "0/0", "0/00", "0/1000", "0/001/000", "0/x000/001", "0/x001", "00/000", "64/000", "-1/000", "0/000.p/0",
            "0/000.p/256", "0/000.p/08", "0/000/", "/0/000", "0/000.p/", "0/000 ", "entries/0", "Entries/000", "0/x001/x00/067"],
)

# --- journal --------------------------------------------------------------------------------------------------------
def chain(count):
    value = sha(ORIGIN.encode())
    for h in HASHES[:count]:
        value = sha(value + h)
    return value


def frame(first, leaves, rows=None, crc=None, magic=b"ZQF1", count=None):
    payload = struct.pack(">QI", first, len(leaves) if count is None else count) + chain(first + len(leaves))
    payload += b"".join(
        bytes(2) + HASHES[first + at] if leaf is None else struct.pack(">H", len(leaf)) + leaf
        for at, leaf in enumerate(leaves)
    )
    if rows:
        payload += json.dumps(rows, separators=(",", ":"), ensure_ascii=False).encode()
    return magic + struct.pack(">II", len(payload), zlib.crc32(payload) if crc is None else crc) + payload


one = frame(0, LEAVES[:1])
rows = [[0, "seen", {"id": "r-1"}], [1, "revoked", {"id": "k\u00f6"}], [1, "seen", {"id": "r-2"}]]
two = frame(1, LEAVES[1:3], rows)
gone = frame(3, [LEAVES[3], None, LEAVES[5]])
write(
    "journal",
    "Frames of the journal (docs/spec/ledger.md section 6) of the log of leaf.json. `frames` are whole; `removed` are "
    "the indices whose leaves were taken out; `segment` is a file of two of them; `torn` are not whole frames.",
    frames=[
        {"hex": one.hex(), "first": 0, "leaves": 1, "chain": chain(1).hex(), "rows": [], "removed": []},
        {"hex": two.hex(), "first": 1, "leaves": 2, "chain": chain(3).hex(), "rows": rows, "removed": []},
        {"hex": gone.hex(), "first": 3, "leaves": 3, "chain": chain(6).hex(), "rows": [], "removed": [4]},
    ],
    segment={"name": "0000000000000000.zqj", "hex": (one + two).hex(), "offsets": [0, len(one)]},
    torn=[
        {"why": "the last byte is missing", "hex": two[:-1].hex()},
        {"why": "the header alone", "hex": one[:12].hex()},
        {"why": "another checksum", "hex": frame(0, LEAVES[:1], crc=zlib.crc32(b"")).hex()},
        {"why": "another mark", "hex": frame(0, LEAVES[:1], magic=b"ZQF2").hex()},
        {"why": "a bit of a leaf differs", "hex": (one[:60] + bytes([one[60] ^ 1]) + one[61:]).hex()},
        {"why": "more leaves are counted than there are", "hex": frame(0, LEAVES[:1], count=2).hex()},
        {"why": "nothing but zeros", "hex": (b"\0" * 64).hex()},
    ],
)

# --- bundles --------------------------------------------------------------------------------------------------------
def cover(a, b):
    """Widths of the largest full subtrees from a to b."""
    widths = []
    while a < b:
        width = 1
        while a % (width * 2) == 0 and a + width * 2 <= b:
            width *= 2
        widths.append(width)
        a += width
    return widths


def roots(a, b):
    out = []
    for width in cover(a, b):
        out.append(mth(HASHES[a:a + width]))
        a += width
    return out


def export(start, end, size, lines=None, before=None, after=None, checkpoint=None, head=None):
    lines = LEAVES[start:end] if lines is None else lines
    hashes = lambda hs: [b64(h).encode() for h in hs]
    text = [
        *(head or [b"zoqore/ledger-bundle@v1", b"from %d" % start, b"to %d" % end]),
        *hashes(roots(0, start) if before is None else before),
        *lines,
        *hashes(roots(end, size) if after is None else after),
        b"",
    ]
    return (b"\n".join(text) + b"\n").decode() + (note(body(size), LOG.line(body(size))) if checkpoint is None else checkpoint)


def hash_line(index):
    return b"hash " + b64(HASHES[index]).encode()


def accepted(start, end, size, lines=None, quorum=0, checkpoint=None, witnesses=()):
    lines = LEAVES[start:end] if lines is None else lines
    return {
        "bundle": export(start, end, size, lines, checkpoint=checkpoint),
        "keys": [LOG.verifier, W1.verifier], "quorum": quorum, "log": ORIGIN, "from": start, "to": end, "size": size,
        "withoutLeaf": sum(line.startswith(b"hash ") for line in lines), "witnesses": list(witnesses),
    }


def refused_bundle(why, fault, bundle, keys=None, quorum=0):
    return {"why": why, "fault": fault, "bundle": bundle, "keys": keys or [LOG.verifier], "quorum": quorum}


plain = export(3, 7, SIZE)
short = note(body(5), LOG.line(body(5)))
half = [LEAVES[3], hash_line(4), hash_line(5), LEAVES[6]]
other_log = note(text, OTHER_LOG.line(text))
write(
    "bundle",
    "Bundles of the log of leaf.json (docs/spec/ledger.md section 13). `cover`: widths of the subtrees of cover(a, b). `accept`: "
    "with `keys` and `quorum` it shows the entries `from` to before `to` of a log of `size`. `refuse`: the first check that "
    "fails is `fault`.",
    cover=[{"from": a, "to": b, "widths": cover(a, b)} for b in range(12) for a in range(b + 1)],
    accept=[accepted(a, b, n) for a, b, n in [(0, 1, 1), (0, 11, 11), (0, 8, 11), (3, 7, 11), (8, 11, 11), (10, 11, 11), (4, 8, 8), (5, 6, 9)]]
    + [
        accepted(3, 7, SIZE, half),
        accepted(0, 2, SIZE, [hash_line(0), hash_line(1)]),
        accepted(3, 7, SIZE, quorum=1, checkpoint=signed, witnesses=[W1.name]),
    ],
    refuse=[
        refused_bundle("another first line", "malformed", plain.replace("@v1", "@v2", 1)),
        refused_bundle("a first index with a zero in front", "malformed", plain.replace("from 3", "from 03", 1)),
        refused_bundle("an end that is no number", "malformed", plain.replace("to 7", "to +7", 1)),
        refused_bundle("no entries", "malformed", export(3, 3, SIZE)),
        refused_bundle("from behind to", "malformed", plain.replace("from 3\nto 7", "from 7\nto 3", 1)),
        refused_bundle("a carriage return", "malformed", plain.replace("from 3\n", "from 3\r\n", 1)),
        refused_bundle("a hash too few before", "malformed", export(3, 7, SIZE, before=roots(0, 3)[:-1])),
        refused_bundle("a hash too many before", "malformed", export(3, 7, SIZE, before=[*roots(0, 3), sha(b"other")])),
        refused_bundle("an entry too few", "malformed", export(3, 7, SIZE, lines=LEAVES[3:6])),
        refused_bundle("an entry too many", "malformed", export(3, 7, SIZE, lines=LEAVES[3:8])),
        refused_bundle("an entry that is neither a leaf nor a hash", "malformed", export(3, 7, SIZE, lines=[b"[]", *LEAVES[4:7]])),
        refused_bundle("a hash of 31 bytes", "malformed", export(3, 7, SIZE, lines=[b"hash " + b64(bytes(31)).encode(), *LEAVES[4:7]])),
        refused_bundle("base64 that is not canonical", "malformed", export(3, 7, SIZE, half).replace("=", "", 1)),
        refused_bundle("a line of 65,536 bytes", "malformed", export(3, 7, SIZE, lines=[b"{" + b" " * 65535, *LEAVES[4:7]])),
        refused_bundle("no blank line", "malformed", plain.replace("\n\n", "\n", 1)),
        refused_bundle("it ends in the middle", "malformed", plain[: len(plain) // 3]),
        refused_bundle("no checkpoint", "malformed", export(3, 7, SIZE, checkpoint="")),
        refused_bundle("the checkpoint was changed after it was signed", "bad-signature", plain.replace(f"\n{SIZE}\n", "\n12\n")),
        refused_bundle("a key of the same name that did not sign", "key-unknown", plain, [STRANGER.verifier]),
        refused_bundle("signed by another log with its own key", "key-unknown", export(3, 7, SIZE, checkpoint=other_log), [OTHER_LOG.verifier]),
        refused_bundle("a witness too few", "too-few-witnesses", plain, [LOG.verifier, W1.verifier], 1),
        refused_bundle("a checkpoint that ends before the range", "not-included", export(3, 7, 5, after=[], checkpoint=short)),
        refused_bundle("a hash too few behind", "not-included", export(3, 7, SIZE, after=roots(7, SIZE)[:-1])),
        refused_bundle("a hash too many behind", "not-included", export(3, 7, SIZE, after=[*roots(7, SIZE), sha(b"other")])),
        refused_bundle("hashes behind in another order", "not-included", export(3, 7, SIZE, after=roots(7, SIZE)[::-1])),
        refused_bundle("another hash before", "not-included", export(3, 7, SIZE, before=[sha(b"other"), *roots(0, 3)[1:]])),
        refused_bundle("another leaf", "not-included", export(3, 7, SIZE, lines=[LEAVES[2], *LEAVES[4:7]])),
        refused_bundle("a leaf with a space more", "not-included", export(3, 7, SIZE, lines=[LEAVES[3] + b" ", *LEAVES[4:7]])),
        refused_bundle("another hash in the place of a leaf", "not-included", export(3, 7, SIZE, lines=[hash_line(2), *LEAVES[4:7]])),
        refused_bundle("entries in another order", "not-included", export(3, 7, SIZE, lines=[LEAVES[4], LEAVES[3], *LEAVES[5:7]])),
        refused_bundle("shifted by one", "not-included", export(4, 8, SIZE, lines=LEAVES[3:7])),
        refused_bundle("another history, signed", "not-included", export(3, 7, SIZE, checkpoint=note(forked, LOG.line(forked)))),
        refused_bundle("the leaf of an inner node", "not-included",
                       export(0, 1, 2, lines=[b"hash " + b64(mth(HASHES[:2])).encode()], after=roots(2, 4), checkpoint=note(body(4), LOG.line(body(4))))),
    ],
)

# --- removals -------------------------------------------------------------------------------------------------------
def own(kind, entry_body):
    leaf = {"actor": "officer", "at": "2026-11-25T03:00:00.000Z", "body": entry_body, "commitments": {}, "kind": kind, "log": ORIGIN, "v": 1}
    return json.dumps(leaf, separators=(",", ":"), sort_keys=True, ensure_ascii=False)


def pruned(ranges, removed=None, kind="ledger.pruned"):
    return own(kind, {"ranges": ranges, "reason": "policy", "removed": ranges if removed is None else removed})


def agreed(kind, entry_body, key, changes=0, origin=ORIGIN, signed=None):
    """An entry with the note by which a key agrees to it, or to `signed`."""
    digest = leaf_hash((signed or own(kind, entry_body)).encode())
    text = f"zoqore.dev/ledger-act@v1\n{origin}\n{changes}\n{b64(digest)}\n"
    return own(kind, {**entry_body, "note": note(text, key.line(text))})


TEXTS = [leaf.decode() for leaf in LEAVES]


def removed_log(why, gone, *entries, **found):
    """The entries of leaf.json and these behind them, without the leaves of `gone`."""
    texts = [*TEXTS, *entries]
    return {"why": why, "entries": [
        {"leafHash": leaf_hash(text.encode()).hex()} if index in gone else {"leaf": text} for index, text in enumerate(texts)
    ], **found}


PRUNE = {"ranges": [[0, 3]], "reason": "policy", "removed": [[0, 3]]}
says = lambda text, at, act, ranges, removed: {"leaf": text, "index": at, "act": act, "ranges": ranges, "removed": removed}
silent = lambda why, text, at=SIZE: {"why": why, "leaf": text, "index": at}
write(
    "removal",
    "Entries that remove (docs/spec/ledger.md section 14). `accept`: at `index` the leaf says that `ranges` and `removed` went. "
    "`refuse`: at `index` it says nothing. `logs`: whole logs, some leaves gone; `missing` is the index of the first leaf that no "
    "entry says was removed, null where there is none, and `returned` counts the leaves that stand although an entry says so. "
    "`acts`: whether an entry counts in a log that has one key, `key`, and never changed it. "
    "`holds`: entries in order from index 0; `inForce` are the holds after them, `held` the entries that each covers.",
    accept=[
        says(pruned([[0, 3]]), SIZE, "pruned", [[0, 3]], [[0, 3]]),
        says(pruned([[0, 3], [3, 5], [7, 8]]), SIZE, "pruned", [[0, 3], [3, 5], [7, 8]], [[0, 3], [3, 5], [7, 8]]),
        says(pruned([[0, SIZE]]), SIZE, "pruned", [[0, SIZE]], [[0, SIZE]]),
        says(pruned([[2, 4]], [], "ledger.erased"), SIZE, "erased", [[2, 4]], []),
        says(pruned([[2, 4]], [[3, 4]], "ledger.erased"), SIZE, "erased", [[2, 4]], [[3, 4]]),
        says(pruned([]), 0, "pruned", [], []),
    ],
    refuse=[
        silent("another kind", pruned([[0, 3]], kind="ledger.prune")),
        silent("of others", own("decision", {"ranges": [[0, 3]], "removed": [[0, 3]], "reason": "policy"})),
        silent("no reason", own("ledger.pruned", {"ranges": [[0, 3]], "removed": [[0, 3]]})),
        silent("no `removed`", own("ledger.pruned", {"ranges": [[0, 3]], "reason": "policy"})),
        silent("ranges that are no list", pruned({"from": 0, "to": 3})),
        silent("a range of one number", pruned([[3]])),
        silent("a range of three numbers", pruned([[0, 3, 4]])),
        silent("an index that is a text", pruned([["0", "3"]])),
        silent("an index that is no integer", pruned([[0, 2.5]])),
        silent("an index below 0", pruned([[-1, 3]])),
        silent("an empty range", pruned([[3, 3]])),
        silent("from behind to", pruned([[3, 0]])),
        silent("ranges in another order", pruned([[4, 5], [0, 3]])),
        silent("ranges that overlap", pruned([[0, 3], [2, 5]])),
        silent("one range that is wrong among others", pruned([[0, 3], [5, 5]])),
        silent("it removes itself", pruned([[0, SIZE + 1]])),
        silent("it removes what came after it", pruned([[0, 3]]), 2),
        silent("`removed` reaches to what came after it", pruned([[0, 2]], [[0, 3]]), 2),
    ],
    logs=[
        removed_log("nothing is gone", [], missing=None, returned=0),
        removed_log("what was pruned is gone", [0, 1, 2], pruned([[0, 3]]), missing=None, returned=0),
        removed_log("by two entries", [0, 1, 2, 6], pruned([[0, 3]]), pruned([[6, 7]], [[6, 7]], "ledger.erased"), missing=None, returned=0),
        removed_log("a leaf that was restored", [0, 2], pruned([[0, 3]]), missing=None, returned=1),
        removed_log("a leaf is gone that no entry removed", [4], missing=4, returned=0),
        removed_log("one more than was removed", [0, 1, 2, 3], pruned([[0, 3]]), missing=3, returned=0),
        removed_log("the leaf of what was erased without its leaf", [2], pruned([[2, 3]], [], "ledger.erased"), missing=2, returned=0),
        removed_log("an entry that does not count", [0, 1, 2], pruned([[0, 3], [2, 5]]), missing=0, returned=0),
        removed_log("the entry that says so is gone itself", [0, 1, 2, SIZE], pruned([[0, 3]]), missing=0, returned=0),
    ],
    key=LOG.verifier,
    acts=[
        {"why": "the key of the log signed it", "leaf": agreed("ledger.pruned", PRUNE, LOG), "counts": True},
        {"why": "a release, signed", "leaf": agreed("ledger.hold-released", {"hold": 2, "reason": "closed"}, LOG), "counts": True},
        {"why": "nobody signed it", "leaf": own("ledger.pruned", PRUNE), "counts": False},
        {"why": "another key of that name signed it", "leaf": agreed("ledger.pruned", PRUNE, STRANGER), "counts": False},
        {"why": "what was signed is another entry", "leaf": agreed("ledger.pruned", PRUNE, LOG, signed=pruned([[0, 2]])), "counts": False},
        {"why": "what was signed is of another log", "leaf": agreed("ledger.pruned", PRUNE, LOG, origin="zoqore/other/main"), "counts": False},
        {"why": "it was signed behind a change of keys that is not there", "leaf": agreed("ledger.pruned", PRUNE, LOG, changes=1), "counts": False},
        {"why": "the note is a text without signatures", "leaf": own("ledger.pruned", {**PRUNE, "note": "agreed\n"}), "counts": False},
    ],
    holds=[
        {"entries": [TEXTS[0], own("ledger.hold-placed", {"reason": "case 1", "terms": {}}), TEXTS[2]],
         "inForce": [1], "held": [[0, 1, 2]]},
        {"entries": [*TEXTS[:4], own("ledger.hold-placed", {"reason": "case 2", "terms": {"from": 1, "to": 4}}),
                     own("ledger.hold-placed", {"reason": "case 3", "terms": {"actors": ["agent-1", "a"], "kinds": ["decision"]}})],
         "inForce": [4, 5], "held": [[1, 2, 3], [0, 1]]},
        {"entries": [*TEXTS[:2], own("ledger.hold-placed", {"reason": "case 4", "terms": {}}),
                     own("ledger.hold-placed", {"reason": "case 5", "terms": {"from": 1}}),
                     own("ledger.hold-released", {"hold": 2, "reason": "closed"})],
         "inForce": [3], "held": [[1, 2, 3, 4]]},
    ],
)
