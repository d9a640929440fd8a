import { expect, it } from 'vitest';
import type { Item } from '../../api/types';
import { bare, money, movesAlone, steps } from './items';

const text = { en: 'Gauges', 'zh-Hans': '监测站' };
const jilin = { id: 'jilin', name: { en: 'Jilin', 'zh-Hans': '吉林市' }, role: 'city' } as const;
const yuan = (value: number): { value: number; unit: string } => ({ value, unit: 'CNY' });
const item = (over: Partial<Item> = {}): Item => ({
  clause: { instrument: 'jilin.4', code: 'programme', version: 1, name: text, clause: '1', title: text }, what: text, owner: jilin, force: 'agreement', state: 'open', due: '2026-09-30T00:00:00Z', signed: '2026-09-30T00:00:00Z',
  share: 0, evidence: [], crosses: false, unpaid: false, budgets: [{ amount: yuan(500), spent: yuan(0), left: yuan(500) }], history: [], ...over,
});
const said: Item['history'][number] = { step: 'started', at: '2026-09-02T00:00:00Z', evidence: [], ref: { journal: 'jilin/journal/1', index: 7, leaf: '07'.repeat(32) } };

it('offers what can be said of an item and no more (R36, R43)', () => {
  expect(steps(item())).toEqual(['started', 'progress', 'done', 'moved', 'dropped']);
  expect(steps(item({ state: 'overdue', history: [said] }))).toEqual(['progress', 'done', 'moved', 'dropped']);
  expect(steps(item({ state: 'dropped', history: [said] }))).toEqual([]);
});

it('shows what is done without evidence, and asks for it (R36)', () => {
  const done = item({ state: 'done', done: '2026-09-20T00:00:00Z', history: [said] });
  expect(bare(done)).toBe(true);
  expect(steps(done)).toEqual(['done']);
  expect(steps({ ...done, evidence: ['07'.repeat(32)] })).toEqual([]);
  expect(bare(item())).toBe(false);
});

it('knows which dates their owner moves, and writes money in the currency of the budget (R43)', () => {
  expect(movesAlone(item())).toBe(false);
  expect(movesAlone(item({ force: 'pledge' }))).toBe(true);
  expect(money(item(), '1,250.5')).toEqual({ value: 1250.5, unit: 'CNY' });
  expect(money(item(), '')).toBeUndefined();
  expect(money(item(), 'much')).toBeUndefined();
  expect(money(item({ budgets: [] }), '5')).toBeUndefined();
});
