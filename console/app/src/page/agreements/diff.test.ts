import { expect, it } from 'vitest';
import type { Clause } from '../../api/types';
import { clauseDifferences, compare, sectionDifferences } from './diff';

const text = (s: string): Clause['text'] => ({ en: s, 'zh-Hans': s });
const clause = (id: string, more: Partial<Clause> = {}): Clause => ({ id, force: 'agreement', title: text(id), text: text(id), kind: 'duty', reading: text(''), path: text(''), machine: { who: 'origin', limit: 60 }, ...more });

it('knows clauses by their id, whatever their place, and says which part changed', () => {
  const before = [clause('1'), clause('2'), clause('3')];
  const after = [clause('3'), clause('1', { machine: { limit: 30, who: 'origin' }, force: 'law' }), clause('4')];
  expect(clauseDifferences(before, after).map((d) => `${d.id} ${d.what} ${d.fields.join('+')}`)).toEqual(['1 changed force+machine', '4 added ', '2 removed ']);
});

it('does not take another order of members for a change', () => {
  expect(clauseDifferences([clause('1', { machine: { a: 1, b: { c: 2, d: 3 } } })], [clause('1', { machine: { b: { d: 3, c: 2 }, a: 1 } })])).toEqual([]);
});

it('compares sections by their key', () => {
  expect(sectionDifferences([{ key: 'term', text: text('a') }], [{ key: 'term', text: text('b') }])).toMatchObject([{ id: 'term', what: 'changed' }]);
});

it.each([
  ['within 60 minutes', 'within 30 minutes', 'within |-60|+30| minutes'],
  ['两小时内报告', '一小时内报告', '-两|+一|小时内报告'],
  ['', 'new', '+new'], ['same', 'same', 'same'], ['at 10:30', 'at 10:45', 'at |-10:30|+10:45'],
])('%s / %s', (before, after, want) => {
  expect(compare(before, after).map((p) => ({ same: '', gone: '-', new: '+' })[p.what] + p.text).join('|')).toBe(want);
});
