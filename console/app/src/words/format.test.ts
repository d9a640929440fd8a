import { beforeEach, expect, it } from 'vitest';
import { clock } from '../clock/clock.svelte';
import { words } from './catalogue.svelte';
import { duration, fullMoment, measure, moment, people, percent, place, relative } from './format.svelte';

const at = Date.parse('2005-11-20T14:18:40+08:00');
const hour = 3_600_000;

beforeEach(() => {
  place.zone = 'Asia/Shanghai';
  clock.now = at;
  words.lang = 'en';
});

it('says durations in two units at most', () => {
  expect([59_000, 41 * 60_000, 80 * 60_000, 6 * 24 * hour + 9 * hour, 24 * hour + 60_000].map(duration)).toEqual(['59 s', '41 min', '1 h 20 min', '6 d 9 h', '1 d']);
  words.lang = 'zh-Hans';
  expect(duration(80 * 60_000)).toBe('1 小时 20 分钟');
});

it('is short for today and never ambiguous', () => {
  expect(moment(at)).toBe('14:18');
  expect(moment(at - 24 * hour)).toBe('19 Nov 14:18');
  expect(moment(Date.parse('2004-11-20T14:18:40+08:00'))).toBe('20 Nov 2004 14:18');
  expect(fullMoment(at)).toContain('UTC+8 = 20 Nov, 06:18 UTC');
  words.lang = 'zh-Hans';
  expect(moment(at - 24 * hour)).toBe('11月19日 14:18');
});

it('is relative to the clock of the node', () => {
  expect([relative(at + 41 * 60_000), relative(at - 12_000), relative(at)]).toEqual(['in 41 min', '12 s ago', 'now']);
});

it('writes unknown, units, and both ways of printing an excess', () => {
  expect(people(undefined)).toBe('unknown');
  expect(people(3_800_000)).toBe('3.8 million people');
  expect([percent(0.998), percent(0.5), percent(0.001), percent(undefined), percent(1)]).toEqual(['> 99\u00a0%', '50\u00a0%', '< 1\u00a0%', 'unknown', '100\u00a0%']);
  expect(measure({ value: 0.525, unit: 'mg/L', times: 30.88 })).toBe('0.525 mg/L, 30.9 × the limit (29.9 times over)');
  words.lang = 'zh-Hans';
  expect(people(3_800_000)).toBe('380万人');
  expect(measure({ value: 0.525, unit: 'mg/L', times: 30.88 })).toBe('0.525 mg/L，为标准的 30.9 倍（超标 29.9 倍）');
});
