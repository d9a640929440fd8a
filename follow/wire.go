package follow

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"

	"golang.org/x/mod/sumdb/note"

	"tongzhou/journal"
)

// The events of the feed, as named in its `event:` lines.
const (
	EventHead  = "head"  // data: a Head
	EventPing  = "ping"  // data: {}; the node is alive, whether or not it has anything to say
	EventError = "error" // data: a Refusal
)

// The codes of a Refusal. A feed that cannot serve a cursor always says which of these it is: a follower that
// is quietly left out would take the silence for calm.
const (
	CodeFuture  = "cursor-future"  // the follower has more than this node holds: it was restored from an old copy, or it is a relay that lags
	CodePruned  = "cursor-pruned"  // the entries after the cursor are no longer kept here
	CodeQuota   = "over-quota"     // too many cursors, streams or requests
	CodeUnknown = "unknown-origin" // this node does not hold that journal
)

// Head is the one event that matters: a signed checkpoint of one journal and, when they are few, the entries
// that lead up to it. First is the index of the first of Entries. First = size and no entries is an announcement to
// somebody who did not ask for this journal; First < size and no entries means "too many for an event, pull the tiles".
type Head struct {
	Origin     string   `json:"origin"`
	Checkpoint string   `json:"checkpoint"`
	First      int64    `json:"first"`
	Entries    [][]byte `json:"entries,omitempty"`
}

// Refusal says why a cursor, or the whole request, is not served. Journal is the hash of the origin the cursor named;
// Checkpoint, when there is one, is the newest this node holds of it.
type Refusal struct {
	Code       string `json:"code"`
	Journal    string `json:"journal,omitempty"`
	Detail     string `json:"detail"`
	Checkpoint string `json:"checkpoint,omitempty"`
}

// OriginHash is how a URL names a journal: the lower-case hex SHA-256 of its origin line.
func OriginHash(origin string) string {
	sum := sha256.Sum256([]byte(origin))
	return hex.EncodeToString(sum[:])
}

const (
	maxNote   = 64 << 10 // of a signed checkpoint
	tileH     = journal.TileHeight
	tileWidth = journal.BundleSize
)

// signed is a checkpoint whose signature has been verified under the key pinned for its origin.
type signed struct {
	note []byte
	head journal.Head
}

// originOf is the first line of a note, whose signature nobody has checked.
func originOf(msg []byte) string {
	line, _, _ := bytes.Cut(msg[:min(len(msg), 1024)], []byte("\n"))
	return string(line)
}

func open(msg []byte, v note.Verifier) (signed, error) {
	h, err := journal.OpenHead(msg, v)
	return signed{note: msg, head: h}, err
}
