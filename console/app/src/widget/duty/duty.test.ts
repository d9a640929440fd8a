import { expect, it } from 'vitest';
import type { Duty } from '../../api/types';
import { duties } from '../../../test/mock/duties';
import { pathOf } from './where';
import { actions, counted, deed, grouped, order } from './duty';

const at = Date.parse('2005-11-20T14:18:40+08:00');
const all = duties(at);
const one = (id: string): Duty => {
  const found = all.find((d) => d.id === id);
  if (!found) throw new Error(`the mock has no duty ${id}`);
  return found;
};

it('puts what can still be saved before what is overdue, and what is settled last', () => {
  const states = grouped(all).map((g) => g.state);
  expect(states.slice(0, 2)).toEqual(['due-soon', 'overdue']);
  expect(states.at(-1)).toBe('met');
  expect(states).toEqual(order.filter((s) => states.includes(s)));
});

it('loses no duty and orders a group by what is due first, but what is overdue by what can best be mended', () => {
  const groups = grouped(all);
  expect(groups.flatMap((g) => g.duties).length).toBe(all.length);
  expect(groups.find((g) => g.state === 'overdue')?.duties.map((d) => d.id)).toEqual(['accept', 'excuse', 'notify']);
  expect(grouped([one('water'), { ...one('water'), id: 'sooner', due: '2005-11-21T00:00:00+08:00' }])[0]?.duties.map((d) => d.id)).toEqual(['sooner', 'water']);
});

it('counts only what there is', () => {
  expect(counted({ met: 2, overdue: 1, waiting: 0 })).toEqual([['overdue', 1], ['met', 2]]);
});

it('lets a debtor do or excuse it, a creditor answer, and nobody else anything (R56)', () => {
  expect(actions(one('report'), 'harbin')).toEqual(['deed', 'excuse']);
  expect(actions(one('water'), 'harbin')).toEqual(['meet', 'excuse']);
  expect(actions(one('excuse'), 'harbin')).toEqual(['answer-excuse']);
  expect(actions(one('excuse'), 'songyuan')).toEqual([]);
  expect(actions(one('excuse'), 'jiamusi')).toEqual(['meet']);
  expect(actions(one('claimed'), 'harbin')).toEqual(['answer-deed']);
  expect(actions(one('waiting'), 'harbin')).toEqual([]);
  expect(deed(one('water'))).toBeUndefined();
});

it('leads to the page where the deed is done', () => {
  expect([one('accept'), one('met'), one('report'), { ...one('water'), do: 'meet' }].map(pathOf)).toEqual(['/warnings', '/warnings', '/cases/songhua-2005', '/meetings']);
});
