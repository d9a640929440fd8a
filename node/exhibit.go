package node

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"tongzhou/act"
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

// hasExhibit says whether an exhibit is here.
func (n *Node) hasExhibit(ctx context.Context, hash act.Hash) (bool, error) {
	_, err := n.store.Exhibit(ctx, hash)
	if errors.Is(err, store.ErrNone) {
		return false, nil
	}
	return err == nil, err
}
