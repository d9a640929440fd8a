package capxml

import (
	"fmt"
	"strings"
	"time"
)

// Write gives the message as XML, or a *Refusal that lists everything that is wrong with it. The bytes depend on the
// message alone.
func Write(a Alert) ([]byte, error) {
	if bad := Check(a); len(bad) > 0 {
		return nil, &Refusal{Identifier: a.Identifier, Findings: bad}
	}
	w := &writer{}
	w.b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	w.b.WriteString(`<alert xmlns="` + Namespace + `">` + "\n")
	w.depth = 1
	w.leaf("identifier", a.Identifier)
	w.leaf("sender", a.Sender)
	w.leaf("sent", stamp(a.Sent))
	w.leaf("status", string(a.Status))
	w.leaf("msgType", string(a.MsgType))
	w.some("source", a.Source)
	w.leaf("scope", string(a.Scope))
	w.some("restriction", a.Restriction)
	w.some("addresses", quoteList(a.Addresses))
	for _, c := range a.Codes {
		w.leaf("code", c)
	}
	w.some("note", a.Note)
	refs := make([]string, len(a.References))
	for i, r := range a.References {
		refs[i] = r.String()
	}
	w.some("references", strings.Join(refs, " "))
	w.some("incidents", quoteList(a.Incidents))
	for _, info := range a.Infos {
		w.group("info", func() { w.info(info) })
	}
	w.b.WriteString("</alert>\n")
	return []byte(w.b.String()), nil
}

// writer writes indented elements in the order in which it is called, which is the order of the schema.
type writer struct {
	b     strings.Builder
	depth int
}

func (w *writer) indent() { w.b.WriteString(strings.Repeat("  ", w.depth)) }

func (w *writer) leaf(name, text string) {
	w.indent()
	w.b.WriteString("<" + name + ">" + escape(text) + "</" + name + ">\n")
}

// some writes an element that may be absent.
func (w *writer) some(name, text string) {
	if text != "" {
		w.leaf(name, text)
	}
}

func (w *writer) time(name string, t time.Time) {
	if !t.IsZero() {
		w.leaf(name, stamp(t))
	}
}

func (w *writer) group(name string, inside func()) {
	w.indent()
	w.b.WriteString("<" + name + ">\n")
	w.depth++
	inside()
	w.depth--
	w.indent()
	w.b.WriteString("</" + name + ">\n")
}

func (w *writer) values(name string, vs []Value) {
	for _, v := range vs {
		w.group(name, func() {
			w.leaf("valueName", v.Name)
			w.leaf("value", v.Value)
		})
	}
}

func (w *writer) info(info Info) {
	w.leaf("language", info.Language)
	for _, c := range info.Categories {
		w.leaf("category", c)
	}
	w.leaf("event", info.Event)
	for _, r := range info.ResponseTypes {
		w.leaf("responseType", r)
	}
	w.leaf("urgency", info.Urgency)
	w.leaf("severity", info.Severity)
	w.leaf("certainty", info.Certainty)
	w.some("audience", info.Audience)
	w.values("eventCode", info.EventCodes)
	w.time("effective", info.Effective)
	w.time("onset", info.Onset)
	w.time("expires", info.Expires)
	w.some("senderName", info.SenderName)
	w.some("headline", info.Headline)
	w.some("description", info.Description)
	w.some("instruction", info.Instruction)
	w.some("web", info.Web)
	w.some("contact", info.Contact)
	w.values("parameter", info.Parameters)
	for _, r := range info.Resources {
		w.group("resource", func() { w.resource(r) })
	}
	for _, a := range info.Areas {
		w.group("area", func() { w.area(a) })
	}
}

func (w *writer) resource(r Resource) {
	w.leaf("resourceDesc", r.Desc)
	w.leaf("mimeType", r.MIMEType)
	if r.Size > 0 {
		w.leaf("size", fmt.Sprint(r.Size))
	}
	w.some("uri", r.URI)
}

func (w *writer) area(a Area) {
	w.leaf("areaDesc", a.Desc)
	for _, ring := range a.Polygons {
		points := make([]string, len(ring))
		for i, p := range ring {
			points[i] = p.String()
		}
		w.leaf("polygon", strings.Join(points, " "))
	}
	for _, c := range a.Circles {
		w.leaf("circle", c.String())
	}
	w.values("geocode", a.Geocodes)
}

// quoteList joins names by spaces; a name that has a space in it stands in quotation marks.
func quoteList(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		if strings.Contains(s, " ") {
			s = `"` + s + `"`
		}
		quoted[i] = s
	}
	return strings.Join(quoted, " ")
}

// escape keeps line breaks readable; Check has refused everything that XML cannot carry.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}
