package journal

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// A Defect says what of a journal does not hold, so precisely that it can be found and shown.
// It accuses nobody: a changed byte may be a broken disk. Two signed heads that exclude each
// other are a [ForkError] instead.
type Defect struct {
	Origin string
	// Index and Last are the first and the last entry concerned; Index -1: the journal as a
	// whole.
	Index, Last int64
	// What is wrong, in words that follow "entry 17:".
	What string
	// Have and Want are the leaf hash that the entry's bytes have and the one that it should
	// have; zero where that does not apply.
	Have, Want tlog.Hash
	// Proof shows that Want is at Index in the tree that Head signs (tlog.CheckRecord), if
	// that can still be shown.
	Proof tlog.RecordProof
	// Head is the signed checkpoint against which this was found.
	Head []byte
	// Err is what reading said, if reading failed.
	Err error
}

// Error names journal, entry and what is wrong.
func (d *Defect) Error() string {
	s := "journal: " + d.Origin + ": "
	switch {
	case d.Index >= 0 && d.Last > d.Index:
		s += fmt.Sprintf("entries %d to %d: ", d.Index, d.Last)
	case d.Index >= 0:
		s += fmt.Sprintf("entry %d: ", d.Index)
	}
	s += d.What
	if d.Have != d.Want {
		s += fmt.Sprintf(" (leaf hash %s, signed %s)", d.Have, d.Want)
	}
	if d.Proof != nil {
		s += fmt.Sprintf(" (proven by %d hashes)", len(d.Proof))
	}
	if d.Err != nil {
		s += ": " + d.Err.Error()
	}
	return s
}

// Unwrap returns the error of reading.
func (d *Defect) Unwrap() error { return d.Err }

// Check verifies the proof of a defect that has one: Want is at Index in the tree of this
// head, and Have is something else.
func (d *Defect) Check(h Head) error {
	if d.Proof == nil {
		return fmt.Errorf("journal: %s: the defect carries no proof", d.Origin)
	}
	if h.Origin != d.Origin || d.Have == d.Want {
		return fmt.Errorf("journal: %s: the defect is none of %s", d.Origin, h)
	}
	return tlog.CheckRecord(d.Proof, h.Size, h.Root, d.Index, d.Want)
}
