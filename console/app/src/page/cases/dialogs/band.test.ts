import { describe, expect, it } from 'vitest';
import { band } from './band';

const hour = 3_600_000;

describe('a band from three moments (R14)', () => {
  it('rises, keeps the three, and has its quarters where a normal distribution has them, each side by its own width', () => {
    const five = band(0, 10 * hour, 30 * hour);
    const at = five && [five.p05, five.p25, five.p50, five.p75, five.p95].map((x) => Date.parse(x) / hour);
    expect(at?.map((x) => Math.round(x * 10) / 10)).toEqual([0, 5.9, 10, 18.2, 30]);
  });
  it('is one moment if the three are', () => { expect(band(hour, hour, hour)?.p25).toBe(new Date(hour).toISOString()); });
  it.each([[2, 1, 3], [1, 3, 2], [3, 2, 1]])('is none if %d, %d, %d do not rise', (a, b, c) => { expect(band(a, b, c)).toBeUndefined(); });
});
