package node

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"tongzhou/act"
	"tongzhou/docket"
	"tongzhou/follow"
	"tongzhou/journal"
	"tongzhou/jurisdiction"
	"tongzhou/roster"
)

// Invite writes an invitation for a new member. Only the secretariat's are worth something.
func (n *Node) Invite(member jurisdiction.ID, name act.Text, role string, superior jurisdiction.ID, valid time.Duration) (Invite, error) {
	charter, _, ok := n.charter()
	if !ok || charter.Secretariat != n.cfg.ID {
		return Invite{}, refuse(NotAllowed, "only the secretariat that the charter names invites")
	}
	if m, known := n.Member(member); known && m.Left == nil {
		return Invite{}, refuse(Conflict, "%s is a member already", member)
	}
	return n.identity.sign(Invite{Member: member, Name: name, Role: role, Superior: superior, Expires: act.Time(n.clock.Now().Add(valid).UnixMilli()), Alliance: charter.Alliance,
		Founder: Founder{Journal: n.founder().Journal, VKey: n.founder().VKey, URL: n.cfg.URL, Pin: n.identity.pin}})
}

// Request is what a newcomer sends with its invitation. Checkpoint is its own journal's, so that its key is shown to be in its hands.
type Request struct {
	Invite     string           `json:"invite"`
	Admission  roster.Admission `json:"admission"`
	Checkpoint string           `json:"checkpoint"`
}

// Receive admits a newcomer that comes with an invitation of this node. The invitation is the officer's decision; this only carries it out.
// The same newcomer with the same keys may ask again.
func (n *Node) Receive(ctx context.Context, r Request) (act.Ref, error) {
	v, err := ParseInvite(r.Invite)
	if err != nil {
		return act.Ref{}, refuse(Invalid, "%v", err)
	}
	switch {
	case !bytes.Equal(v.Key, n.identity.office.Public().(ed25519.PublicKey)):
		return act.Ref{}, refuse(NotAllowed, "this invitation was not written by %s", n.cfg.ID)
	case v.expired(n.clock.Now()):
		return act.Ref{}, refuse(NotAllowed, "the invitation expired at %s; ask for a new one", n.at(v.Expires).Format(time.RFC3339))
	case r.Admission.Member != v.Member:
		return act.Ref{}, refuse(NotAllowed, "the invitation is for %s, not for %s", v.Member, r.Admission.Member)
	}
	if err := r.Admission.Check(); err != nil {
		return act.Ref{}, refuse(Invalid, "%v", err)
	}
	if m, known := n.Member(v.Member); known && m.Left == nil && m.Verifier != r.Admission.Verifier {
		return act.Ref{}, refuse(Conflict, "%s is a member already, with another key", v.Member)
	}
	verifier, err := verifierOf(r.Admission.Verifier)
	if err != nil {
		return act.Ref{}, refuse(Invalid, "%v", err)
	}
	if _, err := journal.OpenHead([]byte(r.Checkpoint), verifier); err != nil {
		return act.Ref{}, refuse(Invalid, "the newcomer's own checkpoint is not signed with the key it names: %v", err)
	}
	if m, known := n.Member(v.Member); known && m.Left == nil {
		return m.Admitted, nil // it asks again because it did not hear the answer
	}
	r.Admission.Role, r.Admission.Superior = v.Role, v.Superior
	_, charter, _ := n.charter()
	return n.admit(ctx, r.Admission, charter)
}

// Join asks the secretariat that wrote the invitation to admit this node, and writes down where the alliance begins. cfg is the newcomer's.
func Join(ctx context.Context, cfg Config, invite string, self Self) (Config, error) {
	v, err := ParseInvite(invite)
	if err != nil {
		return cfg, err
	}
	if v.Member != cfg.ID {
		return cfg, fmt.Errorf("node: join: the invitation is for %s, this node is %s", v.Member, cfg.ID)
	}
	n, err := New(ctx, cfg, Options{})
	if err != nil {
		return cfg, err
	}
	defer n.close()
	if err := n.mayJoin(ctx, v.Founder); err != nil {
		return cfg, err
	}
	if self.Name == nil {
		self.Name = v.Name
	}
	self.Role, self.Superior = v.Role, v.Superior
	body, err := json.Marshal(Request{Invite: invite, Admission: n.admission(self, cfg.URL), Checkpoint: string(n.journal.Checkpoint())})
	if err != nil {
		return cfg, err
	}
	p := &peer{pin: v.Founder.Pin, Peer: follow.Peer{URLs: []string{v.Founder.URL}, Client: n.client(v.Founder.Pin)}}
	if err := p.join(ctx, body); err != nil {
		return cfg, err
	}
	cfg.Founder = &v.Founder
	return cfg, cfg.Write()
}

// mayJoin refuses a second alliance: the node would forget the one that its acts on record belong to.
func (n *Node) mayJoin(ctx context.Context, f Founder) error {
	if have := n.cfg.Founder; have != nil && have.Journal != f.Journal {
		return fmt.Errorf("node: join: this node belongs to the alliance of %s already; make another node for the one of %s", have.Journal, f.Journal)
	}
	if err := n.refold(ctx, n.journal); err != nil {
		return err
	}
	if _, _, founded := n.charter(); founded {
		return fmt.Errorf("node: join: this node has founded an alliance itself; make another node for the one of %s", f.Journal)
	}
	return nil
}

// join sends a request and reads the answer.
func (p *peer) join(ctx context.Context, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url()+"/v1/join", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := p.Client.Do(req)
	if err != nil {
		return fmt.Errorf("node: join: the secretariat at %s cannot be reached; nothing was changed, and the same invitation can be used again when its node runs and this machine reaches it: %w", p.url(), err)
	}
	defer res.Body.Close()
	answer, err := readAll(res.Body, 64<<10)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("node: join: the secretariat refused: %s", bytes.TrimSpace(answer))
	}
	return nil
}

// WriteInvite writes an invitation from a secretariat's data directory, whose node may be running.
func WriteInvite(ctx context.Context, cfg Config, v Invite) (Invite, error) {
	id, err := loadIdentity(cfg.path("identity"))
	if err != nil {
		return v, err
	}
	verifier, err := verifierOf(id.vkey)
	if err != nil {
		return v, err
	}
	r, err := journal.OpenReader(ctx, cfg.path("own"), verifier)
	if err != nil {
		return v, err
	}
	defer r.Close()
	d := docket.New(docket.Config{Founder: r.Origin()})
	bodies, err := r.Entries(ctx, 0, r.Size())
	if err != nil {
		return v, err
	}
	for i, b := range bodies {
		d.Apply(act.Read(r.Origin(), int64(i), b))
	}
	charter, _, ok := d.Roster().Charter()
	if !ok || charter.Secretariat != cfg.ID {
		return v, refuse(NotAllowed, "only the secretariat that the charter names invites; %s is not it", cfg.ID)
	}
	if m, known := d.Roster().Member(v.Member); known && m.Left == nil {
		return v, refuse(Conflict, "%s is a member already", v.Member)
	}
	v.Alliance, v.Founder = charter.Alliance, Founder{Journal: r.Origin(), VKey: id.vkey, URL: cfg.URL, Pin: id.pin}
	return id.sign(v)
}

// sign completes an invitation.
func (id *identity) sign(v Invite) (Invite, error) {
	v.Key = id.office.Public().(ed25519.PublicKey)
	body, err := v.signed()
	if err != nil {
		return v, err
	}
	v.Sig = ed25519.Sign(id.office, body)
	return v, nil
}
