package node

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"tongzhou/internal/durable"
	"tongzhou/jurisdiction"
)

// Config is the one file of configuration of a node, DIR/config.json. Unknown fields are refused.
type Config struct {
	// ID is the jurisdiction that the node speaks for. It cannot change.
	ID jurisdiction.ID `json:"id"`
	// Dir is the data directory. It is taken from the place of the file and never written to it.
	Dir string `json:"-"`
	// Federation is the address on which the node answers its peers, over TLS with its own pinned key.
	Federation string `json:"federation"`
	// URL is how peers reach Federation from outside.
	URL string `json:"url"`
	// Console is the address of the console and the API for this jurisdiction's own people.
	Console string `json:"console"`
	// ConsoleCert and ConsoleKey are PEM files; with them the console is served over TLS.
	ConsoleCert string `json:"consoleCert,omitempty"`
	ConsoleKey  string `json:"consoleKey,omitempty"`
	// Zone is the IANA time zone in which the jurisdiction's people read times.
	Zone string `json:"zone"`
	// Watch is a file with the stations, their thresholds and the carrier they watch; empty for a node that only listens.
	Watch string `json:"watch,omitempty"`
	// StoreBytes bounds the file with readings and exhibits, so that they cannot take the room that the journals need; 0: no bound.
	StoreBytes int64 `json:"storeBytes,omitempty"`
	// Founder is the alliance's founding journal: the secretariat's. Set by init --found and by join.
	Founder *Founder `json:"founder,omitempty"`
}

// Founder is where an alliance begins: what a newcomer must know to verify everything else.
type Founder struct {
	Journal string `json:"journal"` // origin of the secretariat's journal
	VKey    string `json:"vkey"`    // its verifier key
	URL     string `json:"url"`     // its federation address
	Pin     string `json:"pin"`     // SHA-256 of its TLS key
}

// ReadConfig reads the configuration file at path, and names what is wrong with it.
func ReadConfig(path string) (Config, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Config{}, fmt.Errorf("node: configuration: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	var c Config
	if err := d.Decode(&c); err != nil {
		return Config{}, fmt.Errorf("node: configuration %s: %w", path, err)
	}
	if c.Dir, err = filepath.Abs(filepath.Dir(path)); err != nil {
		return Config{}, fmt.Errorf("node: configuration %s: %w", path, err)
	}
	return c, c.check()
}

// Write stores the configuration in its data directory.
func (c Config) Write() error {
	if err := c.check(); err != nil {
		return err
	}
	text, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(c.Dir, "config.json"), append(text, '\n'), 0o600)
}

// check refuses a configuration that cannot work, and the dangerous one: a console for the whole network without TLS.
func (c Config) check() error {
	if _, err := jurisdiction.ParseID(string(c.ID)); err != nil {
		return fmt.Errorf("node: configuration: id: %w", err)
	}
	if _, err := time.LoadLocation(c.Zone); err != nil || c.Zone == "" {
		return fmt.Errorf("node: configuration: zone %q: want an IANA time zone such as Asia/Shanghai", c.Zone)
	}
	host, _, err := net.SplitHostPort(c.Console)
	if err != nil {
		return fmt.Errorf("node: configuration: console %q: want host:port", c.Console)
	}
	if (c.ConsoleCert == "") != (c.ConsoleKey == "") {
		return fmt.Errorf("node: configuration: consoleCert and consoleKey go together")
	}
	if ip := net.ParseIP(host); c.ConsoleCert == "" && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("node: configuration: console %q is open to the network without TLS, so passwords would be read on the way; set consoleCert and consoleKey, or listen on 127.0.0.1 behind a proxy that has a certificate", c.Console)
	}
	return nil
}

func (c Config) path(parts ...string) string {
	return filepath.Join(append([]string{c.Dir}, parts...)...)
}
