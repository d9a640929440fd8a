import { expect, it } from 'vitest';
import { countdown, crossed } from './countdown';

const due = Date.parse('2005-11-20T15:00:00+08:00');
const before = (seconds: number): number => due - seconds * 1000;

it.each([
  [2480, { over: false, days: 0, clock: '00:41:20', press: 'soon' }],
  [0.4, { over: false, clock: '00:00:01', press: 'now' }],
  [0, { over: false, clock: '00:00:00', press: 'now' }],
  [-0.4, { over: true, clock: '00:00:00', press: 'over' }],
  [-4800, { over: true, clock: '01:20:00', press: 'over' }],
  [86_400 * 2 + 11_525, { over: false, days: 2, clock: '03:12:05', press: 'calm' }],
  [1800, { press: 'now' }],
  [1801, { press: 'soon' }],
  [7201, { press: 'calm' }],
])('%d seconds before the deadline', (seconds, want) => {
  expect(countdown(due, before(seconds))).toMatchObject(want);
});

it('tells the last threshold that was passed, once', () => {
  expect(crossed(due, before(3601), before(3600))).toBe(3600);
  expect(crossed(due, before(3600), before(3599))).toBeUndefined();
  expect(crossed(due, before(5000), before(200))).toBe(300);
  expect(crossed(due, before(10), before(-1))).toBe(0);
  expect(crossed(due, before(-1), before(-2))).toBeUndefined();
});
