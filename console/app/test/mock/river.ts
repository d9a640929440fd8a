// The Songhua: places in the order in which the water reaches them. Kilometres from the
// outfall after SEPA's bulletins where printed; Songyuan, Zhaoyuan and Fujin are estimates.
import type { CaseMap, Chart, ChartLine, Custody, Mark, Party, PlaceProperties, Position, TimeBand } from '../../src/api/types';
import { at, daqing, harbin, jiamusi, jilin, songyuan, text } from './parties';

export const river: Position[] = [
  [126.55, 43.84], [126.52, 44.05], [126.33, 44.22], [126.1, 44.35], [125.93, 44.55], [125.72, 44.72], [125.5, 44.86], [125.25, 44.98], [124.98, 45.06],
  [124.82, 45.14], [124.68, 45.3], [124.66, 45.42], [124.86, 45.5], [125.09, 45.5], [125.36, 45.45], [125.62, 45.47], [125.85, 45.5], [126.1, 45.58], [126.35, 45.7],
  [126.55, 45.77], [126.75, 45.85], [127.02, 45.93], [127.4, 46.03], [127.7, 45.98], [128.04, 45.94], [128.4, 45.93], [128.75, 45.97], [129.05, 46.08], [129.3, 46.22],
  [129.55, 46.33], [129.85, 46.5], [130.1, 46.68], [130.37, 46.81], [130.75, 46.98], [131.15, 47.1], [131.6, 47.18], [132.03, 47.25], [132.3, 47.45], [132.51, 47.65],
];

type Place = { id: string; party: Party; en: string; zh: string; km: number; pos: Position; people: number; p50: [string, string]; wide: number; peak: number };
export const places: Place[] = [
  { id: 'jilin', party: jilin, en: 'Jilin outfall', zh: '吉林 排口', km: 0, pos: [126.55, 43.84], people: 4_300_000, p50: ['11-13', '13:45'], wide: 0.3, peak: 9 },
  { id: 'songyuan', party: songyuan, en: 'Songyuan', zh: '松原', km: 262, pos: [124.82, 45.14], people: 500_000, p50: ['11-18', '20:00'], wide: 9, peak: 0.8 },
  { id: 'zhaoyuan', party: daqing, en: 'Zhaoyuan', zh: '肇源', km: 318, pos: [125.09, 45.5], people: 460_000, p50: ['11-20', '04:00'], wide: 8, peak: 0.62 },
  { id: 'sifangtai', party: harbin, en: 'Harbin, Sifangtai intake', zh: '哈尔滨 四方台', km: 396, pos: [126.55, 45.77], people: 3_800_000, p50: ['11-23', '23:00'], wide: 22, peak: 0.55 },
  { id: 'bayan', party: harbin, en: 'Bayan', zh: '巴彦', km: 523, pos: [127.4, 46.03], people: 690_000, p50: ['11-27', '12:00'], wide: 31, peak: 0.47 },
  { id: 'mulan', party: harbin, en: 'Mulan', zh: '木兰', km: 581, pos: [128.04, 45.94], people: 270_000, p50: ['11-29', '08:00'], wide: 36, peak: 0.41 },
  { id: 'yilan', party: harbin, en: 'Yilan', zh: '依兰', km: 704, pos: [129.55, 46.33], people: 400_000, p50: ['12-03', '10:00'], wide: 46, peak: 0.3 },
  { id: 'jiamusi', party: jiamusi, en: 'Jiamusi', zh: '佳木斯', km: 848, pos: [130.37, 46.81], people: 820_000, p50: ['12-07', '22:00'], wide: 58, peak: 0.24 },
  { id: 'fujin', party: jiamusi, en: 'Fujin', zh: '富锦', km: 990, pos: [132.03, 47.25], people: 470_000, p50: ['12-12', '16:00'], wide: 70, peak: 0.19 },
  { id: 'tongjiang', party: jiamusi, en: 'Tongjiang', zh: '同江', km: 1092, pos: [132.51, 47.65], people: 210_000, p50: ['12-15', '20:00'], wide: 80, peak: 0.13 },
];

const hour = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString();
/** A believable band: later is less sure than earlier. */
export function band(p50: number, wideHours: number): TimeBand {
  const by = (h: number): string => iso(p50 + h * hour);
  return { p05: by(-wideHours), p25: by(-wideHours * 0.42), p50: by(0), p75: by(wideHours * 0.5), p95: by(wideHours * 1.35) };
}

export const arrivalOf = (p: Place): TimeBand => band(Date.parse(at(...p.p50)), p.wide);

function line(place: Place, marks: Mark[]): ChartLine {
  const p50 = Date.parse(at(...place.p50));
  const source = place.id === 'jilin';
  const observed: ChartLine['observed'] = [];
  if (place.id === 'jilin') observed.push({ at: at('11-13', '13:45'), what: 'arrival' });
  if (place.id === 'songyuan') observed.push({ at: at('11-18', '09:00'), what: 'reading', measure: { value: 0.61, unit: 'mg/L', times: 35.9, simulated: true, station: 'Songyuan' } });
  if (place.id === 'zhaoyuan') observed.push({ at: at('11-20', '07:00'), what: 'reading', measure: { value: 0.525, unit: 'mg/L', times: 30.9, station: 'Zhaoyuan' } });
  return {
    place: place.id, party: place.party, name: text(place.en, place.zh), km: place.km, lon: place.pos[0], lat: place.pos[1],
    arrival: arrivalOf(place), end: band(p50 + (source ? 30 : 60 + place.km / 12) * hour, place.wide * 1.3),
    peak: { p05: place.peak * 0.62, p25: place.peak * 0.85, p50: place.peak, p75: place.peak * 1.2, p95: place.peak * 1.55, unit: 'mg/L' },
    probability: place.km < 900 ? 0.998 : 0.97, people: place.people, ...(observed.length ? { observed } : {}), marks,
    ...(place.id === 'sifangtai' ? { overrides: [{ by: harbin, at: at('11-20', '10:40'), officer: '赵敏', ref: { journal: 'harbin/journal/1', index: 23, leaf: 'd4'.repeat(32) }, run: { journal: 'daqing/journal/1', index: 101, leaf: 'b2'.repeat(32) }, issued: at('11-20', '07:22'), newest: true, arrival: band(p50 + 22 * hour, 12), probability: 0.9, why: text('Under the ice the river is slower than the model takes it for.', '冰下流速低于模型取值。') }] } : {}),
    ...(source ? {} : { earlier: [{ issued: at('11-18', '10:10'), arrival: band(p50 + (14 + place.km / 24) * hour, place.wide * 1.6) }] }),
  };
}

export function chart(now: string, marks: Partial<Record<string, Mark[]>>): Chart {
  return {
    case: 'songhua-2005', title: text('Nitrobenzene in the Songhua', '松花江硝基苯污染'), unit: 'mg/L', now, start: at('11-13', '00:00'), end: at('12-19', '00:00'),
    lines: places.map((p) => line(p, marks[p.id] ?? [])),
    forecasts: [
      { issued: at('11-20', '07:22'), by: daqing, current: true, ref: { journal: 'daqing/journal/1', index: 101, leaf: 'b2'.repeat(32) }, exhibit: '5f0c7a1e9b3d4c8877aa11e2d90c3b4f6e5d2a1908f7b6c5d4e3f2a1b0c9d8e7' },
      { issued: at('11-18', '10:10'), by: songyuan, current: false, exhibit: 'a80b1c2d3e4f5061728394a5b6c7d8e9f00112233445566778899aabbccddeef' },
    ],
  };
}

export function map(now: string, custody: Partial<Record<string, Custody>>): CaseMap {
  const t = Date.parse(now);
  return {
    case: 'songhua-2005', now, start: at('11-13', '00:00'), end: at('12-19', '00:00'),
    carriers: { type: 'FeatureCollection', features: [{ type: 'Feature', properties: { id: 'songhua', name: text('Songhua', '松花江') }, geometry: { type: 'LineString', coordinates: river } }] },
    places: {
      type: 'FeatureCollection',
      features: places.map((p) => {
        const a = arrivalOf(p);
        const state = custody[p.party.id];
        return {
          type: 'Feature', geometry: { type: 'Point', coordinates: p.pos },
          properties: { place: p.id, party: p.party.id, partyName: p.party.name, km: p.km, name: text(p.en, p.zh), state: Date.parse(a.p50) < t ? 'reached' : 'forecast', arrival: a, people: p.people, probability: 0.99, custody: marked(state) },
        };
      }),
    },
    areas: { type: 'FeatureCollection', features: [{ type: 'Feature', properties: { party: 'harbin', name: harbin.name, kind: 'circle', member: true, expected: true }, geometry: { type: 'MultiPolygon', coordinates: [[circle([126.6, 45.75], 0.28)]] } }] },
    source: text('River line and city points digitised for this test; no outside map server.', '河线与城市点为本测试绘制；不使用外部地图服务。'),
  };
}

/** A place shows what a mark of the chart can say; what has no mark shows as the acceptance that came before it. */
function marked(state: Custody | undefined): PlaceProperties['custody'] {
  switch (state) {
    case undefined: return '';
    case 'passed-on': case 'expired': case 'superseded': case 'cancelled': return 'accepted';
    default: return state;
  }
}

function circle([x, y]: Position, r: number): Position[] {
  return Array.from({ length: 41 }, (_, i): Position => [x + (r * Math.cos((i / 40) * 2 * Math.PI)) / Math.cos((y * Math.PI) / 180), y + r * Math.sin((i / 40) * 2 * Math.PI)]);
}

/** A run has what is on record only as quantiles: how the members' arrivals are spread. The last place is reached by nobody. */
export function spreaded(of: Chart): Chart {
  return {
    ...of,
    lines: of.lines.map((l, i) => {
      if (!l.arrival || i === 0) return l;
      if (i === of.lines.length - 1) {
        const { arrival: _arrival, peakAt: _peakAt, end: _end, ...never } = l;
        return { ...never, probability: 0 };
      }
      const [from, mid, to] = [l.arrival.p05, l.arrival.p50, l.arrival.p95].map((t) => Date.parse(t)) as [number, number, number];
      const hours = Math.max(1, Math.ceil((to - from) / hour / 18));
      const start = Math.floor(from / hour - hours * 2) * hour;
      const weights = Array.from({ length: 24 }, (_, k) => { const t = start + (k + 0.5) * hours * hour; return Math.exp(-(((t - mid) / (t < mid ? mid - from : to - mid)) ** 2) * 1.35); });
      const sum = weights.reduce((a, b) => a + b, 0) / (l.probability ?? 1);
      return { ...l, spread: { from: iso(start), hours, shares: weights.map((w) => w / sum) } };
    }),
  };
}
