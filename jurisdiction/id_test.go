package jurisdiction

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"
)

// Every spelling of testdata/ids.txt is taken or refused as it says there, by ParseID and inside JSON alike.
func TestParseID(t *testing.T) {
	b, err := os.ReadFile("testdata/ids.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(b)) {
		want, quoted, ok := strings.Cut(strings.TrimSpace(line), " | ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		n++
		s, err := strconv.Unquote(quoted)
		if err != nil {
			t.Fatalf("%s: %v", quoted, err)
		}
		id, err := ParseID(s)
		var inside map[ID]ID
		text, _ := json.Marshal(map[string]string{s: s})
		jsonErr := json.Unmarshal(text, &inside)
		if want == "ok" {
			if err != nil || string(id) != s || jsonErr != nil || inside[id] != id {
				t.Errorf("ParseID(%s) = %q, %v; in JSON %v, %v", quoted, id, err, inside, jsonErr)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), want) || id != "" {
			t.Errorf("ParseID(%s) = %q, %v; want an error with %q", quoted, id, err, want)
		}
		if jsonErr == nil {
			t.Errorf("in JSON %s is taken", quoted)
		}
	}
	if n < 20 {
		t.Errorf("only %d spellings", n)
	}
}
