package follow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"tongzhou/internal/durable"
	"tongzhou/journal"
)

// frozen is an evidence file: the proof, which needs nothing else to be checked, and what could be had of both branches.
type frozen struct {
	Fork     *journal.ForkError `json:"fork"`
	Common   int64              `json:"common"` // last size that both branches share; -1: the other branch could not be read
	Found    time.Time          `json:"found"`
	From     string             `json:"from,omitempty"` // origin of the peer whose copy showed the other branch; empty: the journal's own node, or Check
	Branches []branch           `json:"branches,omitempty"`
}

// branch is what follows the common part.
type branch struct {
	Checkpoint string   `json:"checkpoint"`
	First      int64    `json:"first"`
	Entries    [][]byte `json:"entries"` // possibly not all: an evidence file stays below a few MB
	Complete   bool     `json:"complete"`
}

const (
	maxBranch      = 4096
	maxBranchBytes = 4 << 20
)

func makeEvidenceDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("follow: evidence: %w", err)
	}
	return nil
}

// loadEvidence finds the proof, if any, that froze this journal in an earlier run. Only proofs that still hold
// under the pinned key count: a file that somebody dropped there accuses nobody.
func loadEvidence(dir string, p Peer) (*frozen, error) {
	names, err := filepath.Glob(filepath.Join(dir, OriginHash(p.Origin)+"-*.json"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("follow: evidence: %w", err)
		}
		var f frozen
		if json.Unmarshal(b, &f) == nil && f.Fork != nil && f.Fork.Check(p.Verifier) == nil {
			return &f, nil
		}
	}
	return nil, nil
}

func (m *mirror) forked() *frozen {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.fork
}

func (m *mirror) frozen() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.stuck
}

// compare holds a verified checkpoint that is not larger than our head against our tree. src, if known, is where
// the other branch may be read.
func (m *mirror) compare(ctx context.Context, c signed, src *source) error {
	if m.frozen() || c.head.Size == 0 {
		return nil
	}
	ok, err := m.agrees(ctx, c.head)
	if err != nil || ok {
		return err
	}
	f, err := journal.Fork(ctx, m, c.note, m.peer.Verifier)
	if err != nil || f == nil {
		return err
	}
	var other *remote
	if src != nil {
		other = m.remote(*src, c)
	}
	return m.accuse(ctx, f, other)
}

// agree makes sure that the tree under a larger signed head contains everything stored here, before a byte of it is fetched.
func (m *mirror) agree(ctx context.Context, r *remote, c signed) error {
	m.mu.Lock()
	head, target := m.head, m.target
	m.mu.Unlock()
	if head.note != nil {
		f, err := journal.Fork(ctx, r, head.note, m.peer.Verifier)
		if err != nil {
			return fmt.Errorf("%s: %w", r.base, err)
		}
		if f != nil {
			return m.accuse(ctx, f, r)
		}
	}
	if target.note == nil || m.edge.size() >= c.head.Size {
		return nil
	}
	root, err := tlog.TreeHash(m.edge.size(), journal.Hashes(ctx, r, c.head))
	if err != nil {
		return fmt.Errorf("%s: %w", r.base, err)
	}
	if root == m.edge.Root() {
		return nil
	}
	// What is stored beyond our head lies under another signed head than this. One proof away from a fork.
	if target.head.Size <= c.head.Size {
		if f, err := journal.Fork(ctx, r, target.note, m.peer.Verifier); err == nil && f != nil {
			return m.accuse(ctx, f, r)
		}
	}
	return fmt.Errorf("%s: shows a branch that does not contain the %d entries held here", r.base, m.edge.size())
}

// accuse writes the evidence down, freezes the journal and returns the ForkError. The proof is durable before a byte of
// the other branch is asked for: a crash, or a source that trickles, must find the journal frozen.
func (m *mirror) accuse(ctx context.Context, f *journal.ForkError, other *remote) error {
	if err := f.Check(m.peer.Verifier); err != nil {
		return fmt.Errorf("evidence does not hold: %w", err) // our mistake; accuse nobody
	}
	z := frozen{Fork: f, Common: -1, Found: m.f.cfg.Now().UTC()}
	name := filepath.Join(m.f.cfg.Evidence, fmt.Sprintf("%s-%s.json", m.hash, z.Found.Format("20060102T150405.000")))
	if !m.freeze() {
		return f // another one is being written down
	}
	err := z.write(name)
	m.mu.Lock()
	m.fork = &z
	m.mu.Unlock()
	if err != nil {
		return errors.Join(f, err)
	}
	if other == nil {
		return f
	}
	full := z
	full.From = other.via
	common, err := m.lastCommon(ctx, other)
	if err != nil {
		return f // the proof stands without the branch
	}
	full.Common = common
	full.Branches = []branch{readBranch(ctx, m, common), readBranch(ctx, other, common)}
	if err := full.write(name); err != nil {
		return errors.Join(f, err)
	}
	m.mu.Lock()
	m.fork = &full
	m.mu.Unlock()
	m.wake() // the common part may not have been delivered yet
	return f
}

// freeze stops the growth of the copy, and reports whether it was not frozen yet.
func (m *mirror) freeze() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.stuck {
		return false
	}
	m.stuck = true
	m.shown, m.seen = nil, nil
	return true
}

func (f *frozen) write(name string) error {
	b, err := json.MarshalIndent(f, "", " ")
	if err == nil {
		err = durable.WriteFile(name, b, 0o600)
	}
	if err != nil {
		return fmt.Errorf("follow: evidence could not be kept: %w", err)
	}
	return nil
}

// lastCommon is the largest size at which our tree and the proved tree of a remote branch have the same root.
func (m *mirror) lastCommon(ctx context.Context, r *remote) (int64, error) {
	theirs := journal.Hashes(ctx, r, r.head.head)
	ours := m.f.store.hashes(ctx, m.id)
	m.mu.Lock()
	lo, hi := int64(0), min(m.stored, r.Size()) // the same at lo; from hi+1 on unknown or different
	m.mu.Unlock()
	for lo < hi {
		mid := lo + (hi-lo+1)/2
		a, err := tlog.TreeHash(mid, ours)
		if err != nil {
			return 0, err
		}
		b, err := tlog.TreeHash(mid, theirs)
		if err != nil {
			return 0, err
		}
		if a == b {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return lo, nil
}

// readBranch reads what follows the common part, within bounds. What a hostile source says here is kept as what it said.
func readBranch(ctx context.Context, r journal.Reader, common int64) branch {
	b := branch{Checkpoint: string(r.Checkpoint()), First: common}
	total := 0
	for at := common; at < r.Size() && at-common < maxBranch; {
		to := min(r.Size(), (at/tileWidth+1)*tileWidth)
		list, err := r.Entries(ctx, at, to)
		if err != nil {
			return b
		}
		for _, e := range list {
			if total += len(e); total > maxBranchBytes {
				return b
			}
			b.Entries = append(b.Entries, e)
		}
		at = to
	}
	b.Complete = common+int64(len(b.Entries)) == r.Size()
	return b
}
