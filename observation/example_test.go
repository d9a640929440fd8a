package observation_test

import (
	"fmt"
	"time"

	"tongzhou/observation"
)

// A laboratory at the provincial border finds nitrobenzene; the sample that
// was taken before it comes later, and shows that the slick was there earlier.
func ExampleWatch() {
	series := observation.Series{
		Key:  observation.Key{Station: "zhaoyuan", Quantity: "nitrobenzene"},
		Unit: "mg/L",
		Rules: observation.Rules{
			Thresholds: []observation.Threshold{{Name: "surface water standard", Level: 0.017, Clear: 0.012}},
			Lateness:   24 * time.Hour,
		},
	}
	watch, err := observation.NewWatch(series)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range []struct {
		time  string
		value float64
		unit  string
	}{
		{"2005-11-20T07:00:00+08:00", 525, "µg/L"},
		{"2005-11-20T03:00:00+08:00", 0.034, "mg/L"},
	} {
		at, err := observation.ParseTime(row.time)
		if err != nil {
			fmt.Println(err)
			return
		}
		reading, _, err := series.Normal(observation.Reading{Key: series.Key, Time: at, Value: row.value, Unit: row.unit, Quality: observation.Good})
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, signal := range watch.Next(reading, at.Add(6*time.Hour)) {
			fmt.Println(signal.Change, signal.Text()["en"])
		}
	}
	// Output:
	// raised zhaoyuan/nitrobenzene: rule surface water standard at 2005-11-19T23:00:00Z: 0.525 mg/L is 30.88 times the limit of 0.017 mg/L (29.88 times over it)
	// withdrawn withdrawn after a late reading: zhaoyuan/nitrobenzene: rule surface water standard at 2005-11-19T23:00:00Z: 0.525 mg/L is 30.88 times the limit of 0.017 mg/L (29.88 times over it)
	// raised zhaoyuan/nitrobenzene: rule surface water standard at 2005-11-19T19:00:00Z: 0.034 mg/L is 2.00 times the limit of 0.017 mg/L (1.00 times over it)
}

// A city puts the digest of an hour on record. A year later it shows the rows;
// one of them is not what it was.
func ExampleDigest_Check() {
	start := time.Date(2005, 11, 19, 23, 0, 0, 0, time.UTC)
	key := observation.Key{Station: "zhaoyuan", Quantity: "nitrobenzene"}
	window := observation.WindowAt(observation.Series{Key: key, Unit: "mg/L"}, start, time.Hour)
	var rows []observation.Reading
	for i, v := range []float64{0.31, 0.525, 0.498} {
		rows = append(rows, observation.Reading{Key: key, Time: start.Add(time.Duration(i) * 20 * time.Minute), Value: v, Unit: "mg/L", Quality: observation.Good})
	}
	salt := []byte("sixteen secret b") // random, and kept with the rows
	digest, err := window.Digest(salt, rows)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(digest.Check(salt, rows))
	rows[1].Value = 0.0525
	fmt.Println(digest.Check(salt, rows))
	// Output:
	// <nil>
	// observation: window of zhaoyuan/nitrobenzene from 2005-11-19T23:00:00Z: row 2: is not what was put on record ("1132442400000\t0.0525\tgood\t-")
}
