import { expect, it } from 'vitest';
import { linear, spread, timeTicks } from './scale';

it('maps a domain to a range, and a point domain to its start', () => {
  const x = linear([10, 20], [100, 300]);
  expect([x(10), x(15), x(20), x(25)]).toEqual([100, 200, 300, 400]);
  expect(linear([5, 5], [7, 9])(5)).toBe(7);
});

it('puts ticks on midnights of the zone, never more than fit', () => {
  const from = Date.parse('2005-11-13T13:45:00+08:00');
  const to = Date.parse('2005-11-19T00:00:00+08:00');
  const ticks = timeTicks(from, to, 6, 'Asia/Shanghai');
  expect(ticks.map((t) => new Date(t.at).toISOString())).toEqual(['14', '15', '16', '17', '18', '19'].map((d) => `2005-11-${Number(d) - 1}T16:00:00.000Z`));
  expect(ticks.every((t) => t.midnight)).toBe(true);
  const hours = timeTicks(from, from + 6 * 3_600_000, 3, 'Asia/Shanghai');
  expect(hours.length).toBeLessThanOrEqual(4);
  expect(hours.some((t) => t.midnight)).toBe(false);
});

it('moves crowded labels apart, keeps their order and stays inside', () => {
  const out = spread([10, 12, 14, 100], 20, 0, 100);
  expect(out).toEqual([0, 20, 40, 100]);
  expect(spread([40, 42, 44, 90], 20, 0, 100)).toEqual([22, 42, 62, 90]);
  expect(spread([90, 95, 99], 20, 0, 100)).toEqual([60, 80, 100]);
  expect(spread([], 20, 0, 100)).toEqual([]);
});
