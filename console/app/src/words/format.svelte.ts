// Numbers, times and durations for the reader's language and the node's zone.
import type { Measure } from '../api/types';
import { clock } from '../clock/clock.svelte';
import { t, words } from './catalogue.svelte';
import { dayStart, zoneLabel } from './zone';

class Place {
  /** The zone of the jurisdiction whose node this is: a wall screen has no other reader. */
  zone = $state('Asia/Shanghai');
}

export const place = new Place();

const cache = new Map<string, Intl.DateTimeFormat>();
function dates(options: Intl.DateTimeFormatOptions, zone = place.zone): Intl.DateTimeFormat {
  const key = words.lang + zone + JSON.stringify(options);
  let made = cache.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(words.lang === 'en' ? 'en-GB' : 'zh-CN', { ...options, timeZone: zone, hourCycle: 'h23' });
    cache.set(key, made);
  }
  return made;
}

export function ms(iso: string): number {
  return Date.parse(iso);
}

export function zoneName(at = clock.now): string {
  return zoneLabel(at, place.zone);
}

export function hourMinute(at: number): string {
  return dates({ hour: '2-digit', minute: '2-digit' }).format(at);
}

export function hourMinuteSecond(at: number): string {
  return dates({ hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);
}

export function day(at: number): string {
  const sameYear = dates({ year: 'numeric' }).format(at) === dates({ year: 'numeric' }).format(clock.now);
  return dates(sameYear ? { day: 'numeric', month: 'short' } : { day: 'numeric', month: 'short', year: 'numeric' }).format(at);
}

/** As short as it can be without being mistaken: the hour today, day and hour otherwise. */
export function moment(at: number): string {
  const today = dayStart(at, place.zone) === dayStart(clock.now, place.zone);
  return today ? hourMinute(at) : `${day(at)} ${hourMinute(at)}`;
}

export function dayMoment(at: number): string {
  return `${day(at)} ${hourMinute(at)}`;
}

/** Everything about a moment: weekday, date, second, zone, and the same in UTC. */
export function fullMoment(at: number): string {
  const options: Intl.DateTimeFormatOptions = {
    weekday: 'short', year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit',
  };
  const utc = dates({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }, 'UTC').format(at);
  return `${dates(options).format(at)} ${zoneName(at)} = ${utc} UTC`;
}

export function headerMoment(at: number): string {
  return dates({ weekday: 'short', year: 'numeric', month: 'short', day: 'numeric' }).format(at);
}

/** A duration in words, two units at most: "6 d 9 h", "41 min". */
export function duration(milliseconds: number): string {
  const total = Math.max(0, Math.round(Math.abs(milliseconds) / 1000));
  if (total < 60) return t('unit.seconds', { n: total });
  const minutes = Math.round(total / 60);
  if (minutes < 60) return t('unit.minutes', { n: minutes });
  const d = Math.floor(minutes / 1440);
  const h = Math.floor((minutes % 1440) / 60);
  const m = minutes % 60;
  const parts: string[] = [];
  if (d) parts.push(t('unit.days', { n: d }));
  if (h) parts.push(t('unit.hours', { n: h }));
  if (!d && m) parts.push(t('unit.minutes', { n: m }));
  return parts.join(' ');
}

/** "in 6 d 9 h" or "41 min ago", on the node's clock. */
export function relative(at: number, now = clock.now): string {
  if (Math.abs(at - now) < 1_000) return t('time.now');
  return at > now ? t('time.in', { d: duration(at - now) }) : t('time.ago', { d: duration(now - at) });
}

function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return new Intl.NumberFormat(words.lang === 'en' ? 'en-GB' : 'zh-CN', options);
}

export function number(n: number, digits = 4): string {
  return numbers({ maximumSignificantDigits: digits }).format(n);
}

export function count(n: number): string {
  return numbers({ maximumFractionDigits: 0 }).format(n);
}

export function people(n: number | undefined): string {
  // Nobody lives nowhere: a zero is a figure that nobody gave.
  if (!n) return t('word.unknown');
  const short = numbers({ notation: 'compact', compactDisplay: 'long', maximumSignificantDigits: 3 }).format(n);
  return t('unit.people', { n: short });
}

/** For places without room: "3.8M", "380万". */
export function peopleShort(n: number): string {
  return numbers({ notation: 'compact', maximumSignificantDigits: 3 }).format(n);
}

export function percent(p: number | undefined): string {
  if (p === undefined) return t('word.unknown');
  if (p > 0.99 && p < 1) return '> 99\u00a0%';
  if (p < 0.01 && p > 0) return '< 1\u00a0%';
  return `${numbers({ maximumFractionDigits: 0 }).format(p * 100)}\u00a0%`;
}

export function kilometres(km: number): string {
  return t('unit.km', { n: numbers({ maximumFractionDigits: 0 }).format(km) });
}

/** Value, unit and how far beyond the limit, in both ways people print it. */
export function measure(m: Measure): string {
  const value = `${number(m.value)} ${m.unit}`;
  if (m.times === undefined) return value;
  return t('measure.times', { value, times: number(m.times, 3), over: number(m.times - 1, 3) });
}
