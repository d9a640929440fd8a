import { describe, expect, it } from 'vitest';
import { chart } from '../../../test/mock/river';
import type { Mark } from '../../api/types';
import { cluster, frameFor, labelRoom, layout, nearest } from './layout';
import { linear } from './scale';

const marks: Mark[] = [
  { at: '2005-11-20T07:31:02+08:00', kind: 'sent' }, { at: '2005-11-20T07:31:03+08:00', kind: 'received' },
  { at: '2005-11-20T10:02:00+08:00', kind: 'accepted' }, { at: '2005-11-25T12:00:00+08:00', kind: 'deadline' },
];
const drawn = chart('2005-11-20T14:18:40+08:00', { jiamusi: marks });
const plan = layout(drawn, frameFor(900, drawn.lines.length, 150), 'Asia/Shanghai');

describe('the time-distance chart', () => {
  it('keeps the order of the river, downward', () => {
    const ys = plan.rows.map((r) => r.y);
    expect([...ys].sort((a, b) => a - b)).toEqual(ys);
    const labels = plan.rows.map((r) => r.labelY);
    labels.slice(1).forEach((y, i) => expect(y - (labels[i] ?? 0)).toBeGreaterThanOrEqual(34.9));
  });

  it('draws the 50 % band inside the 90 % band and the median inside both', () => {
    for (const row of plan.rows) {
      const a = row.line.arrival;
      if (!a) continue;
      const xs = [a.p05, a.p25, a.p50, a.p75, a.p95].map((t) => plan.x(Date.parse(t)));
      expect([...xs].sort((p, q) => p - q)).toEqual(xs);
    }
    expect(plan.outer).toMatch(/^M[\d.,L-]+Z$/);
    expect(plan.outer).not.toContain('NaN');
    expect(plan.earlier).toHaveLength(1);
  });

  it('stands on a phone without leaving the frame', () => {
    const phone = layout(drawn, frameFor(320, drawn.lines.length, 150), 'Asia/Shanghai');
    for (const row of phone.rows) for (const pin of row.pins) expect(pin.x).toBeGreaterThanOrEqual(0);
    expect(phone.nowX).toBeLessThanOrEqual(320);
    expect(phone.frame.narrow).toBe(true);
  });

  it('survives a chart with one place and no forecast', () => {
    const one = { ...drawn, lines: drawn.lines.slice(0, 1).map(({ arrival: _arrival, ...l }) => l) };
    const alone = layout(one, frameFor(900, 1, 150), 'Asia/Shanghai');
    expect([alone.outer, alone.median]).toEqual(['', '']);
    expect(alone.rows[0]?.y).not.toBeNaN();
  });
});

it('shows the custody of a jurisdiction once, at the first of its places', () => {
  const all = { ...drawn, lines: drawn.lines.map((l) => (l.party.id === 'harbin' ? { ...l, marks } : l)) };
  const harbin = layout(all, frameFor(900, all.lines.length, 150), 'Asia/Shanghai').rows.filter((r) => r.line.party.id === 'harbin');
  expect(harbin.map((r) => r.pins.length > 0)).toEqual([true, false, false, false]);
});

it('gathers marks that would cover each other and shows the furthest', () => {
  const x = linear([Date.parse('2005-11-13T00:00:00+08:00'), Date.parse('2005-12-19T00:00:00+08:00')], [0, 900]);
  const pins = cluster(marks, x, 16);
  expect(pins.map((p) => [p.shown, p.marks.length])).toEqual([['accepted', 3], ['deadline', 1]]);
  const late = cluster([...marks.slice(0, 2), { at: '2005-11-20T12:40:00+08:00', kind: 'overdue' }], x, 16);
  expect(late[0]?.shown).toBe('overdue');
  expect(cluster(marks, x, 0)).toHaveLength(4);
});

it('finds the row that the pointer means', () => {
  expect(nearest(plan.rows, -50)).toBe(0);
  expect(nearest(plan.rows, 1e6)).toBe(plan.rows.length - 1);
});

it('gives Chinese labels the width they take', () => {
  expect(labelRoom(['哈尔滨四方台取水口'])).toBeGreaterThan(labelRoom(['Harbin']));
  expect(labelRoom(['x'.repeat(200)])).toBe(230);
});
