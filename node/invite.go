package node

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// invitePrefix begins every invitation, so that a person sees what the text is for and a later format can be told apart.
const invitePrefix = "tongzhou-invite-1."

// inviteDomain separates the signature over an invitation from every other signature of the same key.
const inviteDomain = "tongzhou invite v1\n"

// Invite is the secretariat's promise to admit one jurisdiction. It is signed with the secretariat's organisational key, so the
// secretariat keeps no list of open invitations; it works once, because a jurisdiction is admitted once.
type Invite struct {
	Member   jurisdiction.ID `json:"member"`
	Name     act.Text        `json:"name"`
	Role     string          `json:"role"`
	Superior jurisdiction.ID `json:"superior,omitempty"`
	Expires  act.Time        `json:"expires"`
	Founder  Founder         `json:"founder"`
	Alliance act.Text        `json:"alliance"`
	Key      []byte          `json:"key"` // the organisational key that signed
	Sig      []byte          `json:"sig,omitempty"`
}

func (v Invite) signed() ([]byte, error) {
	v.Sig = nil
	text, err := json.Marshal(v)
	return append([]byte(inviteDomain), text...), err
}

// String is the invitation as it is handed over: one word that survives e-mail and paper.
func (v Invite) String() string {
	text, err := json.Marshal(v)
	if err != nil { // an Invite holds nothing that JSON cannot say
		return ""
	}
	return invitePrefix + base64.RawURLEncoding.EncodeToString(text)
}

// ParseInvite reads an invitation and checks that it is whole. Whether the secretariat still stands by it, the secretariat says.
func ParseInvite(s string) (Invite, error) {
	var v Invite
	rest, ok := strings.CutPrefix(strings.TrimSpace(s), invitePrefix)
	if !ok {
		return v, fmt.Errorf("node: invite: does not begin with %q; copy the whole line that the secretariat sent", invitePrefix)
	}
	text, err := base64.RawURLEncoding.DecodeString(rest)
	if err != nil {
		return v, fmt.Errorf("node: invite: cut short or altered on the way: %w", err)
	}
	if err := json.Unmarshal(text, &v); err != nil {
		return v, fmt.Errorf("node: invite: cut short or altered on the way: %w", err)
	}
	body, err := v.signed()
	if err != nil {
		return v, err
	}
	if len(v.Key) != ed25519.PublicKeySize || !ed25519.Verify(v.Key, body, v.Sig) {
		return v, fmt.Errorf("node: invite for %s: the signature does not fit; ask the secretariat for a new one", v.Member)
	}
	return v, nil
}

// expired reports whether the invitation can no longer be used at now.
func (v Invite) expired(now time.Time) bool { return now.UnixMilli() > int64(v.Expires) }
