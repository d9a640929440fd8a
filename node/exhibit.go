package node

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"tongzhou/act"
	"tongzhou/hazard"
	"tongzhou/node/view"
	"tongzhou/store"
)

// maxExhibit is the largest exhibit that is fetched from a peer, in bytes.
const maxExhibit = 32 << 20

// keepExhibit stores an exhibit that came from a peer, if it is what the act cites.
func (n *Node) keepExhibit(ctx context.Context, body []byte, mediaType string, want act.Hash) error {
	if sha256.Sum256(body) != want {
		return fmt.Errorf("node: exhibit %s: the bytes are not the ones that were cited", want)
	}
	_, err := n.store.PutExhibit(ctx, mediaType, body, n.clock.Now().UnixMilli())
	return err
}

// Keep stores evidence that an officer hands in. It is shared with the members once an act names it.
func (n *Node) Keep(ctx context.Context, mediaType string, body []byte) (view.Kept, error) {
	if len(body) == 0 {
		return view.Kept{}, refuse(Invalid, "the exhibit is empty")
	}
	if mediaType == "" {
		mediaType = "application/octet-stream"
	}
	if _, err := n.store.PutExhibit(ctx, mediaType, body, n.clock.Now().UnixMilli()); err != nil {
		return view.Kept{}, storeProblem(err)
	}
	return view.Kept{Hash: act.Hash(sha256.Sum256(body)).String()}, nil
}

// Exhibit is the bytes of an exhibit and their media type.
func (n *Node) Exhibit(ctx context.Context, hash string) ([]byte, string, error) {
	want, err := act.ParseHash(hash)
	if err != nil {
		return nil, "", refuse(Invalid, "%v", err)
	}
	x, err := n.store.Exhibit(ctx, want)
	if errors.Is(err, store.ErrNone) {
		return nil, "", refuse(NotFound, "the exhibit %s is not here (yet)", hash)
	} else if err != nil {
		return nil, "", storeProblem(err)
	}
	return x.Content, x.Media, nil
}

// ShowExhibit is an exhibit as an officer may see it: a supervisor has those that cannot name a person, which are the runs of models (R23). What kind the
// bytes are is read from them and not from their media type, which does not travel with an exhibit.
func (n *Node) ShowExhibit(ctx context.Context, who view.Officer, hash string) ([]byte, string, error) {
	body, mediaType, err := n.Exhibit(ctx, hash)
	if err == nil && who.Role == supervisor {
		if _, err := hazard.Decode(body); err != nil {
			return nil, "", refuse(NotAllowed, "this exhibit may name persons, whom a supervisor does not see; its hash stays on record. Ask a coordinator of %s to show it", n.party(n.cfg.ID).Name["en"])
		}
	}
	return body, mediaType, err
}

// hasExhibit says whether an exhibit is here.
func (n *Node) hasExhibit(ctx context.Context, hash act.Hash) (bool, error) {
	_, err := n.store.Exhibit(ctx, hash)
	if errors.Is(err, store.ErrNone) {
		return false, nil
	}
	return err == nil, err
}
