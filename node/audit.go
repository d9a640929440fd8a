package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"

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

type seenHead struct {
	dir        string
	checkpoint []byte
	reader     journal.Reader
	verifier   note.Verifier
}

// Verify recomputes the journals, proofs and dockets in data directories, and compares what they say of one another.
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
		return nil, err
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
	mark, badMark := journal.Highwater(cfg.path("highwater"), verifier) // before the journal: the node may be running, and write on in between
	own, err := journal.OpenReader(ctx, cfg.path("own"), verifier)
	if err != nil {
		a.flaw(dir, act.Origin(cfg.ID), err)
		return func() {}, nil
	}
	done = func() { own.Close() }
	out.Journals = append(out.Journals, a.journal(ctx, dir, own, verifier, true))
	if badMark != nil {
		a.flaw(dir, own.Origin(), fmt.Errorf("the high-water mark cannot be read: %w", badMark))
	} else if err := journal.VerifyAgainst(ctx, own, verifier, mark); err != nil {
		a.flaw(dir, own.Origin(), err)
	}
	copies, err := follow.OpenCopies(ctx, cfg.path("mirror.db"))
	if errors.Is(err, os.ErrNotExist) {
		return done, nil
	} else if err != nil {
		a.flaw(dir, "", err)
		return done, nil
	}
	done = func() { own.Close(); copies.Close() }
	readers, err := copies.Readers(ctx)
	if err != nil {
		a.flaw(dir, "", err)
	}
	founder := Founder{Journal: own.Origin(), VKey: vkey}
	if cfg.Founder != nil {
		founder = *cfg.Founder
	}
	out.Journals = append(out.Journals, a.mirrors(ctx, dir, own, readers, founder)...)
	a.docket(ctx, &out, append([]journal.Reader{own}, readers...), founder)
	a.evidence(cfg, dir)
	return done, nil
}

// mirrors checks a directory's copies of the other journals, each by the key that the roster names for it.
func (a *auditor) mirrors(ctx context.Context, dir string, own journal.Reader, readers []journal.Reader, founder Founder) []AuditedJournal {
	keys := map[string]string{founder.Journal: founder.VKey}
	for _, r := range append([]journal.Reader{own}, readers...) {
		if r.Origin() == founder.Journal {
			admitted(ctx, r, keys)
		}
	}
	var out []AuditedJournal
	for _, r := range readers {
		verifier, err := note.NewVerifier(keys[r.Origin()])
		if err != nil {
			a.flaw(dir, r.Origin(), fmt.Errorf("no key of this journal's author is on record"))
			continue
		}
		out = append(out, a.journal(ctx, dir, r, verifier, false))
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
func (a *auditor) journal(ctx context.Context, dir string, r journal.Reader, verifier note.Verifier, own bool) AuditedJournal {
	if err := journal.Verify(ctx, r, verifier); err != nil {
		a.flaw(dir, r.Origin(), err)
	}
	a.heads[r.Origin()] = append(a.heads[r.Origin()], seenHead{dir, r.Checkpoint(), r, verifier})
	out := AuditedJournal{Origin: r.Origin(), Size: r.Size(), Own: own}
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
	for origin, heads := range a.heads {
		for i, x := range heads {
			for _, y := range heads[i+1:] {
				a.compare(ctx, origin, x, y)
			}
		}
	}
}

// compare finds two heads of one journal that exclude each other.
func (a *auditor) compare(ctx context.Context, origin string, x, y seenHead) {
	if x.reader.Size() < y.reader.Size() {
		x, y = y, x
	}
	f, err := journal.Fork(ctx, x.reader, y.checkpoint, x.verifier)
	if err == nil && f != nil {
		a.flaw(x.dir+" and "+y.dir, origin, f)
	}
}

// evidence reports proofs of forks that the node itself has kept.
func (a *auditor) evidence(cfg Config, dir string) {
	files, err := filepath.Glob(cfg.path("evidence", "*.json"))
	if err != nil {
		return
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			a.flaw(dir, "", err)
			continue
		}
		a.Findings = append(a.Findings, Flaw{Dir: dir, Act: -1, What: "the node keeps evidence of a fork in " + filepath.Base(path), Proof: text})
	}
}

// flaw notes what does not hold, with the act and the proof where the error has them.
func (a *auditor) flaw(dir, origin string, err error) {
	f := Flaw{Dir: dir, Journal: origin, Act: -1, What: err.Error()}
	var defect *journal.Defect
	var fork *journal.ForkError
	switch {
	case errors.As(err, &defect):
		f.Act = defect.Index
		if text, err := json.Marshal(defect); err == nil {
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
