package skill

import (
	"fmt"
	"math"
)

// NSE is the efficiency of Nash and Sutcliffe (1970): 1 less the squared errors over the squared distances of the observations from their
// own mean. Positively oriented: 1 is perfect, 0 is as good as having said the mean, below 0 is worse. No unit. It wants observations that
// differ.
func NSE(observed, forecast []float64) (float64, error) {
	if err := paired("nse", observed, forecast); err != nil {
		return 0, err
	}
	m, off, spread := mean(observed), 0.0, 0.0
	for i, o := range observed {
		off += (forecast[i] - o) * (forecast[i] - o)
		spread += (o - m) * (o - m)
	}
	if spread == 0 {
		return 0, fmt.Errorf("skill: nse: all observations are %g: wants some that differ", m)
	}
	return 1 - off/spread, nil
}

// A Kling is the efficiency of Kling and Gupta with its three parts, each of which is 1 if perfect. No unit.
type Kling struct {
	Correlation float64 `json:"correlation"` // linear, of Pearson
	Variability float64 `json:"variability"` // forecast over observed: standard deviations (2009) or coefficients of variation (2012)
	Bias        float64 `json:"bias"`        // mean forecast over mean observation
}

// Efficiency is 1 less the distance of the three parts from 1. Positively oriented: 1 is perfect; having said the mean observation gives
// 1 - sqrt(2) = -0.41 (Knoben et al. 2019), so 0 is no bench mark here.
func (k Kling) Efficiency() float64 {
	r, v, b := k.Correlation-1, k.Variability-1, k.Bias-1
	return 1 - math.Sqrt(r*r+v*v+b*b)
}

// KGE2009 is that of Gupta et al. (2009), whose variability is the ratio of the standard deviations.
func KGE2009(observed, forecast []float64) (Kling, error) {
	return kling("kge 2009", observed, forecast)
}

// KGE2012 is that of Kling et al. (2012), whose variability is the ratio of the coefficients of variation, so that a bias does not
// count twice.
func KGE2012(observed, forecast []float64) (Kling, error) {
	k, err := kling("kge 2012", observed, forecast)
	if err != nil {
		return Kling{}, err
	}
	if k.Bias == 0 {
		return Kling{}, fmt.Errorf("skill: kge 2012: the mean forecast is 0: it has no coefficient of variation")
	}
	k.Variability /= k.Bias
	return k, nil
}

func kling(score string, observed, forecast []float64) (Kling, error) {
	if err := paired(score, observed, forecast); err != nil {
		return Kling{}, err
	}
	mo, mf := mean(observed), mean(forecast)
	var vo, vf, both float64
	for i, o := range observed {
		vo += (o - mo) * (o - mo)
		vf += (forecast[i] - mf) * (forecast[i] - mf)
		both += (o - mo) * (forecast[i] - mf)
	}
	if vo == 0 || vf == 0 || mo == 0 {
		return Kling{}, fmt.Errorf("skill: %s: squared spread %g observed, %g forecast, mean observed %g: none of them may be 0", score, vo, vf, mo)
	}
	return Kling{Correlation: both / math.Sqrt(vo*vf), Variability: math.Sqrt(vf / vo), Bias: mf / mo}, nil
}

// PBIAS is the bias in per cent of what was observed: 100 (sum of forecasts - sum of observations) / sum of observations. Positive: too
// much was forecast. (Moriasi et al. 2007 write it with the opposite sign.)
func PBIAS(observed, forecast []float64) (float64, error) {
	if err := paired("pbias", observed, forecast); err != nil {
		return 0, err
	}
	mo := mean(observed)
	if mo == 0 {
		return 0, fmt.Errorf("skill: pbias: the observations sum to 0")
	}
	return 100 * (mean(forecast) - mo) / mo, nil
}

// positives refuses what the scores of dispersion models cannot take: concentrations below 0, or below and at 0.
func positives(score string, observed, forecast []float64, zero bool) error {
	if err := paired(score, observed, forecast); err != nil {
		return err
	}
	for i := range observed {
		if low := min(observed[i], forecast[i]); low < 0 || low == 0 && !zero {
			want := "more than 0; raise what is below the detection limit to it"
			if zero {
				want = "0 or more"
			}
			return fmt.Errorf("skill: %s: pair %d, %g observed and %g forecast: wants %s", score, i+1, observed[i], forecast[i], want)
		}
	}
	return nil
}

// FB is the fractional bias 2 (mean observed - mean forecast) / (mean observed + mean forecast), from -2 to 2; positive: too little was
// forecast, -0.67 and 0.67 are a factor 2 (Chang and Hanna 2004, eq. 1). It takes values of 0 and more.
func FB(observed, forecast []float64) (float64, error) {
	if err := positives("fb", observed, forecast, true); err != nil {
		return 0, err
	}
	mo, mf := mean(observed), mean(forecast)
	if mo+mf == 0 {
		return 0, fmt.Errorf("skill: fb: everything is 0")
	}
	return 2 * (mo - mf) / (mo + mf), nil
}

// NMSE is the normalised mean square error, mean (observed - forecast)^2 / (mean observed x mean forecast), 0 and more (Chang and Hanna
// 2004, eq. 3).
func NMSE(observed, forecast []float64) (float64, error) {
	if err := positives("nmse", observed, forecast, true); err != nil {
		return 0, err
	}
	mo, mf, off := mean(observed), mean(forecast), 0.0
	for i, o := range observed {
		off += (o - forecast[i]) * (o - forecast[i])
	}
	if mo*mf == 0 {
		return 0, fmt.Errorf("skill: nmse: mean observed %g, mean forecast %g: neither may be 0", mo, mf)
	}
	return off / float64(len(observed)) / (mo * mf), nil
}

// FAC2 is the share of forecasts within a factor 2 of the observation, both ends included. Positively oriented, 0 to 1. A forecast of 0
// for an observation of 0 is within; of anything else for 0 it is not (Chang and Hanna 2004, eq. 6).
func FAC2(observed, forecast []float64) (float64, error) {
	if err := positives("fac2", observed, forecast, true); err != nil {
		return 0, err
	}
	within := 0
	for i, o := range observed {
		if forecast[i] >= o/2 && forecast[i] <= 2*o {
			within++
		}
	}
	return float64(within) / float64(len(observed)), nil
}

// MG is the geometric mean bias exp(mean ln observed - mean ln forecast): 1 is perfect, more than 1: too little was forecast (Chang and
// Hanna 2004, eq. 2). It wants values above 0.
func MG(observed, forecast []float64) (float64, error) {
	bias, _, err := logs("mg", observed, forecast)
	return math.Exp(bias), err
}

// VG is the geometric variance exp(mean (ln observed - ln forecast)^2): 1 is perfect, 1.6 a factor 2 (Chang and Hanna 2004, eq. 4). It
// wants values above 0.
func VG(observed, forecast []float64) (float64, error) {
	_, square, err := logs("vg", observed, forecast)
	return math.Exp(square), err
}

func logs(score string, observed, forecast []float64) (bias, square float64, err error) {
	if err := positives(score, observed, forecast, false); err != nil {
		return math.Inf(-1), math.Inf(-1), err
	}
	for i, o := range observed {
		d := math.Log(o) - math.Log(forecast[i])
		bias, square = bias+d, square+d*d
	}
	n := float64(len(observed))
	return bias / n, square / n, nil
}
