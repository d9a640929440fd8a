// Civil time in a named zone, from Intl only. Pure.

/** Offset of the zone from UTC at a moment, in minutes. */
export function offsetMinutes(ms: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(ms);
  const get = (type: string): number => Number(parts.find((p) => p.type === type)?.value ?? 0);
  const local = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'));
  return Math.round((local - Math.floor(ms / 1000) * 1000) / 60_000);
}

/** "UTC+8", "UTC-3:30". */
export function zoneLabel(ms: number, zone: string): string {
  const offset = offsetMinutes(ms, zone);
  const sign = offset < 0 ? '-' : '+';
  const hours = Math.floor(Math.abs(offset) / 60);
  const minutes = Math.abs(offset) % 60;
  return `UTC${sign}${hours}${minutes ? `:${String(minutes).padStart(2, '0')}` : ''}`;
}

/** Start of the civil day that holds the moment. */
export function dayStart(ms: number, zone: string): number {
  const shift = offsetMinutes(ms, zone) * 60_000;
  return Math.floor((ms + shift) / 86_400_000) * 86_400_000 - shift;
}

const pad = (n: number): string => String(n).padStart(2, '0');

/** A moment as an input of type datetime-local wants it, in the zone: "2005-11-20T14:18". */
export function toCivil(ms: number, zone: string): string {
  return new Date(ms + offsetMinutes(ms, zone) * 60_000).toISOString().slice(0, 16);
}

/** A civil time of the zone as RFC 3339 with its offset; undefined if it is no time. Of an hour that comes twice the first. */
export function fromCivil(civil: string, zone: string): string | undefined {
  const wall = Date.parse(`${civil}:00Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(civil) || !Number.isFinite(wall)) return undefined;
  const offset = offsetMinutes(wall - offsetMinutes(wall, zone) * 60_000, zone);
  const far = Math.abs(offset);
  return `${civil}:00${offset < 0 ? '-' : '+'}${pad(Math.floor(far / 60))}:${pad(far % 60)}`;
}
