package node

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tongzhou/act"
	"tongzhou/docket"
	"tongzhou/follow"
	"tongzhou/journal"
	"tongzhou/roster"
)

// Audit is what somebody found who recomputed the records in data directories without asking anyone.
type Audit struct {
	Directories []AuditedDir `json:"directories"`
	Findings    []Flaw       `json:"findings"` // what does not hold; none: everything does
}

// AuditedDir is one data directory.
type AuditedDir struct {
	Dir      string           `json:"dir"`
	Node     string           `json:"node"`
	Journals []AuditedJournal `json:"journals"`
	Digest   string           `json:"digest"` // of the docket that the journals in the directory add up to
	Voids    []VoidAct        `json:"voids"`  // acts without effect, which is no flaw of the record
	Held     int              `json:"held"`   // acts that wait for others
}

// AuditedJournal is one journal in a directory.
type AuditedJournal struct {
	Origin string `json:"origin"`
	Size   int64  `json:"size"`
	Root   string `json:"root"`
	Own    bool   `json:"own"`
}

// VoidAct is an act without effect.
type VoidAct struct {
	Journal string `json:"journal"`
	Act     int64  `json:"act"`
	Reason  string `json:"reason"`
}

// Flaw is something that does not hold: in which directory, of which journal, which act, and the proof.
type Flaw struct {
	Dir     string          `json:"dir"`
	Journal string          `json:"journal"`
	Act     int64           `json:"act"` // index; -1 where it is not one act
	What    string          `json:"what"`
	Proof   json.RawMessage `json:"proof,omitempty"`
}

// auditor goes through directories.
type auditor struct {
	Audit
	heads map[string][]seenHead // by journal: every signed head that was met, and where
}

// seenHead is a journal as one directory has it.
type seenHead struct {
	dir        string
	own        string // path of the journal, where the directory is its author's
	verdict    error  // of an own journal
	checkpoint []byte
	reader     journal.Reader
	verifier   note.Verifier
}

// Verify recomputes the journals, proofs and dockets in data directories, and compares what they say of one another. Their nodes may be running.
func Verify(ctx context.Context, dirs []string) (Audit, error) {
	a := &auditor{heads: map[string][]seenHead{}}
	a.Findings = []Flaw{}
	for _, dir := range dirs {
		done, err := a.directory(ctx, dir)
		if err != nil {
			return a.Audit, err
		}
		defer done()
	}
	a.across(ctx)
	return a.Audit, ctx.Err()
}

// directory checks one data directory. The readers stay open until done is called, because directories are compared afterwards.
func (a *auditor) directory(ctx context.Context, dir string) (done func(), err error) {
	cfg, err := FindConfig(dir)
	if err != nil {
		return nil, fmt.Errorf("node: verify %s: %w", dir, err)
	}
	text, err := os.ReadFile(cfg.path("identity", "journal.pub"))
	if err != nil {
		return nil, fmt.Errorf("node: verify %s: %w", dir, err)
	}
	vkey := strings.TrimSpace(string(text))
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, fmt.Errorf("node: verify %s: identity/journal.pub: %w", dir, err)
	}
	out := AuditedDir{Dir: dir, Node: string(cfg.ID), Journals: []AuditedJournal{}, Voids: []VoidAct{}}
	defer func() { a.Directories = append(a.Directories, out) }()
	var open []func() error
	done = func() {
		for _, c := range open {
			_ = c() // nothing was written
		}
	}
	var readers []journal.Reader
	own, verdict := a.own(ctx, cfg, dir, verifier)
	if own != nil {
		open, readers = append(open, own.Close), append(readers, own)
		out.Journals = append(out.Journals, a.journal(ctx, seenHead{dir: dir, own: cfg.path("own"), verdict: verdict, reader: own, verifier: verifier}))
	}
	copies, err := follow.OpenCopies(ctx, cfg.path("mirror.db"))
	switch {
	case errors.Is(err, os.ErrNotExist): // a node that has not run yet, or a backup
	case err != nil:
		a.flaw(dir, "", err)
	default:
		open = append(open, copies.Close)
		mirrors, err := copies.Readers(ctx)
		if err != nil {
			a.flaw(dir, "", err)
		}
		readers = append(readers, mirrors...)
	}
	founder := Founder{Journal: act.Origin(cfg.ID), VKey: vkey}
	if cfg.Founder != nil {
		founder = *cfg.Founder
	}
	keys := keysOnRecord(ctx, readers, founder)
	out.Journals = append(out.Journals, a.mirrors(ctx, dir, readers, keys)...)
	if own != nil {
		a.docket(ctx, &out, readers, founder)
	}
	a.evidence(cfg, dir, keys)
	return done, nil
}

// own opens the journal of the directory's node and holds it against the high-water mark. One that cannot even be opened is a finding, and the
// mark is the proof of what is missing. verdict is what recomputing the journal came to.
func (a *auditor) own(ctx context.Context, cfg Config, dir string, verifier note.Verifier) (own *journal.DirReader, verdict error) {
	origin := act.Origin(cfg.ID)
	mark, noMark := journal.Highwater(cfg.path("highwater"), verifier) // before the journal: the node may be running, and write on in between
	if noMark != nil {
		a.flaw(dir, origin, fmt.Errorf("the high-water mark cannot be read, so that nobody can tell whether the journal is the newest: %w", noMark))
	}
	own, err := journal.OpenReader(ctx, cfg.path("own"), verifier)
	if err != nil {
		d := &journal.Defect{Origin: origin, Index: -1, What: "cannot be read", Err: err}
		if h, err := journal.OpenHead(mark, verifier); noMark == nil && err == nil && h.Size > 0 {
			d.Index, d.Last, d.Head = 0, h.Size-1, mark
		}
		a.flaw(dir, origin, d)
		return nil, d
	}
	if noMark == nil {
		if err := journal.VerifyAgainst(ctx, own, verifier, mark); err != nil {
			a.flaw(dir, origin, err)
		}
	}
	for verdict = journal.Verify(ctx, own, verifier); verdict != nil; verdict = journal.Verify(ctx, own, verifier) {
		again, err := journal.OpenReader(ctx, cfg.path("own"), verifier)
		if err != nil {
			return own, verdict
		}
		if again.Size() == own.Size() { // nobody writes: it is as bad as it looks
			_ = again.Close() // nothing was written
			return own, verdict
		}
		_ = own.Close() // its node is running, and wrote while the database was looked through
		own = again
	}
	return own, nil
}

// keysOnRecord are the verifier keys of all journals that the alliance has admitted, by origin, as far as the founding journal is here.
func keysOnRecord(ctx context.Context, readers []journal.Reader, founder Founder) map[string]string {
	keys := map[string]string{founder.Journal: founder.VKey}
	for _, r := range readers {
		if r.Origin() == founder.Journal {
			admitted(ctx, r, keys)
		}
	}
	return keys
}

// mirrors checks a directory's copies of the other journals, each by the key that the roster names for it.
func (a *auditor) mirrors(ctx context.Context, dir string, readers []journal.Reader, keys map[string]string) []AuditedJournal {
	var out []AuditedJournal
	for _, r := range readers {
		if _, own := r.(*journal.DirReader); own {
			continue
		}
		verifier, err := note.NewVerifier(keys[r.Origin()])
		if err != nil {
			a.flaw(dir, r.Origin(), fmt.Errorf("no key of this journal's author is on record"))
			continue
		}
		out = append(out, a.journal(ctx, seenHead{dir: dir, reader: r, verifier: verifier}))
	}
	return out
}

// admitted adds the verifier keys of everybody that a journal admits.
func admitted(ctx context.Context, r journal.Reader, keys map[string]string) {
	bodies, err := r.Entries(ctx, 0, r.Size())
	if err != nil {
		return // the journal itself is checked, and says what is wrong with it
	}
	for i, b := range bodies {
		e := act.Read(r.Origin(), int64(i), b)
		var admission roster.Admission
		if e.Bad == nil && e.Act.Kind == roster.KindAdmit && act.DecodeBody(e.Act.Body, &admission) == nil {
			keys[act.Origin(admission.Member)] = admission.Verifier
		}
	}
}

// journal recomputes one journal.
func (a *auditor) journal(ctx context.Context, s seenHead) AuditedJournal {
	r, err := s.reader, s.verdict
	if s.own == "" {
		err = journal.Verify(ctx, r, s.verifier)
	}
	if err != nil {
		a.flaw(s.dir, r.Origin(), err)
	}
	s.checkpoint = r.Checkpoint()
	a.heads[r.Origin()] = append(a.heads[r.Origin()], s)
	out := AuditedJournal{Origin: r.Origin(), Size: r.Size(), Own: s.own != ""}
	if h, err := headOf(r.Checkpoint()); err == nil {
		out.Root = h.Root.String()
	}
	return out
}

// docket folds everything that a directory has.
func (a *auditor) docket(ctx context.Context, out *AuditedDir, readers []journal.Reader, founder Founder) {
	d := docket.New(docket.Config{Founder: founder.Journal})
	for _, r := range readers {
		bodies, err := r.Entries(ctx, 0, r.Size())
		if err != nil {
			continue // said already
		}
		for i, b := range bodies {
			d.Apply(act.Read(r.Origin(), int64(i), b))
		}
	}
	out.Digest = d.Digest().String()
	for v := range d.Voids() {
		out.Voids = append(out.Voids, VoidAct{v.Journal, v.Index, v.Reason})
	}
	for range d.Holding() {
		out.Held++
	}
}

// across compares what different directories say of one journal.
func (a *auditor) across(ctx context.Context) {
	for _, origin := range slices.Sorted(maps.Keys(a.heads)) {
		heads := a.heads[origin]
		for i, x := range heads {
			for _, y := range heads[i+1:] {
				a.compare(ctx, origin, x, y)
			}
		}
	}
}

// compare finds two heads of one journal that exclude each other, and an author's own journal that is shorter than a copy of it.
func (a *auditor) compare(ctx context.Context, origin string, x, y seenHead) {
	if x.reader.Size() < y.reader.Size() {
		x, y = y, x
	}
	f, err := journal.Fork(ctx, x.reader, y.checkpoint, x.verifier)
	switch {
	case err != nil: // the journal itself was found wanting, and that was said
	case f != nil:
		a.flaw(x.dir+" and "+y.dir, origin, f)
		a.Findings[len(a.Findings)-1].Act = parting(ctx, x.reader, y.reader)
	case y.own != "" && x.own == "" && x.reader.Size() > y.reader.Size():
		now, err := journal.OpenReader(ctx, y.own, y.verifier) // its node may be running, and have written on
		if err != nil {
			return // said already
		}
		defer now.Close()
		if err := journal.VerifyAgainst(ctx, now, y.verifier, x.checkpoint); err != nil {
			a.flaw(y.dir, origin, fmt.Errorf("%s has a longer copy: %w", x.dir, err))
		}
	}
}

// parting is the first entry in which two histories differ; -1 if that cannot be read.
func parting(ctx context.Context, x, y journal.Reader) int64 {
	const batch = 256
	for from, size := int64(0), min(x.Size(), y.Size()); from < size; from += batch {
		to := min(size, from+batch)
		xs, err := x.Entries(ctx, from, to)
		ys, err2 := y.Entries(ctx, from, to)
		if err != nil || err2 != nil {
			return -1
		}
		for i := range xs {
			if !bytes.Equal(xs[i], ys[i]) {
				return from + int64(i)
			}
		}
	}
	return -1
}

// evidence reports proofs of forks that the node itself has kept, and whether they convince.
func (a *auditor) evidence(cfg Config, dir string, keys map[string]string) {
	files, err := filepath.Glob(cfg.path("evidence", "*.json"))
	if err != nil {
		return
	}
	for _, path := range files {
		f := Flaw{Dir: dir, Act: -1, What: "the node keeps evidence of a fork in evidence/" + filepath.Base(path)}
		text, err := os.ReadFile(path)
		var fork journal.ForkError
		if err == nil {
			err = json.Unmarshal(text, &fork)
		}
		if err == nil {
			f.Journal, f.Proof = fork.Origin, text
			var verifier note.Verifier
			if verifier, err = note.NewVerifier(keys[fork.Origin]); err == nil {
				err = fork.Check(verifier)
			}
		}
		if err != nil {
			f.What += ", which does not convince: " + err.Error()
		}
		a.Findings = append(a.Findings, f)
	}
}

// proof is what a defect is shown with: the signed head, and where it can be had the RFC 6962 proof that the wanted leaf hash is in its tree.
type proof struct {
	Origin string           `json:"origin"`
	Index  int64            `json:"index"`
	Last   int64            `json:"last"`
	Have   *tlog.Hash       `json:"have,omitempty"` // leaf hash of the bytes that are there
	Want   *tlog.Hash       `json:"want,omitempty"` // leaf hash that is signed
	Hashes tlog.RecordProof `json:"proof,omitempty"`
	Head   string           `json:"head,omitempty"` // signed note
}

// flaw notes what does not hold, with the act and the proof where the error has them.
func (a *auditor) flaw(dir, origin string, err error) {
	f := Flaw{Dir: dir, Journal: origin, Act: -1, What: err.Error()}
	var defect *journal.Defect
	var fork *journal.ForkError
	switch {
	case errors.As(err, &defect):
		f.Act = defect.Index
		p := proof{Origin: defect.Origin, Index: defect.Index, Last: defect.Last, Hashes: defect.Proof, Head: string(defect.Head)}
		if zero := (tlog.Hash{}); defect.Have != defect.Want {
			p.Want = &defect.Want
			if defect.Have != zero {
				p.Have = &defect.Have
			}
		}
		if text, err := json.Marshal(p); err == nil {
			f.Proof = text
		}
	case errors.As(err, &fork):
		f.What = fork.Print()
		if text, err := json.Marshal(fork); err == nil {
			f.Proof = text
		}
	}
	a.Findings = append(a.Findings, f)
}
