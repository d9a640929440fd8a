import { expect, it } from 'vitest';
import { World } from '../../../test/mock/world';
import { byClock, threads } from './twoclocks';

const { events } = new World().case(Date.parse('2005-11-20T14:18:40+08:00'));
const from = Date.parse('2005-11-13T00:00:00+08:00');
const to = Date.parse('2005-11-21T00:00:00+08:00');

it('never draws news before it happened and marks what came late', () => {
  const drawn = threads(events, from, to, [10, 810]);
  for (const t of drawn) expect(t.x2).toBeGreaterThanOrEqual(t.x1);
  expect(drawn.filter((t) => t.late)).toHaveLength(2);
  expect(threads(events, to, to + 1, [10, 810]).every((t) => t.x1 >= 10 && t.x2 <= 810)).toBe(true);
});

it('orders by either clock, newest first', () => {
  expect(byClock(events, 'at').at(-1)?.by.id).toBe('jilin');
  expect(byClock(events, 'knownAt').at(-1)?.by.id).toBe('sepa');
});

it('knows at a moment only what was known then', () => {
  const then = new World().case(Date.parse('2005-11-18T12:00:00+08:00')).events;
  expect(then.map((e) => e.by.id)).toEqual(['sepa', 'songyuan', 'songyuan', 'songyuan']);
});
