import { expect, it } from 'vitest';
import { map } from '../../../test/mock/river';
import type { Position } from '../../api/types';
import { distance, front, frontKm, graticule, knots, locate, measured, placeAt, slice, spotAt } from './front';

const data = map('2005-11-20T14:18:40+08:00', {});
const carrier = data.carriers.features[0];
if (!carrier) throw new Error('no river');
const m = measured(carrier.geometry.coordinates);
const ks = knots(m, data.places.features);
const at = (iso: string): number => Date.parse(iso);

it('measures a degree of latitude as 111 km', () => {
  expect(distance([126, 45], [126, 46])).toBeCloseTo(111.19, 1);
});

it('locates, cuts and returns to the same kilometre', () => {
  for (const km of [0, 100, 333, 700]) expect(locate(m, spotAt(m, km))).toBeCloseTo(km, 0);
  const cut = slice(m, 100, 300);
  expect(measured(cut as Position[]).km.at(-1)).toBeCloseTo(200, 0);
  expect(slice(m, 300, 100)).toEqual([]);
});

it('lets the 95 % front run behind the median and the 5 % front before it', () => {
  for (const day of ['2005-11-19', '2005-11-25', '2005-12-05']) {
    const t = at(`${day}T00:00:00Z`);
    const [ahead, middle, behind] = (['p05', 'p50', 'p95'] as const).map((q) => frontKm(ks, q, t) ?? -1);
    expect(ahead).toBeGreaterThanOrEqual(middle ?? 0);
    expect(middle).toBeGreaterThanOrEqual(behind ?? 0);
  }
  expect(frontKm(ks, 'p50', at('2005-11-01T00:00:00Z'))).toBeUndefined();
  expect(frontKm(ks, 'p50', at('2006-01-01T00:00:00Z'))).toBeCloseTo(ks.at(-1)?.km ?? 0, 3);
});

it('draws nothing before it begins and the same twice for the same moment', () => {
  const places = data.places.features;
  expect(front(carrier, places, at('2005-11-01T00:00:00Z')).features).toEqual([]);
  const once = JSON.stringify(front(carrier, places, at('2005-11-25T00:00:00Z')));
  expect(JSON.stringify(front(carrier, places, at('2005-11-25T00:00:00Z')))).toBe(once);
  expect(front(undefined, places, 0).features).toEqual([]);
});

it('says what the forecast says about a place', () => {
  const p = { p05: '2005-11-23T00:00:00Z', p50: '2005-11-24T00:00:00Z', p95: '2005-11-25T00:00:00Z' };
  expect(['22', '23', '24', '25'].map((d) => placeAt(p, at(`2005-11-${d}T12:00:00Z`)))).toEqual(['clear', 'possible', 'likely', 'expected']);
  expect(placeAt(undefined, 0)).toBe('unknown');
  expect(graticule([0, 0, 4, 4], 2).features).toHaveLength(6);
});
