// Where the bars of an arrival's histogram and the points of a reliability diagram stand: figures in, pixels out. Pure.
import type { ArrivalSpread, ReliabilityBin, TimeBand } from '../../api/types';
import { linear, type Tick, timeTicks } from './scale';

const hour = 3_600_000;

export type Bar = { x: number; y: number; width: number; height: number; from: number; to: number; share: number };
export type Histogram = { bars: Bar[]; marks: { x: number; level: 5 | 50 | 95 }[]; ticks: (Tick & { x: number })[]; top: number };

/** The classes of a spread, each with its begin and end in milliseconds. */
export function classes(spread: ArrivalSpread): { from: number; to: number; share: number }[] {
  const start = Date.parse(spread.from);
  return spread.shares.map((share, i) => ({ from: start + i * spread.hours * hour, to: start + (i + 1) * spread.hours * hour, share }));
}

/** Bars that touch, on a baseline at the height; the highest fills it but for an eighth. */
export function histogram(spread: ArrivalSpread, arrival: TimeBand | undefined, width: number, height: number, zone: string): Histogram {
  const all = classes(spread);
  const first = all[0];
  const last = all[all.length - 1];
  if (!first || !last) return { bars: [], marks: [], ticks: [], top: 0 };
  const top = Math.max(...spread.shares);
  const x = linear([first.from, last.to], [2, width - 2]);
  const y = linear([0, top * 1.125], [height, 0]);
  const levels: [5 | 50 | 95, string | undefined][] = [[5, arrival?.p05], [50, arrival?.p50], [95, arrival?.p95]];
  return {
    bars: all.map((c) => ({ ...c, x: x(c.from), width: x(c.to) - x(c.from), y: y(c.share), height: height - y(c.share) })),
    marks: levels.flatMap(([level, at]) => (at === undefined ? [] : [{ x: x(Date.parse(at)), level }])),
    ticks: timeTicks(first.from, last.to, Math.floor(width / 80), zone).map((t) => ({ ...t, x: x(t.at) })),
    top,
  };
}

/** The class that most members arrive in. */
export function fullest(spread: ArrivalSpread): { from: number; to: number; share: number } | undefined {
  return classes(spread).reduce<{ from: number; to: number; share: number } | undefined>((best, c) => (c.share > (best?.share ?? 0) ? c : best), undefined);
}

export type ReliabilityPoint = { bin: ReliabilityBin; x: number; y: number; low: number; high: number; off: boolean; counted: boolean };

/** Points of a square of this side; a count is written where it covers no other. */
export function points(bins: ReliabilityBin[], side: number): ReliabilityPoint[] {
  const x = linear([0, 1], [0, side]);
  const y = linear([0, 1], [side, 0]);
  let last = -Infinity;
  return bins.map((bin) => {
    const at = x(bin.forecast);
    const counted = at - last >= 22;
    if (counted) last = at;
    return { bin, x: at, y: y(bin.observed), low: y(bin.low), high: y(bin.high), off: bin.observed < bin.low || bin.observed > bin.high, counted };
  });
}
