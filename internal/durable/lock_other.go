//go:build !unix || solaris || aix

package durable

import (
	"errors"
	"os"
)

// lockFile refuses: a journal that two processes can write is worse than one that does not start.
func lockFile(*os.File) error {
	return errors.New("this operating system has no flock: not supported")
}
