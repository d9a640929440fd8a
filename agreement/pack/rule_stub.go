package pack

import (
	"fmt"

	"tongzhou/agreement"
	"tongzhou/agreement/condition"
)

// check stands for agreement.Instrument.Check until that is there.
func check(in *agreement.Instrument) error {
	l, err := condition.New()
	if err != nil {
		return err
	}
	for _, c := range in.Clauses {
		texts := []string{c.When}
		if c.Threshold != nil {
			texts = append(texts, c.Threshold.Enter, c.Threshold.Leave)
		}
		if c.Duty != nil {
			for _, row := range c.Duty.Table {
				texts = append(texts, row.When)
			}
		}
		for _, text := range texts {
			if text == "" {
				continue
			}
			if _, err := l.Compile(text); err != nil {
				return fmt.Errorf("clause %s: %w", c.ID, err)
			}
		}
	}
	return nil
}
