package journal_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"tongzhou/journal"
)

// A city appends two entries; a neighbour who has nothing but its verifier key checks the second one.
func Example() {
	dir, err := os.MkdirTemp("", "journal")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	skey, vkey, err := note.GenerateKey(strings.NewReader(strings.Repeat("not random at all, for an example ", 9)), "harbin/journal/1")
	if err != nil {
		fmt.Println(err)
		return
	}
	signer, _ := note.NewSigner(skey)

	// The owner.
	ctx := context.Background()
	j, err := journal.Init(ctx, journal.Config{
		Dir:       filepath.Join(dir, "own"),
		Origin:    "harbin/journal/1",
		Highwater: filepath.Join(dir, "highwater"),
		Signer:    signer,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer j.Close()
	j.Append(ctx, "warning-1", []byte("the slick is 40 km upstream"))
	index, err := j.Append(ctx, "warning-1/receipt", []byte("received"))
	fmt.Println("appended at", index, err)

	// The neighbour. In life, Lookup is behind HTTP.
	verifier, _ := note.NewVerifier(vkey)
	res, _ := journal.Lookup(ctx, j, "checkpoint")
	head, err := journal.OpenHead(res.Body, verifier)
	fmt.Println("signed size", head.Size, err)
	fmt.Print(head.Text())

	bundle, _ := journal.Lookup(ctx, j, "tile/entries/000.p/2")
	entries, _ := journal.ParseBundle(bundle.Body, 2)
	proof, _ := journal.InclusionProof(ctx, j, 1, head.Size)
	fmt.Printf("%s: %v\n", entries[1], tlog.CheckRecord(proof, head.Size, head.Root, 1, tlog.RecordHash(entries[1])))
	fmt.Printf("%s: %v\n", "denied", tlog.CheckRecord(proof, head.Size, head.Root, 1, tlog.RecordHash([]byte("denied"))))
	fmt.Println("everything:", journal.Verify(ctx, j, verifier))
	// Output:
	// appended at 1 <nil>
	// signed size 2 <nil>
	// harbin/journal/1
	// 2
	// kJxQjet/1LjsQaxyerfNTpF2Yrdv0QXrT9peVRUidsM=
	// received: <nil>
	// denied: invalid transparency proof
	// everything: <nil>
}
