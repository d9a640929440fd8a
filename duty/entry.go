package duty

import (
	"tongzhou/agreement"
)

// An Entry is a custom or a pledge that was to be kept by now, and whether it was (R65): the account of what was promised without being bound. No finding comes of it.
type Entry struct {
	Duty    *Owed
	Follows string // reminder or entry: agreement.Follows
	Kept    bool   // done in time, as far as the record shows; else late, or nothing is on record
	Late    int64  // minutes
	Judged  string // as in Stands
	Excused bool
}

// Entries are the customs and pledges among duties that are kept, or past due. What another clause asks for sooner is passed over.
func Entries(owed []Owed, from Standpoint) []Entry {
	var out []Entry
	for n := range owed {
		o := &owed[n]
		follows := agreement.Follows(o.Force)
		if follows == agreement.FollowsFinding || o.Stricter != nil || o.Waits != "" {
			continue
		}
		st := o.At(from.Now, from.Journals)
		done := st.State == "met" || st.State == "met-late" || st.State == "excused"
		if !done && (o.Due == 0 || from.Now <= o.Due) {
			continue
		}
		out = append(out, Entry{Duty: o, Follows: follows, Kept: st.State == "met", Late: st.Late, Judged: st.Judged, Excused: st.State == "excused"})
	}
	return out
}
