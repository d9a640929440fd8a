// Five quantiles from three: nobody can say all five from the top of the head. Pure.

export type Five = { p05: string; p25: string; p50: string; p75: string; p95: string };

/** The ratio of the quarter's to the twentieth's distance from the middle of a normal distribution, 0.6745 / 1.6449; each side has its own width. */
const quarter = 0.41;

/** Undefined if the three do not rise. */
export function band(early: number, middle: number, late: number): Five | undefined {
  if (!(early <= middle && middle <= late)) return undefined;
  const iso = (at: number): string => new Date(Math.round(at)).toISOString();
  return { p05: iso(early), p25: iso(middle - quarter * (middle - early)), p50: iso(middle), p75: iso(middle + quarter * (late - middle)), p95: iso(late) };
}
