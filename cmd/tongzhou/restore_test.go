package main

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"tongzhou/node"
)

// TestOldCopyMayNotWrite: an old copy of the secretariat's whole directory, with its high-water mark, cannot be told from the newest one by itself. It
// must not write before a neighbour was asked, although right after a start it does not follow any yet. R103.
func TestOldCopyMayNotWrite(t *testing.T) {
	p := newPair(t)
	cfg, err := node.FindConfig(p.older)
	if err != nil {
		t.Fatal(err)
	}
	n, err := node.New(t.Context(), cfg, node.Options{Clock: node.NewStepped(time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)),
		Dial: func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("cut off") }})
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer n.Stop()
	await(t, "the guard has asked", func() (bool, string) {
		open, trouble := n.Guard()
		if open {
			t.Fatal("the guard is open although nobody could be asked")
		}
		return strings.Contains(trouble, "0 of 1 neighbours could be asked"), trouble
	})
}
