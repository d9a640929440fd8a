package observation

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// unit is one row of the table: value in base = value*factor + shift.
type unit struct {
	dimension string
	symbol    string
	factor    float64
	shift     float64
}

// Convert returns v of unit from in unit to, rounded to 12 significant digits
// so that 525 µg/L and 0.525 mg/L are the same number. The units are:
//
//	mass in volume   mg/L (= g/m3), µg/L (= mg/m3), ng/L, g/L, µg/m3
//	length           m, cm, mm, km
//	discharge        m3/s, L/s, m3/h
//	speed            m/s, km/h, cm/s
//	rain             mm/h, mm/d
//	temperature      °C, K
//	dose rate        µSv/h, mSv/h, nSv/h
//	activity         Bq/L, Bq/m3
//	power            kW, MW
//	ratio            1, %
//	acidity          pH
//
// µ may be written u; ³ may be written 3. Units that mean different things to
// different people (ppm, ppb) are refused.
func Convert(v float64, from, to string) (float64, error) {
	f, err := lookUp(from)
	if err != nil {
		return 0, err
	}
	t, err := lookUp(to)
	if err != nil {
		return 0, err
	}
	if f.dimension != t.dimension {
		return 0, fmt.Errorf("unit %s (%s) cannot be turned into %s (%s)", f.symbol, f.dimension, t.symbol, t.dimension)
	}
	if f.symbol == t.symbol {
		return v, nil
	}
	return round12((v*f.factor + f.shift - t.shift) / t.factor), nil
}

// Symbol returns the one spelling under which a unit is kept.
func Symbol(s string) (string, error) {
	u, err := lookUp(s)
	return u.symbol, err
}

// round12 drops what binary fractions add: 525*1e-3 and 0.525 must be equal,
// or a reading sent twice in two units would look like a conflict.
func round12(v float64) float64 {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return v
	}
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', 11, 64), 64)
	if err != nil {
		return v
	}
	return r
}

// lookUp finds a unit by any of its spellings. Letters' case matters: mSv is
// not MSv.
func lookUp(s string) (unit, error) {
	// Plain case first: almost every row of a file spells its unit the same way.
	if u, ok := known(s); ok {
		return u, nil
	}
	plain := strings.NewReplacer("μ", "µ", "³", "3", " ", "", "^", "", "／", "/").Replace(strings.TrimSpace(s))
	if strings.HasPrefix(plain, "u") {
		plain = "µ" + plain[1:]
	}
	if strings.HasSuffix(plain, "/l") {
		plain = plain[:len(plain)-1] + "L"
	}
	if u, ok := known(plain); ok {
		return u, nil
	}
	switch strings.ToLower(plain) {
	case "":
		return unit{}, fmt.Errorf("unit is empty")
	case "ppm", "ppb":
		return unit{}, fmt.Errorf("unit %q means different things in water and in air: give mg/L, µg/L or µg/m3", clip(s))
	}
	return unit{}, fmt.Errorf("unit %q is not known", clip(s))
}

// known is the table.
func known(s string) (unit, bool) {
	const concentration, length, flow, speed = "mass in volume", "length", "discharge", "speed"
	switch s {
	case "mg/L", "g/m3":
		return unit{concentration, "mg/L", 1, 0}, true
	case "µg/L", "mg/m3":
		return unit{concentration, "µg/L", 1e-3, 0}, true
	case "ng/L", "µg/m3":
		return unit{concentration, "µg/m3", 1e-6, 0}, true
	case "g/L", "kg/m3":
		return unit{concentration, "g/L", 1e3, 0}, true
	case "m", "米":
		return unit{length, "m", 1, 0}, true
	case "cm", "厘米":
		return unit{length, "cm", 1e-2, 0}, true
	case "mm", "毫米":
		return unit{length, "mm", 1e-3, 0}, true
	case "km", "公里":
		return unit{length, "km", 1e3, 0}, true
	case "m3/s", "cumec", "立方米/秒":
		return unit{flow, "m3/s", 1, 0}, true
	case "L/s":
		return unit{flow, "L/s", 1e-3, 0}, true
	case "m3/h":
		return unit{flow, "m3/h", 1.0 / 3600, 0}, true
	case "m/s":
		return unit{speed, "m/s", 1, 0}, true
	case "km/h":
		return unit{speed, "km/h", 1 / 3.6, 0}, true
	case "cm/s":
		return unit{speed, "cm/s", 1e-2, 0}, true
	}
	return knownRare(s)
}

// knownRare is the second half of the table.
func knownRare(s string) (unit, bool) {
	const rain, heat, dose, activity, power, ratio = "rain", "temperature", "dose rate", "activity", "power", "ratio"
	switch s {
	case "mm/h":
		return unit{rain, "mm/h", 1, 0}, true
	case "mm/d":
		return unit{rain, "mm/d", 1.0 / 24, 0}, true
	case "°C", "℃", "degC":
		return unit{heat, "°C", 1, 0}, true
	case "K":
		return unit{heat, "K", 1, -273.15}, true
	case "µSv/h":
		return unit{dose, "µSv/h", 1, 0}, true
	case "mSv/h":
		return unit{dose, "mSv/h", 1e3, 0}, true
	case "nSv/h":
		return unit{dose, "nSv/h", 1e-3, 0}, true
	case "Bq/L":
		return unit{activity, "Bq/L", 1, 0}, true
	case "Bq/m3":
		return unit{activity, "Bq/m3", 1e-3, 0}, true
	case "MW":
		return unit{power, "MW", 1, 0}, true
	case "kW":
		return unit{power, "kW", 1e-3, 0}, true
	case "1":
		return unit{ratio, "1", 1, 0}, true
	case "%", "％":
		return unit{ratio, "%", 1e-2, 0}, true
	case "pH":
		return unit{"acidity", "pH", 1, 0}, true
	}
	return unit{}, false
}
