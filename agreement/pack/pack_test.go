package pack

import (
	"testing"

	"tongzhou/act"
)

// R22, R41: everything that is shipped loads, is in both languages, and passes the rules of package agreement once its places are filled.
func TestShippedPassCheck(t *testing.T) {
	for _, name := range Names() {
		data, err := files.ReadFile(name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range Check(data) {
			t.Errorf("%s.json:%d: %s %s: %s", name, f.Line, f.Code, f.Where, f.What)
		}
		s, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := act.Canonical(s); err != nil || len(body) == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}
