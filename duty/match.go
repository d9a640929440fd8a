package duty

import (
	"cmp"
	"slices"

	"tongzhou/act"
)

// received are the words that tell somebody something: who was not reached was not told. The others decide or answer, and do so by being on record.
const received = "report.initial report.supplementary report.final warn escalate notice ask-approval"

// receipted says whether a duty is met by the creditor's receipt only.
func (o *Owed) receipted() bool { return o.To != "" && act.OneOf(o.Do, received) }

// fitting are the deeds that can meet a duty, each once, those that do first: by when they reached whom they had to reach, then by their place on record. A deed
// before the clock started fits too: who reported before the case was classified has reported. It cannot, of course, answer what was not asked yet.
func (d *derivation) fitting(o *Owed) []*Deed {
	var out []*Deed
	for _, x := range d.deeds[deedKey{o.Do, o.Party}] {
		if o.fits(x) && !slices.ContainsFunc(out, func(y *Deed) bool { return y.Ref == x.Ref }) {
			out = append(out, x)
		}
	}
	needs := o.receipted()
	slices.SortStableFunc(out, func(a, b *Deed) int {
		return cmp.Or(cmp.Compare(pending(needs, a), pending(needs, b)), cmp.Compare(a.reached(needs), b.reached(needs)), act.CompareRefs(a.Ref, b.Ref))
	})
	return out
}

func pending(needs bool, x *Deed) int {
	if needs && x.Received == nil {
		return 1
	}
	return 0
}

// reached is when a deed reached whom it had to reach, as claimed.
func (x *Deed) reached(needs bool) act.Time {
	if needs && x.Received != nil {
		return x.ReceivedAt
	}
	return x.At
}

// done is when a deed was done at the latest, as claimed: who writes a later time than the receipt has gains nothing by it.
func (x *Deed) done() act.Time {
	if x.Received != nil && x.ReceivedAt < x.At {
		return x.ReceivedAt
	}
	return x.At
}

// fits says whether a deed of the debtor and of the word is about this duty.
func (o *Owed) fits(x *Deed) bool {
	if o.Clock == "asked" {
		if x.Answers != nil {
			return *x.Answers == o.Since
		}
		if x.done() < o.Start {
			return false
		}
	}
	if o.plan != nil && !o.tells(x) {
		return false
	}
	return o.To == "" || x.To == o.To || x.To == "" && !o.receipted()
}

// match takes the first deed that meets a duty, or, if none does, the first that would, and returns the rest.
func (d *derivation) match(o *Owed, fits []*Deed) (rest []*Deed) {
	if len(fits) == 0 {
		return nil
	}
	x := fits[0]
	o.Sent = x
	if pending(o.receipted(), x) == 0 {
		o.Met = x
	}
	return fits[1:]
}
