package node

import "fmt"

// Reason says why a node refused what it was asked to do.
type Reason int

// The reasons for which a request is refused. Nothing has changed when one of them is given.
const (
	Invalid    Reason = iota // what was asked makes no sense as it stands
	NotFound                 // there is no such thing
	NotAllowed               // the officer's role, or the lack of a login, does not permit it
	Conflict                 // it was right a moment ago, but something else came first
	TooLarge                 // more than is taken at once; nothing of it was taken
	Busy                     // the node cannot write now; what was asked may be asked again
)

// Refused is a request that was not carried out, with a sentence for the person who made it.
type Refused struct {
	Why  Reason
	Text string
}

// Error is the sentence.
func (r *Refused) Error() string { return r.Text }

func refuse(why Reason, format string, args ...any) error {
	return &Refused{why, fmt.Sprintf(format, args...)}
}
