import { expect, it } from 'vitest';
import type { Clause, Instrument } from '../../api/types';
import { binds, consequences, holds, powers } from './powers';

const rule = (id: string, kind: Clause['kind'], machine: unknown): Clause => ({ id, kind, machine, force: 'agreement', title: {}, text: {}, reading: {}, path: {} });
const instrument = {
  rules: [
    rule('1', 'power', { holder: 'body:office', do: 'convene' }), rule('2', 'power', { holder: 'body:other', do: 'convene' }), rule('3', 'power', { holder: 'members', do: 'convene' }), rule('4', 'power', { holder: 'body:office', do: 'find' }),
    rule('5', 'consequence', { of: ['late'] }), rule('6', 'consequence', { of: ['slow'] }), rule('7', 'duty', { do: 'convene' }),
  ],
} as unknown as Instrument;

it('finds the clauses that let a body act, and not those of another', () => {
  expect(powers(instrument, 'convene', 'office').map((c) => c.id)).toEqual(['1', '3']);
  expect(powers(instrument, 'convene').map((c) => c.id)).toEqual(['1', '2', '3']);
  expect(powers(undefined, 'convene')).toEqual([]);
});

it('finds what may follow of a kind of violation', () => {
  expect(consequences(instrument, 'late').map((c) => c.id)).toEqual(['5']);
});

it('offers a power to whom the text gives it, and a consequence for whom the text binds', () => {
  const party = (id: string): object => ({ id, name: {}, role: 'city' });
  const text = { parties: [{ party: party('harbin') }], bodies: [{ id: 'office', host: party('harbin'), deputy: party('daqing') }] } as unknown as Instrument;
  const may = (holder: string, who: string): boolean => holds(text, rule('1', 'power', { holder, do: 'find' }), who);
  expect([may('body:office', 'harbin'), may('body:office', 'daqing'), may('body:office', 'jilin'), may('party:jilin', 'jilin'), may('party:jilin', 'harbin'), may('members', 'jilin')]).toEqual([true, true, false, true, false, true]);
  expect([binds(text, 'harbin'), binds(text, 'daqing'), binds(text, 'jilin'), binds({ ...text, parties: [] }, 'jilin')]).toEqual([true, true, false, true]);
});
