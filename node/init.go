package node

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"tongzhou/act"
	"tongzhou/journal"
	"tongzhou/jurisdiction"
	"tongzhou/roster"
)

// Self is what a jurisdiction says of itself when it is admitted.
type Self struct {
	Name       act.Text         `json:"name"`
	Role       string           `json:"role"`
	Superior   jurisdiction.ID  `json:"superior,omitempty"`
	Contacts   []roster.Contact `json:"contacts,omitempty"`
	Lon        float64          `json:"lon"`
	Lat        float64          `json:"lat"`
	Population int64            `json:"population,omitempty"`
	Urban      int64            `json:"urban,omitempty"` // residents of the urban area: its size class goes by them
}

// Init makes the data directory of a new node: keys, an empty journal, the configuration. It refuses a directory in which there
// is a node already, because a second journal under the same name would be a fork.
func Init(ctx context.Context, cfg Config) error {
	if err := cfg.check(); err != nil {
		return err
	}
	if _, err := os.Stat(cfg.path("config.json")); err == nil {
		return fmt.Errorf("node: init %s: there is a node here already; nothing was changed", cfg.Dir)
	}
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return fmt.Errorf("node: init: %w", err)
	}
	if err := makeIdentity(cfg.path("identity"), cfg.ID); err != nil {
		return err
	}
	id, err := loadIdentity(cfg.path("identity"))
	if err != nil {
		return err
	}
	j, err := journal.Init(ctx, journal.Config{Dir: cfg.path("own"), Origin: act.Origin(cfg.ID), Highwater: cfg.path("highwater"), Signer: id.signer})
	if err != nil {
		return err
	}
	if err := j.Close(); err != nil {
		return err
	}
	return cfg.Write()
}

// Found makes this node the secretariat of a new alliance: the charter and its own admission are its first acts.
func (n *Node) Found(ctx context.Context, charter roster.Charter, self Self, url string) error {
	if err := charter.Check(); err != nil {
		return refuse(Invalid, "the charter cannot be adopted: %v", err)
	}
	founded, err := n.say(ctx, saying{kind: roster.KindFound, critical: true, body: charter, once: "found"})
	if err != nil {
		return err
	}
	_, err = n.admit(ctx, n.admission(self, url), founded)
	return err
}

// admission is what this node says of itself.
func (n *Node) admission(self Self, url string) roster.Admission {
	var pin act.Hash
	if h, err := act.ParseHash(n.identity.pin); err == nil {
		pin = h
	}
	a := roster.Admission{Member: n.cfg.ID, Name: self.Name, Role: self.Role, Superior: self.Superior, Contacts: self.Contacts, Verifier: n.identity.vkey,
		Keys: []roster.Key{{Post: "node", Public: roster.PublicKey(n.identity.office.Public().(ed25519.PublicKey))}}, URLs: []string{url}, TLS: []act.Hash{pin},
		Lon: int64(math.Round(self.Lon * 1e6)), Lat: int64(math.Round(self.Lat * 1e6)), Population: self.Population, Urban: self.Urban}
	return a
}

func (n *Node) admit(ctx context.Context, a roster.Admission, charter act.Ref) (act.Ref, error) {
	if err := a.Check(); err != nil {
		return act.Ref{}, refuse(Invalid, "%s cannot be admitted: %v", a.Member, err)
	}
	return n.say(ctx, saying{kind: roster.KindAdmit, cites: []act.Ref{charter}, critical: true, body: a, once: "admit " + string(a.Member) + " " + a.Verifier})
}

// errNoNode is a directory without a node.
var errNoNode = errors.New("there is no node here")

// FindConfig accepts a configuration file or the directory that holds one.
func FindConfig(path string) (Config, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, "config.json")
	}
	if _, err := os.Stat(path); err != nil {
		return Config{}, fmt.Errorf("%w: %s; name a data directory that tongzhou init or tongzhou restore has made", errNoNode, path)
	}
	return ReadConfig(path)
}
