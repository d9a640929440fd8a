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
 * Move labels that stand too close apart, in order, as little as needed, inside [low, high].
 * The places stay where they are; only what is written beside them moves.
 */
export function spread(wanted: number[], gap: number, low: number, high: number): number[] {
  const out = [...wanted];
  for (let i = 0; i < out.length; i++) {
    const floor = i === 0 ? low : (out[i - 1] as number) + gap;
    out[i] = Math.max(out[i] as number, floor);
  }
  for (let i = out.length - 1; i >= 0; i--) {
    const ceiling = i === out.length - 1 ? high : (out[i + 1] as number) - gap;
    out[i] = Math.min(out[i] as number, ceiling);
  }
  return out;
}
