import { describe, expect, it } from 'vitest';
import { words } from '../../words/catalogue.svelte';
import { band, extremes, spread } from './spread.svelte';

const by = (low: number, p05: number, p95: number, high: number, unit = 'm3/s') => ({ low, p05, p25: p05, p50: (p05 + p95) / 2, p75: p95, p95, high, unit });

// R98: a difference is a band; what cannot be told from nothing is called that, and what is sure to a hair is still not called a number.
describe('a difference between two runs', () => {
  it('is said from one end to the other, with its signs', () => {
    words.lang = 'en';
    expect(spread(by(-610, -600, -391.4, -380))).toBe('−600 to −391 m3/s');
    expect(spread(by(-1, -0.6, 1.24, 2, 'h'))).toBe('−0.6 to +1.24 h');
    expect(extremes(by(-1, -0.6, 1.24, 2, 'h'))).toBe('−1 to +2 h in any member');
  });
  it('is none where no member can tell it from nothing', () => {
    words.lang = 'en';
    expect(spread(by(-1e-9, 0, 0, 0.0003))).toBe('no difference');
    expect(spread(by(0, 0, 0, 4))).toBe('about 0 m3/s');
  });
  it('is about so much where its ends are the same to three digits', () => {
    words.lang = 'en';
    expect(spread(by(-50, -50, -49.9999, -49.99))).toBe('about −50 m3/s');
    expect(band({ p05: 12.34, p25: 13, p50: 14, p75: 15, p95: 1234.5, unit: 'm3/s' })).toBe('12.3 to 1,230 m3/s');
  });
});
