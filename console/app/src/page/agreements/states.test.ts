import { expect, it } from 'vitest';
import type { InstrumentHead, InstrumentState, SigningState } from '../../api/types';
import { byLoudness, grouped } from './states';

const party = (id: string): InstrumentHead['by'] => ({ id, name: { en: id, 'zh-Hans': id }, role: 'city' });
const head = (id: string, state: InstrumentState, mine: SigningState): InstrumentHead => ({
  id, code: id, version: 1, type: 'agreement', title: { en: id, 'zh-Hans': id }, mode: 'voluntary', by: party('jilin'), state, from: '2005-01-01T00:00:00Z', missing: 0, clauses: 1, problems: 0,
  parties: [{ party: party('jilin'), state: 'signed' }, { party: party('harbin'), state: mine }],
});

it('puts what waits for this city first, and what is over last', () => {
  const all = [head('a', 'lapsed', 'signed'), head('b', 'concluded', 'signed'), head('c', 'proposed', 'signed'), head('d', 'proposed', 'asked'), head('e', 'concluded', 'suspended')];
  expect(grouped(all, 'harbin').map(([g, of]) => `${g}: ${of.map((h) => h.id).join()}`)).toEqual(['mine: d', 'proposed: c', 'suspended: e', 'concluded: b', 'past: a']);
  expect(grouped(all, 'jilin').map(([g]) => g)).toEqual(['ready', 'concluded', 'past']);
});

it('names who refused and who has not signed before who signed', () => {
  expect(byLoudness([...head('a', 'proposed', 'asked').parties, { party: party('x'), state: 'refused' }]).map((p) => p.party.id)).toEqual(['x', 'harbin', 'jilin']);
});
