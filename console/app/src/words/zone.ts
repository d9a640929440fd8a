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
