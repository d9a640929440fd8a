package assessment

import (
	"errors"
	"fmt"
	"slices"

	"tongzhou/act"
)

// A Band is a word of likelihood with the probabilities that it stands for, in millionths, both ends included.
type Band struct {
	Word      string
	Low, High int64
}

// Bands are the words of likelihood, the most likely first, as the IPCC calibrates them (Mastrandrea et al. 2010, table 1). They overlap: what is virtually
// certain is also likely, and who says the weaker word says less.
func Bands() []Band {
	return []Band{
		{"virtually-certain", 990_000, 1_000_000},
		{"very-likely", 900_000, 1_000_000},
		{"likely", 660_000, 1_000_000},
		{"as-likely-as-not", 330_000, 660_000},
		{"unlikely", 0, 330_000},
		{"very-unlikely", 0, 100_000},
		{"exceptionally-unlikely", 0, 10_000},
	}
}

// Band is what an expectation gives as probability, in millionths: its own band, or else that of its word.
func (x Expectation) Band() (low, high int64) {
	if x.Low != nil && x.High != nil {
		return *x.Low, *x.High
	}
	bands := Bands()
	if i := slices.IndexFunc(bands, func(b Band) bool { return b.Word == x.Likelihood }); i >= 0 {
		return bands[i].Low, bands[i].High
	}
	return 0, 1_000_000
}

func (x Expectation) check() error {
	if err := x.What.Check(); err != nil {
		return fmt.Errorf("what: %w", err)
	}
	bands := Bands()
	i := slices.IndexFunc(bands, func(b Band) bool { return b.Word == x.Likelihood })
	switch {
	case i < 0:
		return fmt.Errorf("likelihood: %.40q; wants virtually-certain, very-likely, likely, as-likely-as-not, unlikely, very-unlikely or exceptionally-unlikely", x.Likelihood)
	case !act.OneOf(x.Confidence, "very-low low medium high very-high"):
		return fmt.Errorf("confidence: %.40q; wants very-low, low, medium, high or very-high", x.Confidence)
	case (x.Low == nil) != (x.High == nil):
		return errors.New("low and high: both or neither")
	case x.Low != nil && (*x.Low > *x.High || *x.Low < bands[i].Low || *x.High > bands[i].High):
		return fmt.Errorf("%d to %d millionths: %s stands for %d to %d", *x.Low, *x.High, x.Likelihood, bands[i].Low, bands[i].High)
	}
	return nil
}

// expected checks a list of expectations.
func expected(list []Expectation) error {
	for i, x := range list {
		if err := x.check(); err != nil {
			return fmt.Errorf("expected: %d: %w", i+1, err)
		}
	}
	return nil
}
