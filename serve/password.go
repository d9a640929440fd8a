package serve

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
)

// cost is what hashing a password takes: argon2id with OWASP's first setting.
type cost struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

// presentCost is that of new hashes; older ones are made again at log-in.
func presentCost() cost { return cost{memory: 19 * 1024, time: 2, threads: 1} }

const (
	saltBytes    = 16
	keyBytes     = 32
	mostPassword = 256 // bytes
)

// encodePassword hashes into a PHC string:
// $argon2id$v=19$m=19456,t=2,p=1$<salt>$<key>, base64 without padding.
func encodePassword(password string, salt []byte, c cost) string {
	key := argon2.IDKey([]byte(password), salt, c.time, c.memory, c.threads, keyBytes)
	return phc(salt, key, c)
}

func phc(salt, key []byte, c cost) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.time, c.threads, b64.EncodeToString(salt), b64.EncodeToString(key))
}

// decodePassword reads a PHC string, within bounds: a damaged row must not
// take all memory.
func decodePassword(s string) (salt, key []byte, c cost, err error) {
	bad := func(why string) ([]byte, []byte, cost, error) {
		return nil, nil, cost{}, fmt.Errorf("serve: password hash: %s", why)
	}
	part := strings.Split(s, "$")
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" || part[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return bad("is not argon2id, version 19")
	}
	if _, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.threads); err != nil ||
		part[3] != fmt.Sprintf("m=%d,t=%d,p=%d", c.memory, c.time, c.threads) {
		return bad("has no cost")
	}
	if c.memory < 8*uint32(c.threads) || c.memory > 1<<20 || c.time < 1 || c.time > 16 || c.threads < 1 || c.threads > 16 {
		return bad("has a cost out of bounds")
	}
	b64 := base64.RawStdEncoding.Strict()
	if salt, err = b64.DecodeString(part[4]); err != nil || len(salt) < 8 || len(salt) > 64 {
		return bad("has no salt")
	}
	if key, err = b64.DecodeString(part[5]); err != nil || len(key) < 16 || len(key) > 64 {
		return bad("has no key")
	}
	return salt, key, c, nil
}

// decoyPassword is a hash that no password has. Comparing with it costs what
// comparing with a real one costs, so that an unknown login answers as late as
// a known one.
func decoyPassword() string {
	b := make([]byte, saltBytes+keyBytes)
	rand.Read(b) // never fails
	return phc(b[:saltBytes], b[saltBytes:], presentCost())
}

// hash makes the PHC string of a new password.
func (a *Accounts) hash(ctx context.Context, password string) (string, error) {
	leave, err := a.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	return encodePassword(password, salt, presentCost()), nil
}

// matches compares in constant time; weak says that the hash cost less than a
// present one.
func (a *Accounts) matches(ctx context.Context, stored, password string) (ok, weak bool, err error) {
	salt, key, c, err := decodePassword(stored)
	if err != nil {
		return false, false, err
	}
	leave, err := a.enter(ctx)
	if err != nil {
		return false, false, err
	}
	defer leave()
	got := argon2.IDKey([]byte(password), salt, c.time, c.memory, c.threads, uint32(len(key)))
	return subtle.ConstantTimeCompare(got, key) == 1, c != presentCost(), nil
}

// enter waits for a place to hash in. Hashes are bounded, because each takes
// its memory and a core: a flood of log-ins must not stop the warnings.
func (a *Accounts) enter(ctx context.Context) (leave func(), err error) {
	select {
	case a.queue <- struct{}{}:
	default:
		return nil, &Denied{Status: http.StatusServiceUnavailable, Detail: "Too many people are logging in at this moment. Try again in a few seconds.", RetryAfter: 2 * time.Second}
	}
	select {
	case a.gate <- struct{}{}:
		return func() { <-a.gate; <-a.queue }, nil
	case <-ctx.Done():
		<-a.queue
		return nil, ctx.Err()
	}
}
