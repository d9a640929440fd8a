// Scales of the time-distance chart. Pure.
import { dayStart } from '../../words/zone';

export type Scale = (value: number) => number;

export function linear(domain: [number, number], range: [number, number]): Scale {
  const [d0, d1] = domain;
  const [r0, r1] = range;
  const k = d1 === d0 ? 0 : (r1 - r0) / (d1 - d0);
  return (value) => r0 + (value - d0) * k;
}

const hour = 3_600_000;
const steps = [1, 2, 3, 6, 12, 24, 48, 72, 120, 240, 480].map((h) => h * hour);

export type Tick = { at: number; midnight: boolean };

/** Round moments of civil time, as many as there is room for. */
export function timeTicks(from: number, to: number, room: number, zone: string): Tick[] {
  const least = (to - from) / Math.max(1, room);
  const step = steps.find((s) => s >= least) ?? (steps[steps.length - 1] as number);
  const ticks: Tick[] = [];
  const start = dayStart(from, zone);
  for (let at = start; at <= to; at += step) {
    if (at >= from) ticks.push({ at, midnight: dayStart(at, zone) === at });
  }
  return ticks;
}

/**
 * Move labels that stand too close apart, in order, as little as possible, inside [low, high].
 * The places stay where they are; only what is written beside them moves. Least squares under
 * an order with gaps is isotonic regression of (wanted - i * gap): pool adjacent violators.
 */
export function spread(wanted: number[], gap: number, low: number, high: number): number[] {
  type Pool = { mean: number; n: number };
  const pools: Pool[] = [];
  wanted.forEach((w, i) => {
    let last: Pool = { mean: w - i * gap, n: 1 };
    for (let before = pools.at(-1); before && before.mean > last.mean; before = pools.at(-1)) {
      pools.pop();
      last = { mean: (before.mean * before.n + last.mean * last.n) / (before.n + last.n), n: before.n + last.n };
    }
    pools.push(last);
  });
  const ceiling = high - (wanted.length - 1) * gap;
  const flat = pools.flatMap((p) => Array.from({ length: p.n }, () => Math.max(Math.min(p.mean, ceiling), Math.min(low, ceiling))));
  return flat.map((z, i) => z + i * gap);
}
