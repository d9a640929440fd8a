// Where everything of the time-distance chart stands: figures in, pixels out. Pure.
import type { Chart, ChartLine, Mark, MarkKind, Observed, TimeBand } from '../../api/types';
import { linear, type Scale, spread, type Tick, timeTicks } from './scale';

export type Margin = { left: number; right: number; top: number; bottom: number };
export type Frame = { width: number; height: number; margin: Margin; narrow: boolean; dense: boolean };
export type Pin = { x: number; kinds: MarkKind[]; shown: MarkKind; marks: Mark[] };
export type Row = { line: ChartLine; y: number; labelY: number; pins: Pin[]; seen: { x: number; it: Observed }[] };
export type Layout = {
  frame: Frame;
  x: Scale;
  rows: Row[];
  ticks: (Tick & { x: number })[];
  nowX: number;
  outer: string;
  inner: string;
  median: string;
  tail: string;
  earlier: { issued: string; path: string }[];
};

/** Room for labels on the left, in pixels: what the longest of them takes, within reason. */
export function labelRoom(labels: string[]): number {
  const wide = (label: string): number => [...label].reduce((n, c) => n + (c.charCodeAt(0) > 0x2e7f ? 14.2 : 7.4), 0);
  return Math.min(230, Math.max(110, 26 + Math.max(0, ...labels.map(wide))));
}

export function frameFor(width: number, places: number, left: number): Frame {
  const narrow = width < 560;
  const margin = narrow ? { left: 8, right: 10, top: 34, bottom: 26 } : { left, right: 24, top: 38, bottom: 30 };
  // Few places may stand apart; many must still be seen at one look.
  const room = narrow ? 42 * places : Math.min(56 * (places - 1), Math.max(520, 32 * places));
  const height = margin.top + margin.bottom + Math.max(220, room + 24);
  return { width, height, margin, narrow, dense: places > 12 };
}

export function layout(chart: Chart, frame: Frame, zone: string): Layout {
  const { margin, width } = frame;
  const from = Date.parse(chart.start);
  const to = Date.parse(chart.end);
  const x = linear([from, to], [margin.left + 12, width - margin.right]);
  const rows = placeRows(chart.lines, frame, x);
  const forecast = rows.filter((r) => r.line.arrival !== undefined);
  const room = Math.floor((width - margin.left - margin.right) / (frame.narrow ? 64 : 78));
  return {
    frame,
    x,
    rows,
    ticks: timeTicks(from, to, room, zone).map((t) => ({ ...t, x: x(t.at) })),
    nowX: Math.min(Math.max(x(Date.parse(chart.now)), margin.left), width - margin.right),
    outer: ribbon(forecast, x, 'p05', 'p95'),
    inner: ribbon(forecast, x, 'p25', 'p75'),
    median: stroke(forecast, x, (l) => l.arrival?.p50),
    tail: stroke(forecast, x, (l) => l.end?.p50),
    earlier: earlierOf(forecast, x),
  };
}

function placeRows(lines: ChartLine[], frame: Frame, x: Scale): Row[] {
  const { margin, height } = frame;
  const kms = lines.map((l) => l.km);
  const top = margin.top + 14;
  const bottom = height - margin.bottom - 10;
  const y = linear([Math.min(...kms), Math.max(...kms)], [top, bottom]);
  const ys = kms.map(y);
  // On a phone a place's name stands above its line, so lines themselves may not crowd.
  const at = frame.narrow ? spread(ys, 34, top, bottom) : ys;
  const labels = spread(at, frame.narrow ? 34 : frame.dense ? 18 : 35, top, bottom);
  // Custody is a jurisdiction's, not a place's: its pins stand once, at the first place it has.
  const shown = new Set<string>();
  const pins = lines.map((line) => {
    if (line.marks.length === 0 || shown.has(line.party.id)) return [];
    shown.add(line.party.id);
    return cluster(line.marks, (t) => Math.max(margin.left + 4, x(t)), frame.narrow ? 15 : 17);
  });
  return lines.map((line, i) => ({
    line,
    y: at[i] ?? 0,
    labelY: labels[i] ?? 0,
    pins: pins[i] ?? [],
    seen: (line.observed ?? []).map((it) => ({ x: x(Date.parse(it.at)), it })),
  }));
}

/** The state that is worth showing when several marks fall on one spot. */
const weight: Record<MarkKind, number> = { sent: 0, received: 1, seen: 2, deadline: 3, declined: 4, overdue: 5, accepted: 6 };

/** Marks that would cover each other become one pin that lists them all. */
export function cluster(marks: Mark[], x: Scale, apart: number): Pin[] {
  const pins: Pin[] = [];
  const sorted = [...marks].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  for (const mark of sorted) {
    const at = x(Date.parse(mark.at));
    const last = pins[pins.length - 1];
    if (last && at - last.x < apart) {
      last.marks.push(mark);
      last.kinds.push(mark.kind);
      if (weight[mark.kind] >= weight[last.shown]) last.shown = mark.kind;
    } else {
      pins.push({ x: at, kinds: [mark.kind], shown: mark.kind, marks: [mark] });
    }
  }
  return pins;
}

type Quantile = keyof TimeBand;

function point(x: number, y: number): string {
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}

function ribbon(rows: Row[], x: Scale, low: Quantile, high: Quantile): string {
  if (rows.length < 2) return '';
  const edge = (q: Quantile): string[] => rows.map((r) => point(x(Date.parse(r.line.arrival?.[q] ?? '')), r.y));
  return `M${edge(low).join('L')}L${edge(high).reverse().join('L')}Z`;
}

function stroke(rows: Row[], x: Scale, at: (line: ChartLine) => string | undefined): string {
  const points = rows.flatMap((r) => {
    const iso = at(r.line);
    return iso ? [point(x(Date.parse(iso)), r.y)] : [];
  });
  return points.length < 2 ? '' : `M${points.join('L')}`;
}

/** Forecasts that came before, one median line each, oldest first. */
function earlierOf(rows: Row[], x: Scale): { issued: string; path: string }[] {
  const issues = new Set(rows.flatMap((r) => (r.line.earlier ?? []).map((e) => e.issued)));
  return [...issues].sort().map((issued) => ({
    issued,
    path: stroke(rows, x, (l) => l.earlier?.find((e) => e.issued === issued)?.arrival.p50),
  }));
}

/** The row nearest to a height: what the pointer means. */
export function nearest(rows: Row[], y: number): number {
  let best = 0;
  rows.forEach((row, i) => {
    if (Math.abs(row.y - y) < Math.abs((rows[best]?.y ?? 0) - y)) best = i;
  });
  return best;
}
