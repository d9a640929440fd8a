import { expect, it } from 'vitest';
import { dayStart, fromCivil, offsetMinutes, toCivil, zoneLabel } from './zone';

const at = Date.parse('2005-11-20T14:18:40+08:00');

it.each([['Asia/Shanghai', 480, 'UTC+8'], ['Asia/Kolkata', 330, 'UTC+5:30'], ['America/St_Johns', -210, 'UTC-3:30'], ['UTC', 0, 'UTC+0']])('%s', (zone, minutes, label) => {
  expect(offsetMinutes(at, zone)).toBe(minutes);
  expect(zoneLabel(at, zone)).toBe(label);
});

it('begins the civil day in the zone, not in UTC', () => {
  expect(new Date(dayStart(Date.parse('2005-11-20T02:00:00+08:00'), 'Asia/Shanghai')).toISOString()).toBe('2005-11-19T16:00:00.000Z');
  expect(dayStart(dayStart(at, 'Asia/Shanghai'), 'Asia/Shanghai')).toBe(dayStart(at, 'Asia/Shanghai'));
});

it.each([['Asia/Shanghai', '2005-11-20T14:18', '2005-11-20T14:18:00+08:00'], ['Asia/Kolkata', '2005-11-20T00:05', '2005-11-20T00:05:00+05:30'], ['America/St_Johns', '2005-07-01T12:00', '2005-07-01T12:00:00-02:30']])('writes what is entered in %s with its offset', (zone, civil, want) => {
  expect(fromCivil(civil, zone)).toBe(want);
  expect(toCivil(Date.parse(want), zone)).toBe(civil);
});

it.each(['', '2005-11-20', '2005-13-40T99:99', 'now'])('takes %j for no time', (civil) => {
  expect(fromCivil(civil, 'Asia/Shanghai')).toBeUndefined();
});
