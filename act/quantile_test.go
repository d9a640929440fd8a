package act_test

import (
	"slices"
	"strings"
	"testing"

	"tongzhou/act"
)

func TestTimesRise(t *testing.T) {
	rising := act.Times{P05: 1, P25: 2, P50: 2, P75: 3, P95: 4}
	if err := rising.Check(); err != nil {
		t.Errorf("rising: %v", err)
	}
	falling := rising
	falling.P75 = 1
	if err := falling.Check(); err == nil {
		t.Error("a third quartile before the median is accepted")
	}
}

func TestSizesAgreeAndRise(t *testing.T) {
	mg := func(m int64) act.Quantity { return act.Quantity{Mantissa: m, Exponent: -3, Unit: "mg/L"} }
	good := act.Sizes{P05: mg(1), P25: mg(2), P50: mg(2), P75: mg(5), P95: mg(9)}
	for _, c := range []struct {
		name string
		edit func(*act.Sizes)
		want string
	}{
		{"rising", func(*act.Sizes) {}, ""},
		{"falling", func(z *act.Sizes) { z.P95 = mg(1) }, "do not rise"},
		{"another unit", func(z *act.Sizes) { z.P50.Unit = "m" }, "differ"},
		{"another exponent", func(z *act.Sizes) { z.P50.Exponent = -2 }, "differ"},
	} {
		z := good
		c.edit(&z)
		err := z.Check()
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, wants %q", c.name, err, c.want)
		}
	}
}

func TestCompareRefs(t *testing.T) {
	list := []act.Ref{{Journal: "b", Index: 0}, {Journal: "a", Index: 10}, {Journal: "a", Index: 2}}
	slices.SortFunc(list, act.CompareRefs)
	want := []act.Ref{{Journal: "a", Index: 2}, {Journal: "a", Index: 10}, {Journal: "b", Index: 0}}
	if !slices.Equal(list, want) {
		t.Errorf("got %v", list)
	}
}

func TestCheckTexts(t *testing.T) {
	if err := act.CheckTexts(nil, act.Text{"en": "x"}); err != nil {
		t.Errorf("absent and good: %v", err)
	}
	if err := act.CheckTexts(act.Text{"en": "x"}, act.Text{"en": " "}); err == nil {
		t.Error("a text of blanks is accepted")
	}
}

func TestOneOf(t *testing.T) {
	const words = "normal watch emergency"
	for word, want := range map[string]bool{"watch": true, "wat": false, "": false, "normal watch": false} {
		if act.OneOf(word, words) != want {
			t.Errorf("%q: %v", word, !want)
		}
	}
}

func TestTimeRFC3339(t *testing.T) {
	if got := act.Time(1132774500000).RFC3339(); got != "2005-11-23T19:35:00Z" {
		t.Errorf("got %s", got)
	}
}
