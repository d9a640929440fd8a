package serve

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"tongzhou/warning/capxml"
)

// keepExpired is how long a message stays in the feed after it expired, so that a reader that was down learns its end
// (the CAP-Feeds note leaves 24 to 48 hours to the publisher).
const keepExpired = 48 * time.Hour

// CAPFeed is what the CAP pages of a node need. There are three feeds, which share nothing: Actual, Exercise and Test.
// An issued message never changes, so every version of a warning is an entry of its own.
type CAPFeed struct {
	Publisher string // name of the jurisdiction
	ID        string // its identifier; part of the feed's identity, which must never change
	// Alerts gives every version of every warning of this node, in any order.
	Alerts func(context.Context) ([]capxml.Alert, error)
	// Readable says whether this reader may have messages of a scope; nil: only Public ones.
	Readable func(*http.Request, capxml.Scope) bool
	// Refused hears of each message that could not be written as CAP and is therefore missing; nil: nobody does.
	Refused func(error)
	Now     func() time.Time
}

// CAP serves /cap/actual.atom, /cap/exercise.atom, /cap/test.atom and, for each message, /cap/alerts/<identifier>.xml; also
// /cap/<warning>.xml, where a warning version is named as the API names it, such as songyuan.17.
func CAP(f CAPFeed) http.Handler {
	mux := http.NewServeMux()
	for _, s := range []capxml.Status{capxml.Actual, capxml.Exercise, capxml.Test} {
		mux.HandleFunc("GET /cap/"+feedName(s), func(w http.ResponseWriter, r *http.Request) { f.serveFeed(w, r, s) })
	}
	mux.HandleFunc("GET /cap/alerts/{file}", f.serveAlert)
	mux.HandleFunc("GET /cap/{file}", f.serveAlert)
	return mux
}

// CAPPath is where CAP serves a message.
func CAPPath(a capxml.Alert) string { return "/cap/" + alertHref(a) }

// shortName is the identifier without what makes it unique in the world.
func shortName(a capxml.Alert) string {
	return strings.TrimSuffix(strings.TrimPrefix(a.Identifier, "tongzhou."), "."+strings.ToLower(string(a.Status)))
}

func feedName(s capxml.Status) string { return strings.ToLower(string(s)) + ".atom" }

func alertHref(a capxml.Alert) string { return "alerts/" + url.PathEscape(a.Identifier) + ".xml" }

func (f CAPFeed) serveAlert(w http.ResponseWriter, r *http.Request) {
	alerts, err := f.readable(r)
	if err != nil {
		http.Error(w, "the warnings cannot be read at the moment; nothing is lost, try again", http.StatusServiceUnavailable)
		return
	}
	name := strings.TrimSuffix(r.PathValue("file"), ".xml")
	i := slices.IndexFunc(alerts, func(a capxml.Alert) bool { return a.Identifier == name || shortName(a) == name })
	if i < 0 {
		http.Error(w, "there is no such message, or it is not for this reader", http.StatusNotFound)
		return
	}
	body, err := capxml.Write(alerts[i])
	if err != nil {
		f.refuse(err)
		http.Error(w, "this warning cannot be written as CAP; its publisher was told", http.StatusInternalServerError)
		return
	}
	send(w, r, capxml.MediaType, alerts[i].Sent, body)
}

func (f CAPFeed) serveFeed(w http.ResponseWriter, r *http.Request, s capxml.Status) {
	alerts, err := f.readable(r)
	if err != nil {
		http.Error(w, "the warnings cannot be read at the moment; nothing is lost, try again", http.StatusServiceUnavailable)
		return
	}
	alerts = slices.DeleteFunc(alerts, func(a capxml.Alert) bool {
		if a.Status != s {
			return true
		}
		_, err := capxml.Write(a)
		if err != nil {
			f.refuse(err)
		}
		return err != nil
	})
	now := f.Now()
	changed := lastChange(alerts, now)
	body, err := xml.MarshalIndent(f.atom(listed(alerts, now), s, changed), "", "  ")
	if err != nil {
		f.refuse(err)
		http.Error(w, "the feed cannot be written; its publisher was told", http.StatusInternalServerError)
		return
	}
	send(w, r, "application/atom+xml; charset=utf-8", changed, append([]byte(xml.Header), body...))
}

// send answers conditional requests by the bytes (ETag) and by the time of the last change.
func send(w http.ResponseWriter, r *http.Request, mediaType string, changed time.Time, body []byte) {
	sum := sha256.Sum256(body)
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
	w.Header().Set("Cache-Control", "no-cache") // keep it, but ask each time: a cancel must not wait for a cache
	w.Header().Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", changed, bytes.NewReader(body))
}

func (f CAPFeed) refuse(err error) {
	if f.Refused != nil {
		f.Refused(err)
	}
}

// readable are the messages that this reader may have, oldest first. A message that is not sent yet is not there.
func (f CAPFeed) readable(r *http.Request) ([]capxml.Alert, error) {
	alerts, err := f.Alerts(r.Context())
	if err != nil {
		f.refuse(err)
		return nil, err
	}
	now := f.Now()
	alerts = slices.DeleteFunc(slices.Clone(alerts), func(a capxml.Alert) bool {
		may := a.Scope == capxml.Public
		if f.Readable != nil {
			may = f.Readable(r, a.Scope)
		}
		return !may || a.Sent.After(now)
	})
	slices.SortFunc(alerts, func(a, b capxml.Alert) int {
		if c := a.Sent.Compare(b.Sent); c != 0 {
			return c
		}
		return strings.Compare(a.Identifier, b.Identifier)
	})
	return alerts, nil
}

// dropAt is when a message leaves the feed by itself: 48 hours after its last block expires, or was sent if none does.
func dropAt(a capxml.Alert) time.Time {
	end := a.Sent
	for _, info := range a.Infos {
		if info.Expires.After(end) {
			end = info.Expires
		}
	}
	return end.Add(keepExpired)
}

// listed leaves out what is long expired, and every message that such a one replaced: an old version must not outlive the
// word that took it back. The newest comes first.
func listed(alerts []capxml.Alert, now time.Time) []capxml.Alert {
	gone := map[string]bool{}
	var out []capxml.Alert
	for _, a := range slices.Backward(alerts) {
		if gone[a.Key().String()] || !dropAt(a).After(now) {
			for _, r := range a.References {
				gone[r.String()] = true
			}
			continue
		}
		out = append(out, a)
	}
	return out
}

// lastChange is the last moment at which the feed became different: a message came, or one was dropped.
func lastChange(alerts []capxml.Alert, now time.Time) time.Time {
	last := time.Unix(0, 0).UTC()
	for _, a := range alerts {
		for _, t := range []time.Time{a.Sent, dropAt(a)} {
			if t.After(last) && !t.After(now) {
				last = t
			}
		}
	}
	return last
}

// The elements of RFC 4287 that are used, in the order in which they are written.
type (
	atomFeed struct {
		XMLName  xml.Name     `xml:"http://www.w3.org/2005/Atom feed"`
		ID       string       `xml:"id"`
		Title    string       `xml:"title"`
		Subtitle string       `xml:"subtitle"`
		Updated  string       `xml:"updated"`
		Author   string       `xml:"author>name"`
		Category atomCategory `xml:"category"`
		Links    []atomLink   `xml:"link"`
		Entries  []atomEntry  `xml:"entry"`
	}
	atomEntry struct {
		ID         string         `xml:"id"`
		Title      string         `xml:"title"`
		Updated    string         `xml:"updated"`
		Published  string         `xml:"published"`
		Author     string         `xml:"author>name"`
		Categories []atomCategory `xml:"category"`
		Links      []atomLink     `xml:"link"`
		Summary    string         `xml:"summary,omitempty"`
	}
	atomCategory struct {
		Scheme string `xml:"scheme,attr"`
		Term   string `xml:"term,attr"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr"`
		Href string `xml:"href,attr"`
	}
)

// marks begin the title of a feed that must not be taken for the real one.
func marks(s capxml.Status) (title, subtitle string) {
	switch s {
	case capxml.Exercise:
		return "EXERCISE 演练: ", "Rehearsals only. Nothing in this feed is happening. 仅为演练，并非实情。"
	case capxml.Test:
		return "TEST 测试: ", "Tests of machines only. Nobody need do anything. 仅为系统测试，无需任何行动。"
	}
	return "", "Warnings to other jurisdictions, one entry per version. 发往其他辖区的预警，每个版本一条。"
}

func (f CAPFeed) atom(alerts []capxml.Alert, s capxml.Status, changed time.Time) atomFeed {
	mark, subtitle := marks(s)
	feed := atomFeed{
		ID:       "urn:tongzhou:" + url.PathEscape(f.ID) + ":cap:" + strings.ToLower(string(s)),
		Title:    mark + "warnings of " + f.Publisher,
		Subtitle: subtitle,
		Updated:  changed.Format(time.RFC3339),
		Author:   f.Publisher,
		Category: capCategory("status", string(s)),
		Links:    []atomLink{{"self", "application/atom+xml", feedName(s)}},
	}
	for _, a := range alerts {
		feed.Entries = append(feed.Entries, f.entry(a))
	}
	return feed
}

func capCategory(element, term string) atomCategory {
	return atomCategory{Scheme: capxml.Namespace + ":" + element, Term: term}
}

func (f CAPFeed) entry(a capxml.Alert) atomEntry {
	e := atomEntry{
		ID:        "urn:tongzhou:" + url.PathEscape(f.ID) + ":cap:" + strings.ToLower(string(a.Status)) + ":" + url.PathEscape(a.Identifier),
		Title:     string(a.MsgType) + " " + a.Identifier,
		Updated:   a.Sent.Format(time.RFC3339),
		Published: a.Sent.Format(time.RFC3339),
		Author:    f.Publisher,
		Categories: []atomCategory{capCategory("status", string(a.Status)), capCategory("msgType", string(a.MsgType)),
			capCategory("scope", string(a.Scope))},
		Links: []atomLink{{"alternate", capxml.MediaType, alertHref(a)}},
	}
	for i, info := range a.Infos {
		if i == 0 {
			e.Title, e.Summary = info.Headline, info.Description
			e.Categories = append(e.Categories, capCategory("severity", info.Severity), capCategory("urgency", info.Urgency),
				capCategory("certainty", info.Certainty))
			continue
		}
		e.Title += " | " + info.Headline
	}
	if mark, _ := marks(a.Status); !strings.HasPrefix(e.Title, strings.SplitN(mark, " ", 2)[0]) {
		e.Title = mark + e.Title
	}
	return e
}
