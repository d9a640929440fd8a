// Package journal is one jurisdiction's append-only log of entries, and what everybody else needs to
// check it: tiles, proofs, verification, evidence of forks, witnessing.
//
// A journal interprets nothing. An entry is 1 to 65,535 bytes; what it says is the business of the
// packages above. What a journal promises is that an entry, once acknowledged, stays where it is, and
// that nobody (not its owner, not a mirror, not a thief of the disk) can change, drop or reorder one
// without this being provable to a third party.
//
// # Format
//
// The leaf hash of an entry is SHA-256(0x00 || entry), that of an inner node SHA-256(0x01 || left ||
// right), and the root of n entries is the Merkle tree hash of RFC 6962, section 2.1. A head is the
// triple origin, size, root; its text is three lines:
//
//	harbin/journal/1
//	2
//	kJxQjet/1LjsQaxyerfNTpF2Yrdv0QXrT9peVRUidsM=
//
// Signed as a note (C2SP signed-note, Ed25519) by the key whose name is the origin, it is a checkpoint
// (C2SP tlog-checkpoint). Checkpoints are promises: two of one origin whose trees are not prefixes of
// one another are proof that its key signed two histories, see [ForkError].
//
// Everything that a client needs is a finite set of resources (C2SP tlog-tiles), all immutable but the
// first:
//
//	checkpoint                  the newest signed checkpoint
//	tile/<L>/<N>[.p/<W>]        256 (or W) hashes of level 8*L, from number 256*N on
//	tile/entries/<N>[.p/<W>]    256 (or W) entries, each after its length as a big-endian uint16
//
// N is written in groups of three digits, all but the last after an x: 1234067 is x001/x234/067. The
// hash of the n-th full tile of a level is the n-th hash of the level above. [Lookup] maps such a path to
// its bytes for any [Reader]: our own [Journal], a mirror, a directory.
//
// # Roles
//
// The owner has a [Journal]: Init once, Open at each start, Append. A follower keeps a [Frontier], hashes
// the entries that it is sent, and believes them if they give the root of a head that it opened with
// [OpenHead]. An auditor runs [Verify] over a Reader, and [VerifyAgainst] with every other checkpoint that he
// can get hold of. A [Witness] cosigns checkpoints of others (C2SP tlog-cosignature) after it has checked
// that they grew. None of them has to trust another.
//
// # Durability
//
// One goroutine writes. It takes what is queued, at most 256 entries and urgent ones first, and does, in
// this order:
//
//  1. one transaction: the entries, their hashes, and the new head, signed before the commit;
//  2. commit, synced (SQLite in WAL mode, synchronous=FULL);
//  3. read the bytes back over another connection, recompute the root, compare it with what was signed;
//  4. write the checkpoint to the high-water mark, a small file elsewhere, and sync it;
//  5. publish: only now readers see the entries, and Append returns.
//
// So a head is never shown that is not durable, and never without the mark knowing of it. A crash after
// any step leaves a journal that Open understands: entries beyond the mark were acknowledged to nobody,
// and are published late; a repeated Append with the same dedup id finds its entry.
//
// If a step fails, memory counts for nothing: the journal reopens the database, recomputes everything,
// and then either goes on (and the error concerned that append only) or, if the disk cannot be read or
// does not add up, signs nothing and says so with a [StoppedError] until it can.
//
// # Rollback
//
// A restored backup is an honest journal that is too short. If it were extended, its owner would sign a
// second history and every neighbour would hold the proof. Therefore Open compares the journal with the
// high-water mark, and a node asks its peers for their newest copy of our own checkpoint before the
// first append ([Journal.Confront]): the mark may have been restored as well. A journal that is behind
// is held with a [RollbackError], and repaired by fetching our own tail from any mirror
// ([Journal.Adopt]); every peer is thus a backup, and none has to be trusted.
package journal
