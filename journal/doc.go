// Package journal is one jurisdiction's append-only log of entries (bytes), and what others need to check it.
package journal
