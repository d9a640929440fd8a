import { expect, it } from 'vitest';
import { dayStart, offsetMinutes, zoneLabel } from './zone';

const at = Date.parse('2005-11-20T14:18:40+08:00');

it.each([['Asia/Shanghai', 480, 'UTC+8'], ['Asia/Kolkata', 330, 'UTC+5:30'], ['America/St_Johns', -210, 'UTC-3:30'], ['UTC', 0, 'UTC+0']])('%s', (zone, minutes, label) => {
  expect(offsetMinutes(at, zone)).toBe(minutes);
  expect(zoneLabel(at, zone)).toBe(label);
});

it('begins the civil day in the zone, not in UTC', () => {
  expect(new Date(dayStart(Date.parse('2005-11-20T02:00:00+08:00'), 'Asia/Shanghai')).toISOString()).toBe('2005-11-19T16:00:00.000Z');
  expect(dayStart(dayStart(at, 'Asia/Shanghai'), 'Asia/Shanghai')).toBe(dayStart(at, 'Asia/Shanghai'));
});
