package warning

import (
	"fmt"
	"slices"

	"tongzhou/act"
	"tongzhou/jurisdiction"
)

// Carried returns the version that a pass or an escalation hands on, and its status.
func Carried(a act.Act) (of act.Ref, status Status, err error) {
	switch a.Kind {
	case KindPass:
		var b Answer
		err = act.DecodeBody(a.Body, &b)
		return b.Of, b.Status, err
	case KindEscalate:
		var b Escalation
		err = act.DecodeBody(a.Body, &b)
		return b.Of, b.Status, err
	}
	return act.Ref{}, "", fmt.Errorf("warning: a %s hands no warning on", a.Kind)
}

// Reply begins the answer of a party to the newest version of a warning that it has: what it is about, by which act it came if
// not by address, and what the answer must cite. False: the party does not have the warning.
func (s *State) Reply(id act.Ref, party jurisdiction.ID) (a Answer, cites []act.Ref, ok bool) {
	v := s.versions[id]
	if v == nil {
		return Answer{}, nil, false
	}
	h := v.thread.holders[party]
	if h == nil {
		return Answer{}, nil, false
	}
	for i := len(v.thread.versions) - 1; i >= 0; i-- {
		v := v.thread.versions[i]
		if slices.Contains(v.act.To, party) {
			return Answer{Of: v.ref, Status: v.notice.Status}, []act.Ref{v.ref}, true
		}
		var via *handing
		for _, x := range h.handings {
			if x.version == v && (via == nil || earlier(x.act.At, x.ref, via.act.At, via.ref)) {
				via = x
			}
		}
		if via != nil {
			return Answer{Of: v.ref, Via: &via.ref, Status: v.notice.Status}, []act.Ref{v.ref, via.ref}, true
		}
	}
	return Answer{}, nil, false
}
