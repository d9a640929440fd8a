package node

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/note"

	"tongzhou/act"
	"tongzhou/docket"
	"tongzhou/journal"
	"tongzhou/node/view"
)

// page is how many acts a page of a journal has when nobody says otherwise.
const page = 50

// Journal shows acts of a journal, newest first; the node's own when no origin is given.
func (n *Node) Journal(ctx context.Context, origin string, before int64, limit int) (view.Journal, error) {
	if origin == "" {
		origin = n.journal.Origin()
	}
	r, ok := n.reader(origin)
	if !ok {
		return view.Journal{}, refuse(NotFound, "the journal %s is not followed here", origin)
	}
	if limit <= 0 {
		limit = page
	}
	size := r.Size()
	if before <= 0 || before > size {
		before = size
	}
	from := max(0, before-int64(limit))
	out := view.Journal{Origin: origin, Size: size, Checkpoint: string(r.Checkpoint()), VKey: n.vkey(origin), Acts: []view.JournalAct{}}
	bodies, err := r.Entries(ctx, from, before)
	if err != nil {
		return out, fmt.Errorf("node: journal %s: %w", origin, err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for i := len(bodies) - 1; i >= 0; i-- {
		e := act.Read(origin, from+int64(i), bodies[i])
		void, _ := n.docket.Void(origin, e.Index)
		out.Acts = append(out.Acts, view.JournalAct{Ref: view.Ref(e.Ref), Kind: string(e.Act.Kind), By: n.partyLocked(e.Act.By), At: n.at(e.Act.At), Text: n.tellAct(e), Void: void})
	}
	return out, nil
}

// Act shows one act with everything that is needed to verify it without trusting this node.
func (n *Node) Act(ctx context.Context, origin string, index int64) (view.Act, error) {
	if origin == "" {
		origin = n.journal.Origin()
	}
	e, err := n.entry(ctx, origin, index)
	if err != nil {
		return view.Act{}, err
	}
	r, _ := n.reader(origin)
	bodies, err := r.Entries(ctx, index, index+1)
	if err != nil {
		return view.Act{}, err
	}
	checkpoint := r.Checkpoint()
	head, err := headOf(checkpoint)
	if err != nil {
		return view.Act{}, err
	}
	proof, err := journal.InclusionProof(ctx, r, index, head.Size)
	if err != nil {
		return view.Act{}, fmt.Errorf("node: proof of %s %d: %w", origin, index, err)
	}
	out := view.Act{Ref: view.Ref(e.Ref), Bytes: base64.StdEncoding.EncodeToString(bodies[0]), Checkpoint: string(checkpoint), VKey: n.vkey(origin), Size: head.Size,
		Proof: []string{}, CitedBy: []view.ActRef{}, Cites: []view.ActRef{}, Act: json.RawMessage(`{}`)}
	if e.Bad == nil {
		out.Act = json.RawMessage(bodies[0])
	}
	out.Redaction = &view.Redaction{Act: withoutPersons(e), Why: n.book.Say("withheld", nil)}
	for _, h := range proof {
		out.Proof = append(out.Proof, base64.StdEncoding.EncodeToString(h[:]))
	}
	for _, c := range e.Act.Cites {
		out.Cites = append(out.Cites, view.Ref(c))
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	out.Void, _ = n.docket.Void(origin, index)
	out.Text = n.tellAct(e)
	for _, c := range n.citedBy[e.Ref] {
		out.CitedBy = append(out.CitedBy, view.Ref(c))
	}
	return out, nil
}

// withoutPersons is an act as it is shown to whoever may not see who did it. Of a body that this program cannot read it cannot be said who is named there.
func withoutPersons(e act.Entry) json.RawMessage {
	none := json.RawMessage(`{}`)
	if e.Bad != nil {
		return none
	}
	a := e.Act
	if a.Officer != "" {
		a.Officer = view.Hidden
	}
	a.Body, a.Ext = json.RawMessage(`{"withheld":"`+view.Hidden+`"}`), nil
	if body := blank(a.Kind); body != nil && act.DecodeBody(e.Act.Body, body) == nil {
		text, err := act.Canonical(view.Redacted(body))
		if err != nil {
			return none
		}
		a.Body = text
	}
	text, err := act.Encode(a)
	if err != nil {
		return none
	}
	return text
}

// vkey is the verifier key of a journal, by the roster or by what this node was told when it joined.
func (n *Node) vkey(origin string) string {
	if origin == n.journal.Origin() {
		return n.identity.vkey
	}
	if f := n.founder(); origin == f.Journal {
		return f.VKey
	}
	id, err := act.Author(origin)
	if err != nil {
		return ""
	}
	if m, ok := n.Member(id); ok {
		return m.Verifier
	}
	return ""
}

// stopOf is where a journal cannot be read on, if it is.
func (n *Node) stopOf(origin string) *docket.Stop {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, s := range n.docket.Stopped() {
		if s.Journal == origin {
			return &s
		}
	}
	return nil
}

// verifierOf reads a verifier key.
func verifierOf(vkey string) (note.Verifier, error) { return note.NewVerifier(vkey) }

// headOf reads a checkpoint that was verified when it came here. It may be read by others at the same time.
func headOf(checkpoint []byte) (journal.Head, error) {
	text, _, _ := bytes.Cut(checkpoint, []byte("\n\n"))
	return journal.ParseHead(append(slices.Clip(text), '\n'))
}
