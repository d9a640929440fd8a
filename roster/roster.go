// Package roster knows who belongs to an alliance: its charter, its members, where their nodes are reached, which
// keys speak for them, and what witnesses saw of their journals.
//
// Six kinds of act make it up.
//
//	roster.found    the founder writes the charter: name, mode, secretariat, superiors, and the rules that are data
//	roster.admit    the secretariat takes a member in: names, role, superior, contacts, keys, addresses, place
//	roster.key      a member changes its own keys and addresses; the secretariat says from where on to distrust a key
//	roster.leave    a member leaves
//	roster.figures  the secretariat says how large a member is, once a year
//	roster.observe  anybody puts on record how long the journals of others were at a moment
//
// One journal decides each of them: the founder's the charter, the secretariat's an admission and the figures, a member's own
// its keys and its leaving. That is why the order in which journals are read makes no difference.
//
// A key is valid for a range of indexes of its owner's journal, never for a span of time: an index cannot be
// backdated. The same holds for deadlines. What an act says about its time is a claim; that it existed at a moment is
// known from what others observed. If two witnesses of a quorum of two wrote "at noon the journal of
// Songyuan had 17 entries", then its entry 16 existed at noon, and its entry 17 did not exist before noon:
// [State.AtLeast] and [State.AtMost] answer exactly that, and name the witnesses.
package roster

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// The kinds of act that this package owns.
const (
	KindFound   act.Kind = "roster.found"
	KindAdmit   act.Kind = "roster.admit"
	KindKey     act.Kind = "roster.key"
	KindLeave   act.Kind = "roster.leave"
	KindFigures act.Kind = "roster.figures"
	KindObserve act.Kind = "roster.observe"
)

// A Charter is the body of roster.found.
type Charter struct {
	Alliance    act.Text          `json:"alliance"`
	Mode        string            `json:"mode"`                // "superior-led": orders bind; "voluntary": requests and offers
	Secretariat jurisdiction.ID   `json:"secretariat"`         // admits members; the coordinator of the escalation ladder
	Superiors   []jurisdiction.ID `json:"superiors,omitempty"` // the authorities above the parties, nearest first
	Rules       Rules             `json:"rules"`
}

// Rules are the terms of the alliance that programs read.
type Rules struct {
	TwoPerson   []TwoPerson `json:"twoPerson,omitempty"`
	Accept      []Accept    `json:"accept"`
	Escalation  []Step      `json:"escalation,omitempty"`
	Cancel      int         `json:"cancel,omitempty"`      // officers needed to cancel, or to update without a material change; 0: one
	Automatic   []string    `json:"automatic,omitempty"`   // events of which a node may warn without an officer
	Unreachable int         `json:"unreachable,omitempty"` // minutes unheard after which a node is unreachable, not silent; 0: never
	Signed      bool        `json:"signed,omitempty"`      // whatever an officer does must bear an office signature, or is void
	MustWarn    int         `json:"mustWarn"`              // who is reached with at least this probability must be warned; per mille
	Observers   Quorum      `json:"observers"`
}

// A TwoPerson rule says which warnings need a second officer. An empty level stands for every level.
type TwoPerson struct {
	Status string `json:"status"`          // "Actual", "Exercise", "Test"
	Level  string `json:"level,omitempty"` // "red", "orange", "yellow", "blue"
}

// An Accept rule says how long an addressee has to accept a warning of a level. An empty level stands for the
// levels that have no rule of their own.
type Accept struct {
	Level   string `json:"level,omitempty"`
	Minutes int    `json:"minutes"`
}

// A Step of the escalation ladder: to whom silence goes, how long after the deadline.
type Step struct {
	After int    `json:"after"` // minutes since the deadline to accept; steps rise
	To    string `json:"to"`    // "next-contact", "coordinator", "superior"
}

// A Quorum is how many observers must agree before an observation decides a deadline, and who they may be: those
// listed, or everybody whose acts count if none is. The author of the journal in question never counts.
type Quorum struct {
	Count int               `json:"count"`
	Of    []jurisdiction.ID `json:"of,omitempty"`
}

// An Admission is the body of roster.admit.
type Admission struct {
	Member     jurisdiction.ID `json:"member"`
	Name       act.Text        `json:"name"`
	Role       string          `json:"role"` // "city", "province", "agency", "body", "guest"
	Superior   jurisdiction.ID `json:"superior,omitempty"`
	Contacts   []Contact       `json:"contacts,omitempty"` // in the order in which silence goes through them
	Verifier   string          `json:"verifier"`           // of the journal: a C2SP signed-note verifier key
	Keys       []Key           `json:"keys,omitempty"`
	URLs       []string        `json:"urls,omitempty"` // of the node, best first
	TLS        []act.Hash      `json:"tls,omitempty"`  // SHA-256 of the SubjectPublicKeyInfo that the node may show
	Lon        int64           `json:"lon"`            // 1e-6 degrees east
	Lat        int64           `json:"lat"`            // 1e-6 degrees north
	Population int64           `json:"population,omitempty"`
	Urban      int64           `json:"urban,omitempty"` // residents of its urban area: what its size class goes by
	GDP        int64           `json:"gdp,omitempty"`   // of a year, in the alliance's currency; a key for votes and costs
	Rank       int             `json:"rank,omitempty"`  // in the hierarchy, 1 the highest; shown, and never a reason by itself
}

// A Contact is a post, not a person: journals are public within the alliance and cannot be recalled.
type Contact struct {
	Post  act.Text        `json:"post"`
	Reach []string        `json:"reach,omitempty" personal:"reach"` // URIs: tel:, mailto:, sip:
	Party jurisdiction.ID `json:"party,omitempty"`                  // the member whose node the post sits at, if it is not the member's own
}

// A PublicKey is an Ed25519 public key; its text form is lower-case hexadecimal.
type PublicKey [32]byte

// MarshalText writes the text form.
func (k PublicKey) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, k[:]), nil }

// UnmarshalText reads the text form and refuses any other spelling of it.
func (k *PublicKey) UnmarshalText(b []byte) error { return (*act.Hash)(k).UnmarshalText(b) }

// A Key is an organisational key and the part of its owner's journal for which it speaks.
type Key struct {
	Public PublicKey `json:"public"`
	Post   string    `json:"post,omitempty"`  // whose key: "duty officer", "head of the emergency bureau"
	From   int64     `json:"from,omitempty"`  // first index at which it is valid
	Until  int64     `json:"until,omitempty"` // first index at which it no longer is; 0: no end
}

// A KeyChange is the body of roster.key. In a member's own journal it applies to that member from the act's own index
// on. In the secretariat's journal, and with Member, it can only say that keys are no longer to be trusted.
type KeyChange struct {
	Member   jurisdiction.ID `json:"member,omitempty"`
	Add      []Key           `json:"add,omitempty"`
	Revoke   []Revocation    `json:"revoke,omitempty"`
	Verifier string          `json:"verifier,omitempty"` // of the journal, for checkpoints of a size greater than this act's index
	URLs     []string        `json:"urls,omitempty"`     // replace the former ones
	TLS      []act.Hash      `json:"tls,omitempty"`      // replace the former ones
}

// A Revocation ends a key at an index of its owner's journal: what stands before stays valid.
type Revocation struct {
	Public PublicKey `json:"public"`
	From   int64     `json:"from"`
	Reason act.Text  `json:"reason,omitempty"`
}

// A Leaving is the body of roster.leave.
type Leaving struct {
	Reason act.Text `json:"reason,omitempty"`
}

// An Observation is the body of roster.observe: how many entries the observer's node had verified of each journal
// at the time of the act.
type Observation struct {
	Heads map[string]int64 `json:"heads"`
}

// NeedsTwo says whether a warning of that status and level needs a second officer.
func (r Rules) NeedsTwo(status, level string) bool {
	return slices.ContainsFunc(r.TwoPerson, func(t TwoPerson) bool {
		return t.Status == status && (t.Level == "" || t.Level == level)
	})
}

// AcceptWithin returns the minutes that an addressee has to accept a warning of that level.
func (r Rules) AcceptWithin(level string) (minutes int, ok bool) {
	for _, a := range r.Accept {
		if a.Level == level {
			return a.Minutes, true
		}
		if a.Level == "" {
			minutes, ok = a.Minutes, true
		}
	}
	return minutes, ok
}

// Check says what is wrong with a charter, for the person who writes it.
func (c Charter) Check() error {
	if err := c.Alliance.Check(); err != nil {
		return fmt.Errorf("alliance: %w", err)
	}
	if c.Mode != "superior-led" && c.Mode != "voluntary" {
		return fmt.Errorf(`mode: %.40q, wants "superior-led" or "voluntary"`, c.Mode)
	}
	if c.Secretariat == "" {
		return fmt.Errorf("secretariat: empty; the charter names who admits members")
	}
	if c.Mode == "superior-led" && len(c.Superiors) == 0 {
		return fmt.Errorf("superiors: none; a superior-led alliance has at least one")
	}
	if err := c.Rules.check(); err != nil {
		return fmt.Errorf("rules: %w", err)
	}
	return nil
}

func (r Rules) check() error {
	for _, t := range r.TwoPerson {
		if !slices.Contains([]string{"Actual", "Exercise", "Test"}, t.Status) || !level(t.Level) {
			return fmt.Errorf("twoPerson: status %.40q, level %.40q: no such status or level", t.Status, t.Level)
		}
	}
	for i, a := range r.Accept {
		if !level(a.Level) || a.Minutes < 1 || a.Minutes > 7*24*60 {
			return fmt.Errorf("accept: level %.40q, %d minutes: wants a level and 1 to 10080 minutes", a.Level, a.Minutes)
		}
		if slices.ContainsFunc(r.Accept[:i], func(b Accept) bool { return b.Level == a.Level }) {
			return fmt.Errorf("accept: level %q twice", a.Level)
		}
	}
	if _, ok := r.AcceptWithin(""); !ok {
		return fmt.Errorf("accept: no rule without a level; it says how long the other levels have")
	}
	last := 0
	for _, s := range r.Escalation {
		if !slices.Contains([]string{"next-contact", "coordinator", "superior"}, s.To) || s.After < last {
			return fmt.Errorf(`escalation: after %d to %.40q: steps must not go back and go to `+
				`"next-contact", "coordinator" or "superior"`, s.After, s.To)
		}
		last = s.After
	}
	if r.Cancel < 0 || r.Cancel > 2 || r.Unreachable < 0 {
		return fmt.Errorf("cancel: %d, unreachable: %d: wants 0 to 2 officers and minutes", r.Cancel, r.Unreachable)
	}
	if r.MustWarn < 1 || r.MustWarn > 1000 {
		return fmt.Errorf("mustWarn: %d, wants a probability of 1 to 1000 per mille", r.MustWarn)
	}
	if r.Observers.Count < 1 || len(r.Observers.Of) > 0 && r.Observers.Count > len(r.Observers.Of) {
		return fmt.Errorf("observers: %d of %d, wants at least one and no more than there are",
			r.Observers.Count, len(r.Observers.Of))
	}
	return nil
}

// level accepts no level too; whether that means something is the rule's business.
func level(s string) bool {
	return slices.Contains([]string{"", "red", "orange", "yellow", "blue"}, s)
}

// Check says what is wrong with an admission, for the person who writes it.
func (a Admission) Check() error {
	if a.Member == "" {
		return fmt.Errorf("member: empty")
	}
	if err := a.Name.Check(); err != nil {
		return fmt.Errorf("name: %w", err)
	}
	if !slices.Contains([]string{"city", "province", "agency", "body", "guest"}, a.Role) {
		return fmt.Errorf(`role: %.40q, wants "city", "province", "agency", "body" or "guest"`, a.Role)
	}
	if a.Superior == a.Member {
		return fmt.Errorf("superior: %s cannot be its own superior", a.Member)
	}
	if a.Lon < -180e6 || a.Lon > 180e6 || a.Lat < -90e6 || a.Lat > 90e6 {
		return fmt.Errorf("lon, lat: %d, %d: wants 1e-6 degrees within 180 and 90 degrees", a.Lon, a.Lat)
	}
	if a.Population < 0 || a.Urban < 0 || a.GDP < 0 || a.Rank < 0 {
		return fmt.Errorf("population: %d, urban: %d, gdp: %d, rank: %d: none may be negative", a.Population, a.Urban, a.GDP, a.Rank)
	}
	for i, c := range a.Contacts {
		if err := c.Post.Check(); err != nil {
			return fmt.Errorf("contacts: contact %d: post: %w", i+1, err)
		}
	}
	if err := checkVerifier(a.Verifier, a.Member); err != nil {
		return err
	}
	if err := checkURLs(a.URLs); err != nil {
		return err
	}
	return checkKeys(nil, a.Keys)
}

// checkVerifier keeps a member from being admitted with the key of somebody else's journal.
func checkVerifier(key string, member jurisdiction.ID) error {
	v, err := note.NewVerifier(key)
	if err != nil {
		return fmt.Errorf("verifier: %.120q: %w", key, err)
	}
	if v.Name() != act.Origin(member) {
		return fmt.Errorf("verifier: is for %q, wants %q", v.Name(), act.Origin(member))
	}
	return nil
}

func checkURLs(urls []string) error {
	for _, u := range urls {
		if !strings.HasPrefix(u, "https://") && !strings.HasPrefix(u, "http://") || len(u) > 512 {
			return fmt.Errorf("urls: %.80q: wants https:// and at most 512 bytes", u)
		}
	}
	return nil
}

func checkKeys(had []Key, add []Key) error {
	all := slices.Clone(had)
	for _, k := range add {
		if k.From < 0 || k.Until < 0 || k.Until > 0 && k.Until <= k.From {
			return fmt.Errorf("keys: %x: valid from %d until %d is no range of indexes", k.Public, k.From, k.Until)
		}
		if slices.ContainsFunc(all, func(h Key) bool { return h.Public == k.Public }) {
			return fmt.Errorf("keys: %x twice; a key that was given up is not taken up again", k.Public)
		}
		all = append(all, k)
	}
	return nil
}

// body decodes the body of an act and, where it has one, applies its check.
func body[T any](raw json.RawMessage) (T, error) {
	var b T
	if err := act.DecodeBody(raw, &b); err != nil {
		return b, err
	}
	if c, ok := any(b).(interface{ Check() error }); ok {
		return b, c.Check()
	}
	return b, nil
}
