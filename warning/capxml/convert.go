package capxml

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tongzhou/act"
	"tongzhou/jurisdiction"
	"tongzhou/warning"
)

// Mapping is the version of the rules by which FromActs turns a warning into CAP; it stands in every message, so that
// a reader of an old message knows which rules made it.
const Mapping = "1"

// A Setting is what the acts of a warning do not say: where the parties are, what they are called, and how this
// sender presents itself. The zero value of a field leaves the element out, or takes the default that is named.
type Setting struct {
	Sender      string                    // default: the jurisdiction's identifier
	SenderName  act.Text                  // of the issuer
	Zone        *time.Location            // default: UTC
	Scope       Scope                     // default: Restricted
	Restriction string                    // default: for authorities
	Rehearsal   string                    // the note of an Exercise or a Test; default: its status and the warning's identifier
	Incident    string                    // the case
	Event       act.Text                  // default: the term of the event list in the languages known here
	Web         string                    // absolute address of the warning
	Exhibits    string                    // address under which an exhibit is found by its hash
	Places      map[jurisdiction.ID]Place // areas and names of the addressees
}

// A Place is an addressee as CAP shows it.
type Place struct {
	Name     act.Text
	Polygons [][]Point
	Circles  []Circle
	Geocodes []Value
}

// language pairs a language tag of an act with that of a CAP block, in the order of writing.
type language struct {
	text, cap                 string
	exercise, test, cancelled string // marks of a headline
	over, simulated           string // sentences
	mark, sure                string // how a note in brackets, and how sure a statement is, are written
	statements                [4]string
	confidence                map[string]string
}

func languages() []language {
	return []language{
		{
			text: "en", cap: "en-US", exercise: "EXERCISE: ", test: "TEST: ", cancelled: "CANCELLED: ",
			over: "This warning is cancelled.", simulated: "It rests on simulated readings, which nobody took.",
			mark: " (simulated)", sure: "%s (%s)",
			statements: [4]string{"Source: ", "Extent: ", "Nature: ", "Trend: "},
			confidence: map[string]string{"observed": "observed", "likely": "likely", "possible": "possible",
				"unlikely": "unlikely", "unknown": "unknown"},
		},
		{
			text: "zh-Hans", cap: "zh-CN", exercise: "演练：", test: "测试：", cancelled: "已取消：",
			over: "本预警已取消。", simulated: "依据模拟读数，并非实测。",
			mark: "（模拟）", sure: "%s（%s）",
			statements: [4]string{"来源：", "范围：", "性质：", "趋势："},
			confidence: map[string]string{"observed": "已观测", "likely": "很可能", "possible": "可能",
				"unlikely": "不太可能", "unknown": "未知"},
		},
	}
}

// told is one act of a warning, decoded.
type told struct {
	entry  act.Entry
	notice warning.Notice // of a cancel: that of the version before
	cancel *warning.Cancel
	note   act.Text // why it changed
}

// FromActs makes the CAP message for the last of the given acts. They are the versions of one warning in their order:
// its issue, its updates, its cancel. The message refers to every version before it.
func FromActs(versions []act.Entry, s Setting) (Alert, error) {
	if len(versions) == 0 {
		return Alert{}, fmt.Errorf("capxml: convert: no act of a warning given")
	}
	var last told
	for i, e := range versions {
		t, err := decode(e, last.notice)
		if err != nil {
			return Alert{}, fmt.Errorf("capxml: convert %s %d: %w", e.Journal, e.Index, err)
		}
		if (e.Act.Kind == warning.KindIssue) != (i == 0) || i > 0 && e.Journal != versions[0].Journal {
			return Alert{}, fmt.Errorf("capxml: convert %s %d: %s is not version %d of a warning", e.Journal, e.Index, e.Act.Kind, i+1)
		}
		if i > 0 && t.status() != last.notice.Status || i > 0 && last.cancel != nil {
			return Alert{}, fmt.Errorf("capxml: convert %s %d: changes the status or follows a cancel", e.Journal, e.Index)
		}
		last = t
	}
	a := s.envelope(last)
	for _, e := range versions[:len(versions)-1] {
		a.References = append(a.References, Reference{Sender: a.Sender, Identifier: identifier(e, last.notice.Status), Sent: s.local(e.Act.At)})
	}
	told := map[string]bool{"": true}
	for _, l := range languages() {
		// A headline that was copied from the other language is no translation.
		if h := oneLine(last.notice.Headline[l.text]); !told[h] {
			a.Infos = append(a.Infos, s.info(a, last, l))
			told[h] = true
		}
	}
	return a, nil
}

// decode reads one version; before is the notice that a cancel ends.
func decode(e act.Entry, before warning.Notice) (told, error) {
	t := told{entry: e, notice: before}
	switch e.Act.Kind {
	case warning.KindIssue:
		return t, act.DecodeBody(e.Act.Body, &t.notice)
	case warning.KindUpdate:
		var u warning.Update
		err := act.DecodeBody(e.Act.Body, &u)
		t.notice, t.note = u.Notice, u.Note
		return t, err
	case warning.KindCancel:
		t.cancel = &warning.Cancel{}
		err := act.DecodeBody(e.Act.Body, t.cancel)
		t.note = t.cancel.Reason
		return t, err
	}
	return t, fmt.Errorf("%s is not an act that says a warning", e.Act.Kind)
}

func (t told) status() warning.Status {
	if t.cancel != nil {
		return t.cancel.Status
	}
	return t.notice.Status
}

// identifier is unique per version, because no journal has two acts at one index; the status makes sure that not even a careless
// reader who compares identifiers alone takes a rehearsal for the real thing.
func identifier(e act.Entry, s warning.Status) string {
	id := fmt.Sprintf("tongzhou.%s.%d", e.Act.By, e.Index)
	if s != warning.Actual {
		id += "." + strings.ToLower(string(s))
	}
	return id
}

// local is a moment in whole seconds in the sender's zone.
func (s Setting) local(t act.Time) time.Time {
	zone := s.Zone
	if zone == nil {
		zone = time.UTC
	}
	return time.UnixMilli(int64(t)).In(zone).Truncate(time.Second)
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// envelope fills everything that has no language.
func (s Setting) envelope(t told) Alert {
	a := Alert{
		Identifier: identifier(t.entry, t.notice.Status),
		Sender:     or(s.Sender, string(t.entry.Act.By)),
		Sent:       s.local(t.entry.Act.At),
		Status:     Status(t.notice.Status),
		MsgType:    Initial,
		Scope:      Scope(or(string(s.Scope), string(Restricted))),
	}
	switch {
	case t.cancel != nil:
		a.MsgType = Cancel
	case t.entry.Act.Kind == warning.KindUpdate:
		a.MsgType = Update
	}
	if a.Scope == Restricted {
		a.Restriction = or(s.Restriction, "for authorities; whether to alert the public is for each recipient to decide")
	}
	for _, to := range t.entry.Act.To {
		a.Addresses = append(a.Addresses, string(to))
	}
	if a.Status != Actual {
		a.Note = or(s.Rehearsal, string(a.Status)+" "+a.Identifier)
	}
	if s.Incident != "" {
		a.Incidents = []string{s.Incident}
	}
	return a
}

// info writes the warning in one language.
func (s Setting) info(a Alert, t told, l language) Info {
	n := t.notice
	info := Info{
		Language: l.cap, Categories: []string{n.Category}, Event: s.event(n.Event, l),
		ResponseTypes: []string{response(n.Urgency)},
		Urgency:       n.Urgency, Severity: n.Severity, Certainty: n.Certainty,
		EventCodes: []Value{{"OET:v1.2", n.Event}},
		Expires:    s.local(n.Expires + 999), Onset: s.onset(n), // never shorter than promised
		SenderName: oneLine(s.SenderName[l.text]), Web: s.Web,
		Headline:    headline(a.Status, t.cancel != nil, n, l),
		Description: description(t, l), Instruction: clean(n.Instruction[l.text]),
		Parameters: s.parameters(t), Resources: s.resources(n, l), Areas: s.areas(t.entry.Act.To, l),
	}
	if info.Instruction == info.Headline {
		info.Instruction = "" // it instructs nobody to say the same again
	}
	if t.cancel != nil { // what was forecast holds no longer; what it was about stays, so that filters let it pass
		info.Description, info.Resources = clean(l.over+"\n"+t.note[l.text]), nil
		info.ResponseTypes, info.Instruction, info.Urgency, info.Onset = []string{"AllClear"}, "", "Past", time.Time{}
		if !info.Expires.After(a.Sent) {
			info.Expires = time.Time{}
		}
	}
	return info
}

// response is what the recipient is asked to do, by how soon it must be done.
func response(urgency string) string {
	switch urgency {
	case "Immediate":
		return "Execute"
	case "Expected":
		return "Prepare"
	case "Past":
		return "Assess"
	}
	return "Monitor"
}

// onset is the earliest moment at which any addressee may be reached; one after the end of the warning is left to the update
// that will carry it.
func (s Setting) onset(n warning.Notice) time.Time {
	var first act.Time
	for _, a := range n.Arrivals {
		if a.Arrival != nil && (first == 0 || a.Arrival.P05 < first) {
			first = a.Arrival.P05
		}
	}
	if first == 0 || first > n.Expires {
		return time.Time{}
	}
	return s.local(first)
}

func (s Setting) event(code string, l language) string {
	if own := oneLine(s.Event[l.text]); own != "" {
		return own
	}
	return or(eventTerms(code)[l.text], code)
}

// headline marks what is not real and what is over, and is cut where every reader would cut it; description repeats it in full.
func headline(s Status, cancelled bool, n warning.Notice, l language) string {
	mark := ""
	switch s {
	case Exercise:
		mark = l.exercise
	case Test:
		mark = l.test
	}
	if cancelled {
		mark += l.cancelled
	}
	runes := []rune(mark + oneLine(n.Headline[l.text]))
	if len(runes) > maxHeadline {
		runes = append(runes[:maxHeadline-1], '…')
	}
	return strings.TrimSpace(string(runes))
}

func oneLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// clean takes away what CAP cannot carry and nobody sees: control characters, carriage returns, space at the ends.
func clean(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r != '\uFFFD' && !validText(string(r)) {
			return ' '
		}
		return r
	}, s))
}

// description tells why it changed, what the notice says, and its four statements with how sure each is (R76).
func description(t told, l language) string {
	var parts []string
	add := func(s string) {
		if s = clean(s); s != "" {
			parts = append(parts, s)
		}
	}
	add(t.note[l.text])
	if full := oneLine(t.notice.Headline[l.text]); len([]rune(full)) > maxHeadline-20 {
		add(full)
	}
	add(t.notice.Description[l.text])
	for i, st := range []warning.Statement{t.notice.Source, t.notice.Extent, t.notice.Nature, t.notice.Trend} {
		sure := l.confidence[string(st.Confidence)]
		if say := clean(st.Text[l.text]); say != "" {
			sure = fmt.Sprintf(l.sure, say, sure)
		}
		add(l.statements[i] + sure)
	}
	if simulated(t.notice) {
		add(l.simulated)
	}
	return strings.Join(parts, "\n")
}

// parameters carry losslessly what CAP has no element for. The level is never derived from severity, nor severity from it.
func (s Setting) parameters(t told) []Value {
	n := t.notice
	p := []Value{{"tongzhou:mapping", Mapping}, {"tongzhou:act", fmt.Sprintf("%s %d %s", t.entry.Journal, t.entry.Index, t.entry.Leaf)}}
	if n.Level != "" {
		p = append(p, Value{"tongzhou:level", string(n.Level)})
	}
	p = append(p, Value{"tongzhou:basis", n.Basis})
	if simulated(n) {
		p = append(p, Value{"tongzhou:simulated", "true"})
	}
	if t.cancel != nil {
		return p
	}
	p = append(p, Value{"tongzhou:accept-by", stamp(s.local(n.AcceptBy))})
	for _, a := range n.Arrivals {
		at := "tongzhou:" + string(a.To) + ":"
		if q := a.Arrival; q != nil {
			for i, x := range []act.Time{q.P05, q.P25, q.P50, q.P75, q.P95} {
				p = append(p, Value{at + "arrival:" + quantiles()[i], stamp(s.local(x))})
			}
		}
		if q := a.Peak; q != nil {
			for i, x := range []act.Quantity{q.P05, q.P25, q.P50, q.P75, q.P95} {
				p = append(p, Value{at + "peak:" + quantiles()[i], oneLine(number(x) + " " + x.Unit)})
			}
		}
		if a.People != nil {
			p = append(p, Value{at + "people", fmt.Sprint(*a.People)})
		}
		p = append(p, Value{at + "situation", fmt.Sprint(a.Situation)})
	}
	return p
}

func quantiles() [5]string { return [5]string{"p05", "p25", "p50", "p75", "p95"} }

// number writes a quantity exactly, without a detour through floating point.
func number(q act.Quantity) string {
	if q.Exponent < -12 || q.Exponent > 12 {
		return fmt.Sprintf("%de%d", q.Mantissa, q.Exponent)
	}
	sign, digits := "", fmt.Sprint(q.Mantissa)
	if q.Mantissa < 0 {
		sign, digits = "-", digits[1:]
	}
	if q.Exponent >= 0 {
		return sign + digits + strings.Repeat("0", q.Exponent)
	}
	after := -q.Exponent
	digits = strings.Repeat("0", max(0, after+1-len(digits))) + digits
	return sign + digits[:len(digits)-after] + "." + digits[len(digits)-after:]
}

func simulated(n warning.Notice) bool {
	return n.Basis == "simulated" || slices.ContainsFunc(n.Exhibits, func(x warning.Exhibit) bool { return x.Simulated })
}

// resources point at the exhibits, when there is an address for them.
func (s Setting) resources(n warning.Notice, l language) []Resource {
	if s.Exhibits == "" {
		return nil
	}
	var out []Resource
	for _, x := range n.Exhibits {
		desc := or(oneLine(x.What[l.text]), x.Hash.String())
		if x.Simulated {
			desc += l.mark
		}
		out = append(out, Resource{Desc: desc, MIMEType: "application/octet-stream", URI: strings.TrimSuffix(s.Exhibits, "/") + "/" + x.Hash.String()})
	}
	return out
}

// areas are the addressees' places; one that has no known place is still named.
func (s Setting) areas(to []jurisdiction.ID, l language) []Area {
	var out []Area
	for _, id := range to {
		p := s.Places[id]
		out = append(out, Area{Desc: or(oneLine(p.Name[l.text]), string(id)), Polygons: p.Polygons, Circles: p.Circles,
			Geocodes: append([]Value{{"tongzhou:jurisdiction", string(id)}}, p.Geocodes...)})
	}
	return out
}

// eventTerms names the events of the OASIS Event Terms List 1.2 that this project's hazards raise.
func eventTerms(code string) act.Text {
	terms := map[string]act.Text{
		"OET-037": {"en": "chemical hazard", "zh-Hans": "化学品危害"},
		"OET-047": {"en": "contaminated water", "zh-Hans": "水体污染"},
		"OET-048": {"en": "contamination", "zh-Hans": "污染"},
		"OET-052": {"en": "dam break", "zh-Hans": "溃坝"},
		"OET-079": {"en": "flash flood", "zh-Hans": "山洪"},
		"OET-081": {"en": "flood", "zh-Hans": "洪水"},
		"OET-138": {"en": "oil spill", "zh-Hans": "溢油"},
		"OET-144": {"en": "potable water", "zh-Hans": "饮用水"},
		"OET-145": {"en": "power outage", "zh-Hans": "停电"},
		"OET-197": {"en": "toxic plume", "zh-Hans": "有毒气团"},
		"OET-198": {"en": "toxic spill", "zh-Hans": "有毒物质泄漏"},
	}
	return terms[code]
}
