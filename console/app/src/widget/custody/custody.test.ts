import { expect, it } from 'vitest';
import { World } from '../../../test/mock/world';
import type { CustodyRow } from '../../api/types';
import { changed, inOrder, loudestFirst, rungs, tally } from './custody';

const rows = new World().rows;

it('puts silence first and keeps the node\'s order among equals', () => {
  expect(loudestFirst(rows).map((r) => r.party.id)).toEqual(['jilin', 'songyuan', 'harbin', 'sepa', 'jiamusi', 'heilongjiang']);
});

it('keeps rows where they are while somebody points at them', () => {
  expect(inOrder(rows, ['sepa', 'jilin']).map((r) => r.party.id).slice(0, 3)).toEqual(['sepa', 'jilin', 'harbin']);
});

it('does not say "not yet" of a step that a later one has overtaken', () => {
  const row = rows.find((r) => r.party.id === 'jiamusi') as CustodyRow;
  const hasty = { ...row, history: row.history.filter((h) => h.state !== 'seen') };
  expect(rungs(hasty).map((r) => r.passed)).toEqual([true, true, true, false]);
});

it('shows the four steps and which were taken', () => {
  const row = rows.find((r) => r.party.id === 'sepa') as CustodyRow;
  expect(rungs(row).map((r) => [r.state, r.step !== undefined])).toEqual([['sent', true], ['received', true], ['seen', true], ['accepted', false]]);
});

it('notices a changed state and a new version, but not a new row', () => {
  const next = rows.map((r, i): CustodyRow => (i === 0 ? { ...r, state: 'accepted' } : i === 1 ? { ...r, version: 2 } : r));
  expect(changed(rows, next).map((r) => r.party.id)).toEqual(['harbin', 'jiamusi']);
  expect(changed([], rows)).toEqual([]);
  expect(tally(rows)).toEqual({ received: 1, accepted: 2, seen: 1, overdue: 1, sent: 1 });
});
