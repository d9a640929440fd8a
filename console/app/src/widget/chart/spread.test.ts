import { describe, expect, it } from 'vitest';
import { classes, fullest, histogram, points } from './spread';

const hour = 3_600_000;
const start = Date.parse('2005-11-23T16:00:00Z');
const spread = { from: '2005-11-23T16:00:00Z', hours: 2, shares: [0.1, 0.4, 0, 0.3] };
const band = { p05: '2005-11-23T17:00:00Z', p25: '2005-11-23T18:30:00Z', p50: '2005-11-23T19:00:00Z', p75: '2005-11-23T22:30:00Z', p95: '2005-11-23T23:30:00Z' };

describe('the histogram of an arrival', () => {
  it('has a bar for each class, as high as its share, on one baseline', () => {
    const h = histogram(spread, band, 244, 90, 'Asia/Shanghai');
    expect(h.bars.map((b) => Math.round(b.width))).toEqual([60, 60, 60, 60]);
    expect(h.bars.every((b) => Math.abs(b.y + b.height - 90) < 1e-9)).toBe(true);
    expect(h.bars[1]?.height).toBeCloseTo(80);
    expect(h.bars[3]?.height).toBeCloseTo(60);
    expect(h.marks.map((m) => Math.round(m.x))).toEqual([32, 92, 227]);
    expect(h.ticks.some((t) => t.midnight && t.at === start)).toBe(true); // midnight in China
  });

  it('tells its classes and the fullest one', () => {
    expect(classes(spread)[2]).toEqual({ from: start + 4 * hour, to: start + 6 * hour, share: 0 });
    expect(fullest(spread)).toEqual({ from: start + 2 * hour, to: start + 4 * hour, share: 0.4 });
  });

  it('is empty where nobody arrives', () => {
    expect(histogram({ ...spread, shares: [] }, undefined, 200, 90, 'UTC').bars).toEqual([]);
    expect(fullest({ ...spread, shares: [] })).toBeUndefined();
  });
});

describe('the reliability diagram', () => {
  const bin = (forecast: number, observed: number, low: number, high: number) => ({ from: 0, to: 1, forecast, observed, low, high, count: 7 });
  it('puts certain and true into the upper right corner, and marks what lies outside of its bar', () => {
    const [never, even, sure] = points([bin(0, 0, 0, 0.1), bin(0.5, 0.9, 0.2, 0.8), bin(1, 1, 0.95, 1)], 200);
    expect(never).toMatchObject({ x: 0, y: 200, off: false });
    expect(even).toMatchObject({ x: 100, low: 160, off: true });
    expect(even?.y).toBeCloseTo(20);
    expect(even?.high).toBeCloseTo(40);
    expect(sure).toMatchObject({ x: 200, y: 0, off: false });
  });

  it('writes no count over another', () => {
    expect(points([bin(0.9, 1, 0, 1), bin(0.95, 1, 0, 1), bin(1, 1, 0, 1)], 220).map((p) => p.counted)).toEqual([true, false, true]);
  });
});
