import { expect, it } from 'vitest';
import { at, placeOf } from './place';
import { read } from './wire';

const wire = read({ clauses: [{ id: '4.1', duty: {} }, { id: '6' }], bodies: [{ id: 'office' }], sections: [{ key: 'costs', text: { en: 'x' } }] });

it.each([
  ['agreement: check: clause 4.1: duty.who: is missing', 'clause 4.1 machine.who'],
  ['agreement: clause "4.1": when: undeclared reference', 'clause 4.1 when'],
  ['clauses[1].title: wants a text', 'clause 6 title'],
  ['clauses[0].duty.limit: wants a number', 'clause 4.1 machine.limit'],
  ['agreement: check: clause 9.9: there is none', 'top  '],
  ['agreement: check: body office: quorum: 9 of 3 seats', 'body office quorum'],
  ['agreement: check: section costs: is missing', 'section costs '],
  ['agreement: check: parties: two or more', 'field  parties'],
  ['agreement: check: it has 70000 bytes', 'top  '],
])('%s', (error, want) => {
  const p = placeOf(error, wire);
  expect(`${p.where} ${p.id} ${p.field}`).toBe(want);
});

it('says it without the path of the program', () => {
  expect(placeOf('agreement: check: clause 4.1: duty.who: is missing', wire).text).toBe('clause 4.1: duty.who: is missing');
  const placed = [placeOf('agreement: check: clause 4.1: duty.who: is missing', wire), placeOf('agreement: check: clause 4.1: when: no', wire)];
  expect([at(placed, 'clause', '4.1', 'when'), at(placed, 'clause', '4.1').split(' · ').length, at(placed, 'clause', '6')]).toEqual(['clause 4.1: when: no', 2, '']);
});
