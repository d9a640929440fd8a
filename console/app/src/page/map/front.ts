// Where the front is along the carrier at a moment: the places' arrival quantiles, placed
// on the line and interpolated between. Pure: features in, features out.
import type { LineFeature, PlaceFeature, Position } from '../../api/types';

const earth = 6371;
const rad = Math.PI / 180;

/** Great-circle distance in kilometres. */
export function distance(a: Position, b: Position): number {
  const dLat = (b[1] - a[1]) * rad;
  const dLon = (b[0] - a[0]) * rad;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a[1] * rad) * Math.cos(b[1] * rad) * Math.sin(dLon / 2) ** 2;
  return 2 * earth * Math.asin(Math.sqrt(h));
}

export type Measured = { line: Position[]; km: number[] };

/** The line with the kilometre of each vertex from its start. */
export function measured(line: Position[]): Measured {
  const km = [0];
  for (let i = 1; i < line.length; i++) km.push((km[i - 1] ?? 0) + distance(line[i - 1] as Position, line[i] as Position));
  return { line, km };
}

/** Kilometre of the vertex or spot of a segment that is nearest to a point. */
export function locate(m: Measured, p: Position): number {
  let best = { d: Infinity, km: 0 };
  for (let i = 1; i < m.line.length; i++) {
    const a = m.line[i - 1] as Position;
    const b = m.line[i] as Position;
    const k = Math.cos(p[1] * rad);
    const dx = (b[0] - a[0]) * k;
    const dy = b[1] - a[1];
    const long = dx * dx + dy * dy || 1e-12;
    const s = Math.min(1, Math.max(0, ((p[0] - a[0]) * k * dx + (p[1] - a[1]) * dy) / long));
    const spot: Position = [a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s];
    const d = distance(spot, p);
    if (d < best.d) best = { d, km: (m.km[i - 1] ?? 0) + s * ((m.km[i] ?? 0) - (m.km[i - 1] ?? 0)) };
  }
  return best.km;
}

/** The spot at a kilometre. */
export function spotAt(m: Measured, km: number): Position {
  const total = m.km[m.km.length - 1] ?? 0;
  const want = Math.min(Math.max(km, 0), total);
  const i = Math.max(1, m.km.findIndex((k) => k >= want));
  const a = m.line[i - 1] as Position;
  const b = (m.line[i] ?? a) as Position;
  const span = (m.km[i] ?? 0) - (m.km[i - 1] ?? 0) || 1;
  const s = (want - (m.km[i - 1] ?? 0)) / span;
  return [a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s];
}

/** The part of the line between two kilometres. */
export function slice(m: Measured, from: number, to: number): Position[] {
  if (to <= from) return [];
  const middle = m.line.filter((_, i) => (m.km[i] ?? 0) > from && (m.km[i] ?? 0) < to);
  return [spotAt(m, from), ...middle, spotAt(m, to)];
}

export type Knot = { km: number; p05: number; p50: number; p95: number };
export type Quantile = 'p05' | 'p50' | 'p95';

export function knots(m: Measured, places: PlaceFeature[]): Knot[] {
  return places
    .flatMap((f) => {
      const a = f.properties.arrival;
      if (!a) return [];
      const { p05, p50, p95 } = a;
      return [{ km: locate(m, f.geometry.coordinates), p05: Date.parse(p05), p50: Date.parse(p50), p95: Date.parse(p95) }];
    })
    .sort((a, b) => a.km - b.km);
}

/** Kilometre that the front has reached at a moment, by one quantile; undefined before the first place. */
export function frontKm(ks: Knot[], q: Quantile, at: number): number | undefined {
  const first = ks[0];
  if (!first || at < first[q]) return undefined;
  for (let i = 1; i < ks.length; i++) {
    const a = ks[i - 1] as Knot;
    const b = ks[i] as Knot;
    if (at < b[q]) return a.km + ((at - a[q]) / Math.max(1, b[q] - a[q])) * (b.km - a.km);
  }
  return ks[ks.length - 1]?.km;
}

export type PlaceNow = 'unknown' | 'clear' | 'possible' | 'likely' | 'expected';

/** What the forecast says about a place at a moment. */
export function placeAt(a: { p05: string; p50: string; p95: string } | undefined, at: number): PlaceNow {
  if (!a) return 'unknown';
  if (at < Date.parse(a.p05)) return 'clear';
  if (at < Date.parse(a.p50)) return 'possible';
  return at < Date.parse(a.p95) ? 'likely' : 'expected';
}

type Line = { type: 'Feature'; properties: { part: 'sure' | 'band' }; geometry: { type: 'LineString'; coordinates: Position[] } };
type Dot = { type: 'Feature'; properties: { part: 'front' }; geometry: { type: 'Point'; coordinates: Position } };
export type Front = { type: 'FeatureCollection'; features: (Line | Dot)[] };

/** The stretch that is surely reached (95 of 100 members), the 90 % band, and the median front. */
export function front(carrier: LineFeature | undefined, places: PlaceFeature[], at: number): Front {
  const none: Front = { type: 'FeatureCollection', features: [] };
  if (!carrier) return none;
  const m = measured(carrier.geometry.coordinates);
  const ks = knots(m, places);
  const first = ks[0];
  if (!first) return none;
  const ahead = frontKm(ks, 'p05', at);
  if (ahead === undefined) return none;
  const behind = frontKm(ks, 'p95', at) ?? first.km;
  const middle = frontKm(ks, 'p50', at);
  const line = (part: 'sure' | 'band', from: number, to: number): Line[] => {
    const coordinates = slice(m, from, to);
    return coordinates.length < 2 ? [] : [{ type: 'Feature', properties: { part }, geometry: { type: 'LineString', coordinates } }];
  };
  const dot: Dot[] = middle === undefined ? [] : [{ type: 'Feature', properties: { part: 'front' }, geometry: { type: 'Point', coordinates: spotAt(m, middle) } }];
  return { type: 'FeatureCollection', features: [...line('sure', first.km, behind), ...line('band', behind, ahead), ...dot] };
}

/** Lines of latitude and longitude, so that a map without a background still has a place on earth. */
export function graticule(bounds: [number, number, number, number], step: number): { type: 'FeatureCollection'; features: object[] } {
  const [w, s, e, n] = bounds;
  const features: object[] = [];
  const add = (coordinates: Position[]): void => void features.push({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } });
  for (let x = Math.ceil(w / step) * step; x <= e; x += step) add([[x, s], [x, n]]);
  for (let y = Math.ceil(s / step) * step; y <= n; y += step) add([[w, y], [e, y]]);
  return { type: 'FeatureCollection', features };
}

export function boundsOf(points: Position[]): [number, number, number, number] {
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
