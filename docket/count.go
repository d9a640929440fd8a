package docket

// Counts returns how many entries of a journal are void, and how many have arrived and wait.
func (d *Docket) Counts(journal string) (voids, held int) {
	j := d.journals[journal]
	if j == nil {
		return 0, 0
	}
	return len(j.voids), len(j.pending)
}
