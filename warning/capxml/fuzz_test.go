package capxml

import (
	"bytes"
	"encoding/xml"
	"reflect"
	"strings"
	"testing"
	"time"
)

// read is the message as encoding/xml sees it: an independent reader for the round trip.
type read struct {
	XMLName    xml.Name `xml:"urn:oasis:names:tc:emergency:cap:1.2 alert"`
	Identifier string   `xml:"identifier"`
	Sender     string   `xml:"sender"`
	Sent       string   `xml:"sent"`
	Status     string   `xml:"status"`
	MsgType    string   `xml:"msgType"`
	Scope      string   `xml:"scope"`
	Note       string   `xml:"note"`
	Addresses  string   `xml:"addresses"`
	References string   `xml:"references"`
	Infos      []struct {
		Language    string   `xml:"language"`
		Categories  []string `xml:"category"`
		Event       string   `xml:"event"`
		Headline    string   `xml:"headline"`
		Description string   `xml:"description"`
		Instruction string   `xml:"instruction"`
		Expires     string   `xml:"expires"`
		Parameters  []struct {
			Name  string `xml:"valueName"`
			Value string `xml:"value"`
		} `xml:"parameter"`
		Areas []struct {
			Desc     string   `xml:"areaDesc"`
			Polygons []string `xml:"polygon"`
			Circles  []string `xml:"circle"`
		} `xml:"area"`
	} `xml:"info"`
}

// FuzzWrite: whatever is written is read back as it was meant and holds to the structure; everything else is refused
// with findings; nothing panics.
func FuzzWrite(f *testing.F) {
	f.Add("id.1", "jilin", int64(1132470600), 480, "A headline", "Words & <signs>\nline", "harbin", "v", 45.76, 126.6, 12.5)
	f.Add("a b", "", int64(0), 0, "", "\x00", "", "", 91.0, -181.0, -1.0)
	f.Add("x", "y", int64(253402300799), -840, "]]>", "&amp; <b>", "the \"city\"", "\u2028", 0.0000004, -0.0000004, 0.001)
	f.Add("x", "y", int64(1e12), 7, "EXERCISE", "\r", "a  b", "\ufffe", 90.0, 180.0, 20038.0)
	f.Fuzz(func(t *testing.T, id, sender string, unix int64, minutes int, headline, text, name, value string, lat, lon, radius float64) {
		sent := time.Unix(unix, 0).In(time.FixedZone("", minutes%2000*60))
		a := Alert{Identifier: id, Sender: sender, Sent: sent, Status: Actual, MsgType: Initial, Scope: Private, Addresses: []string{name},
			Infos: []Info{{Language: "en-US", Categories: []string{"Env"}, Event: name, Urgency: "Future", Severity: "Minor", Certainty: "Possible",
				Expires: sent.Add(time.Hour), Headline: headline, Description: text, Parameters: []Value{{name, value}},
				Areas: []Area{{Desc: name, Circles: []Circle{{Point{lat, lon}, radius}},
					Polygons: [][]Point{{{lat, lon}, {lat, lon + radius}, {lat + radius, lon}, {lat, lon}}}}}}}}
		b, err := Write(a)
		if bad := Check(a); (err == nil) != (len(bad) == 0) {
			t.Fatalf("Check has %d findings, Write says %v", len(bad), err)
		}
		if err != nil {
			return
		}
		structure(t, b)
		same(t, a, b)
	})
}

// same compares what was meant with what an independent reader sees.
func same(t *testing.T, a Alert, b []byte) {
	t.Helper()
	var r read
	if err := xml.NewDecoder(bytes.NewReader(b)).Decode(&r); err != nil {
		t.Fatalf("does not read: %v\n%s", err, b)
	}
	in, out := a.Infos[0], r.Infos[0]
	got := []string{r.Identifier, r.Sender, r.Status, r.MsgType, r.Scope, out.Language, out.Event, out.Headline, out.Description,
		out.Parameters[0].Name, out.Parameters[0].Value, out.Areas[0].Desc, strings.Trim(r.Addresses, `"`), out.Areas[0].Circles[0]}
	want := []string{a.Identifier, a.Sender, string(a.Status), string(a.MsgType), string(a.Scope), in.Language, in.Event, in.Headline, in.Description,
		in.Parameters[0].Name, in.Parameters[0].Value, in.Areas[0].Desc, a.Addresses[0], in.Areas[0].Circles[0].String()}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read back\n%q\nmeant\n%q", got, want)
	}
	sent, err := time.Parse(time.RFC3339, r.Sent)
	if err != nil || !sent.Equal(a.Sent) {
		t.Errorf("sent %s was meant as %v (%v)", r.Sent, a.Sent, err)
	}
}
