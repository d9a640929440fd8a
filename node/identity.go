package node

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"tongzhou/act"
	"tongzhou/internal/durable"
	"tongzhou/jurisdiction"
)

// identity is the key material of a node. It lives in the directory identity/ of the data directory, readable by its
// owner only, and is the one thing besides own/ that cannot be fetched again from the neighbours.
type identity struct {
	signer note.Signer        // signs checkpoints of the own journal
	vkey   string             // its verifier key, C2SP signed-note form
	office ed25519.PrivateKey // the organisational key that signs acts
	tls    tls.Certificate    // self-signed; trusted by its pin in the roster
	pin    string             // SHA-256 of the certificate's SubjectPublicKeyInfo, hexadecimal
}

// makeIdentity writes fresh keys for id under dir, and refuses to replace any.
func makeIdentity(dir string, id jurisdiction.ID) error {
	if _, err := os.Stat(filepath.Join(dir, "journal.key")); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("node: init %s: there is an identity already; a second one would fork the journal", dir)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("node: init %s: %w", dir, err)
	}
	skey, vkey, err := note.GenerateKey(rand.Reader, act.Origin(id))
	if err != nil {
		return fmt.Errorf("node: init %s: journal key: %w", dir, err)
	}
	_, office, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return fmt.Errorf("node: init %s: office key: %w", dir, err)
	}
	cert, key, err := selfSigned(id)
	if err != nil {
		return fmt.Errorf("node: init %s: certificate: %w", dir, err)
	}
	files := []struct{ name, text string }{
		{"office.key", hex.EncodeToString(office.Seed()) + "\n"},
		{"journal.pub", vkey + "\n"},
		{"tls.crt", string(cert)},
		{"tls.key", string(key)},
		{"journal.key", skey + "\n"}, // last: its presence says that the identity is whole
	}
	for _, f := range files {
		if err := durable.WriteFile(filepath.Join(dir, f.name), []byte(f.text), 0o600); err != nil {
			return fmt.Errorf("node: init %s: %w", dir, err)
		}
	}
	return nil
}

// selfSigned makes a certificate that nobody vouches for: peers know it by its pin. It does not expire within the life
// of an installation, because an expired certificate must never be the reason that a warning is late.
func selfSigned(id jurisdiction.ID) (cert, key []byte, err error) {
	priv, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: string(id)},
		NotBefore:    time.Unix(0, 0),
		NotAfter:     time.Date(2199, 1, 1, 0, 0, 0, 0, time.UTC),
		DNSNames:     []string{string(id)},
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &priv.PublicKey, priv)
	if err != nil {
		return nil, nil, err
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(priv)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}), nil
}

// loadIdentity reads the keys under dir and refuses those that others on the machine may read.
func loadIdentity(dir string) (*identity, error) {
	read := func(name string) (string, error) {
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		if err != nil {
			return "", fmt.Errorf("node: identity: %w", err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			return "", fmt.Errorf("node: identity: %s may be read by others (mode %o); run chmod 600 on it and consider the key known", path, info.Mode().Perm())
		}
		text, err := os.ReadFile(path)
		return strings.TrimSpace(string(text)), err
	}
	texts := map[string]string{}
	for _, name := range []string{"journal.key", "journal.pub", "office.key", "tls.crt", "tls.key"} {
		text, err := read(name)
		if err != nil {
			return nil, err
		}
		texts[name] = text
	}
	id := &identity{vkey: texts["journal.pub"]}
	var err error
	if id.signer, err = note.NewSigner(texts["journal.key"]); err != nil {
		return nil, fmt.Errorf("node: identity: journal.key: %w", err)
	}
	seed, err := hex.DecodeString(texts["office.key"])
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("node: identity: office.key: want %d bytes in hexadecimal", ed25519.SeedSize)
	}
	id.office = ed25519.NewKeyFromSeed(seed)
	if id.tls, err = tls.X509KeyPair([]byte(texts["tls.crt"]), []byte(texts["tls.key"])); err != nil {
		return nil, fmt.Errorf("node: identity: tls: %w", err)
	}
	id.pin = pin(id.tls.Leaf)
	return id, nil
}

// pin is the SHA-256 of a certificate's SubjectPublicKeyInfo, in hexadecimal.
func pin(cert *x509.Certificate) string {
	sum := sha256.Sum256(cert.RawSubjectPublicKeyInfo)
	return hex.EncodeToString(sum[:])
}

// pinnedTLS trusts exactly the server whose key has the wanted pin, whatever its certificate says and whoever signed it.
func (id *identity) pinnedTLS(want string) *tls.Config {
	return &tls.Config{
		MinVersion:         tls.VersionTLS13,
		Certificates:       []tls.Certificate{id.tls},
		InsecureSkipVerify: true, // the chain means nothing here; the pin below is the whole check
		VerifyConnection: func(s tls.ConnectionState) error {
			if len(s.PeerCertificates) == 0 || pin(s.PeerCertificates[0]) != want {
				return fmt.Errorf("node: the server at %s does not have the key that the roster names", s.ServerName)
			}
			return nil
		},
	}
}

// ServerTLS is the configuration under which a node answers its peers: its own certificate, and any client certificate,
// which the handler compares with the pins in the roster.
func (n *Node) ServerTLS() *tls.Config {
	return &tls.Config{
		MinVersion:   tls.VersionTLS13,
		Certificates: []tls.Certificate{n.identity.tls},
		ClientAuth:   tls.RequestClientCert,
	}
}

// derive makes a secret for one purpose from the organisational key.
func (id *identity) derive(purpose string) []byte {
	mac := hmac.New(sha256.New, id.office.Seed())
	mac.Write([]byte("tongzhou derive v1\n" + purpose))
	return mac.Sum(nil)[:16]
}
