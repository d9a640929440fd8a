package agreement

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"tongzhou/jurisdiction"
)

// R21: cities of different size under different keys. Residents of three cities by the census of 2020 (whole jurisdiction, and urban area): the basis
// changes who bears what, and one city one share is a key like any other.
func TestSharesByKey(t *testing.T) {
	people := map[jurisdiction.ID]int64{"harbin": 10_009_854, "jilin": 3_623_713, "songyuan": 2_252_994}
	all := []jurisdiction.ID{"songyuan", "harbin", "jilin"}
	got, unknown := Shares(all, func(p jurisdiction.ID) int64 { return people[p] })
	if want := "[{harbin 10009854 630083} {jilin 3623713 228099} {songyuan 2252994 141818}]"; fmt.Sprint(got) != want || unknown != nil {
		t.Errorf("%v, %v, want %s", got, unknown, want)
	}
	got, _ = Shares(all, func(jurisdiction.ID) int64 { return 1 })
	if want := "[{harbin 1 333334} {jilin 1 333333} {songyuan 1 333333}]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
	delete(people, "jilin")
	if got, unknown = Shares(all, func(p jurisdiction.ID) int64 { return people[p] }); got != nil || fmt.Sprint(unknown) != "[jilin]" {
		t.Errorf("%v, %v: Jilin's weight is not known, and nobody else pays its part", got, unknown)
	}
	if got, unknown = Shares(nil, nil); got != nil || unknown != nil {
		t.Errorf("nobody: %v, %v", got, unknown)
	}
}

// R21: shares add up, follow the weights, and are off by less than one millionth each.
func TestSharesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := map[jurisdiction.ID]int64{}
		var all []jurisdiction.ID
		var total float64
		for i := range rapid.IntRange(1, 300).Draw(t, "parties") {
			p := jurisdiction.ID(fmt.Sprintf("p%03d", i))
			weights[p] = rapid.Int64Range(1, maxWeight).Draw(t, "weight")
			total += float64(weights[p])
			all = append(all, p)
		}
		got, _ := Shares(all, func(p jurisdiction.ID) int64 { return weights[p] })
		sum := int64(0)
		for _, s := range got {
			sum += s.Part
			if exact := float64(s.Weight) / total * whole; float64(s.Part) < exact-1.001 || float64(s.Part) > exact+1.001 {
				t.Fatalf("%s bears %d, exactly %f", s.Party, s.Part, exact)
			}
		}
		if sum != whole || len(got) != len(all) {
			t.Fatalf("the parts of %d parties make %d", len(got), sum)
		}
	})
}
