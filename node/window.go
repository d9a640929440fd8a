package node

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"tongzhou/act"
	"tongzhou/incident"
	"tongzhou/node/view"
	"tongzhou/observation"
	"tongzhou/store"
)

// Raw series stay at home. What goes on record is the digest of each day of a series, when no more rows of it can come in time, and of what led to a
// signal, at once. Whoever is given the rows later can check them.

// day is the length of a window.
const day = 24 * time.Hour

// actDay is a day in the time of acts.
const actDay = act.Time(day / time.Millisecond)

// stretch reads the rows of a window as they stand now: of several revisions of a moment the last.
func (n *Node) stretch(ctx context.Context, w observation.Window) ([]observation.Reading, error) {
	rows, err := n.store.Readings(ctx, store.Span{Station: string(w.Station), Quantity: string(w.Quantity), From: w.From.UnixMilli(), To: w.To.UnixMilli()})
	if err != nil {
		return nil, storeProblem(err)
	}
	var out []observation.Reading
	for _, r := range rows {
		o := reading(r)
		if k := len(out); k > 0 && out[k-1].Time.Equal(o.Time) {
			out = out[:k-1]
		}
		out = append(out, o)
	}
	return out, nil
}

// commit puts the digest of a window on record; nil when the window has no rows.
func (n *Node) commit(ctx context.Context, w observation.Window, of *act.Ref, once string) (*act.Ref, error) {
	rows, err := n.stretch(ctx, w)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	d, err := w.Digest(n.salt(w), rows)
	if err != nil {
		return nil, err
	}
	sum, err := act.ParseHash(d.Sum)
	if err != nil {
		return nil, err
	}
	body := incident.Window{Of: of, Station: string(w.Station), Quantity: string(w.Quantity), Unit: w.Unit, From: act.Time(w.From.UnixMilli()), To: act.Time(w.To.UnixMilli()),
		Count: d.Rows, Digest: sum, Every: d.Every, Marks: d.Marks, Simulated: slices.ContainsFunc(rows, func(r observation.Reading) bool { return r.Simulated })}
	ref, err := n.say(ctx, saying{kind: incident.KindWindow, cites: refs(of), body: body, once: once})
	return &ref, err
}

// before is the window of the last hundred rows up to a signal, and the last of them that was under its limit before the run began (0: none).
func (n *Node) before(ctx context.Context, s observation.Signal) (observation.Window, act.Time, error) {
	w := observation.Window{Key: s.Key, Unit: s.Unit, From: s.At, To: s.At.Add(time.Millisecond)}
	rows, err := n.store.Readings(ctx, store.Span{Station: string(s.Station), Quantity: string(s.Quantity), To: w.To.UnixMilli(), Limit: 100})
	if err != nil {
		return w, 0, storeProblem(err)
	}
	if len(rows) > 0 {
		w.From = time.UnixMilli(rows[0].At)
	}
	var below int64
	for _, r := range rows {
		if r.At < s.Since.UnixMilli() && r.Quality != string(observation.Missing) && r.Value < s.Limit {
			below = r.At
		}
	}
	return w, act.Time(below), nil
}

// salt keeps a short window from being guessed from its digest. It is derived from a key of this node, so that it need not be stored.
func (n *Node) salt(w observation.Window) []byte {
	return n.identity.derive(fmt.Sprintf("window salt %s %s %d %d", w.Station, w.Quantity, w.From.UnixMilli(), w.To.UnixMilli()))
}

// days commits to every day of every series that is over and not on record yet.
func (n *Node) days(ctx context.Context) error {
	now := n.clock.Now()
	var errs []error
	for _, series := range n.watch.series {
		errs = append(errs, n.daysOf(ctx, series, now))
	}
	return errors.Join(errs...)
}

func (n *Node) daysOf(ctx context.Context, s observation.Series, now time.Time) error {
	name := "window " + string(s.Station) + " " + string(s.Quantity)
	from, err := n.committed(ctx, name, s)
	if err != nil || from.IsZero() {
		return err
	}
	for w := observation.WindowAt(s, from, day); w.Closed(now, s.Rules.Lateness); w = observation.WindowAt(s, w.To, day) {
		if _, err := n.commit(ctx, w, nil, fmt.Sprintf("day %s %d", name, w.From.UnixMilli())); err != nil {
			return err
		}
		if err := n.store.SetSetting(ctx, name, strconv.FormatInt(w.To.UnixMilli(), 10), now.UnixMilli()); err != nil {
			return storeProblem(err)
		}
	}
	return nil
}

// committed is until when the days of a series are on record; the first reading when none is, zero when there is no reading.
func (n *Node) committed(ctx context.Context, name string, s observation.Series) (time.Time, error) {
	text, err := n.store.Setting(ctx, name)
	if err == nil {
		ms, err := strconv.ParseInt(text, 10, 64)
		return time.UnixMilli(ms), err
	}
	if !errors.Is(err, store.ErrNone) {
		return time.Time{}, storeProblem(err)
	}
	first, err := n.store.Readings(ctx, store.Span{Station: string(s.Station), Quantity: string(s.Quantity), To: 1 << 62})
	if err != nil || len(first) == 0 {
		return time.Time{}, err
	}
	return time.UnixMilli(first[0].At), nil
}

// Disclose gives the rows behind a window that this node has put on record, as the exact text whose SHA-256 is the digest. When it no longer is, because
// rows were added or changed since, the answer says which row is the first that differs.
func (n *Node) Disclose(ctx context.Context, index int64) (view.Disclosure, error) {
	e, err := n.entry(ctx, n.journal.Origin(), index)
	if err != nil {
		return view.Disclosure{}, err
	}
	var b incident.Window
	if e.Act.Kind != incident.KindWindow || act.DecodeBody(e.Act.Body, &b) != nil {
		return view.Disclosure{}, refuse(NotFound, "act %d of this journal is no window of readings", index)
	}
	w := observation.Window{Key: observation.Key{Station: observation.StationID(b.Station), Quantity: observation.Quantity(b.Quantity)}, Unit: b.Unit,
		From: n.at(b.From), To: n.at(b.To)}
	rows, err := n.stretch(ctx, w)
	if err != nil {
		return view.Disclosure{}, err
	}
	text, err := w.Canonical(n.salt(w), rows)
	if err != nil {
		return view.Disclosure{}, err
	}
	out := view.Disclosure{Ref: view.Ref(e.Ref), Digest: b.Digest.String(), Salt: hex.EncodeToString(n.salt(w)), Rows: len(rows), Text: string(text)}
	onRecord := observation.Digest{Window: w, Rows: b.Count, Sum: out.Digest, Every: b.Every, Marks: b.Marks}
	if err := onRecord.Check(n.salt(w), rows); err != nil {
		out.Differs = err.Error()
	}
	return out, nil
}
