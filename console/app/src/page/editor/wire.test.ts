import { expect, it } from 'vitest';
import { nextId, read, write } from './wire';

const onRecord = {
  code: 'songhua-compact', version: 2, type: 'agreement', title: { en: 'Compact', 'zh-Hans': '协议' }, mode: 'voluntary', parties: ['harbin', 'jilin'], from: 1132142400000, until: 0, notice: 90,
  amends: { j: 'harbin/journal/1', i: 7, h: 'ab' },
  sections: [{ key: 'purpose', text: { en: 'P' } }],
  clauses: [
    { id: '1', force: 'law', title: { en: 'A' }, text: { en: 'B' }, source: { law: { en: 'L' }, year: '2024', article: '17' }, when: 'grade == 1', duty: { who: 'origin', limit: 60, table: [{ when: 'grade == 1', minutes: 30 }] } },
    { id: '2', force: 'pledge', title: { en: 'C' }, text: { en: 'D' }, reserve: { holder: 'daqing', amount: { m: 525, e: -3, u: 't' } } },
    { id: '3', force: 'custom', title: { en: 'E' }, text: { en: 'F' } },
  ],
  bodies: [{ id: 'office', kind: 'coordinating-body', name: { en: 'O' }, host: 'harbin', seats: [{ party: 'harbin', rank: 1 }], chair: { order: ['harbin'], days: 365 } }],
};

it('reads what is on record and writes it back with nothing lost', () => {
  const out = write(read(onRecord));
  expect(out).toEqual({
    ...onRecord, from: '2005-11-16T12:00:00.000Z', until: undefined, amends: 'harbin.7',
    clauses: [onRecord.clauses[0], { ...onRecord.clauses[1], reserve: { holder: 'daqing', amount: { value: 0.525, unit: 't' } } }, onRecord.clauses[2]],
  });
  expect(write(read(out))).toEqual(out);
});

it('sends nothing that was cleared, but the empty machine part of a clause', () => {
  const wire = read({ code: 'x', clauses: [{ id: '1', duty: { who: '', limit: Number.NaN } }] });
  expect(write({ ...wire, title: { en: '' }, sections: [{ key: 'costs', text: { en: '' } }] })).toEqual({ code: 'x', version: 1, type: 'agreement', mode: 'voluntary', clauses: [{ id: '1', force: 'agreement', duty: {} }] });
});

it.each([[null], [42], ['text'], [[]], [{ clauses: 'no', bodies: [null], sections: [{ text: 1 }], parties: [1, 'a'] }]])('survives %j', (junk) => {
  expect(() => write(read(junk))).not.toThrow();
});

it('numbers the next clause after the highest', () => {
  expect([nextId([]), nextId(read({ clauses: [{ id: '11.1' }, { id: '2' }, { id: 'x' }] }).clauses)]).toEqual(['1', '12']);
});
