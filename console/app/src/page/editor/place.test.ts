import { expect, it } from 'vitest';
import { at, placeOf } from './place';
import { read } from './wire';

const wire = read({ clauses: [{ id: '4.1', when: 'hazzard == 1', duty: {} }, { id: '4.10', power: {} }, { id: '6' }, { duty: {} }], bodies: [{ id: 'office' }], sections: [{ key: 'costs', text: { en: 'x' } }] });

// The sentences of the node's own check (agreement.Instrument.Check, node/spelling).
it.each([
  ['clause 4.1: who: ""; wants party:ID, body:ID or one of: origin', 'clause 4.1 machine.who'],
  ['clause 4.1: limit and again are minutes; they must not be negative', 'clause 4.1 machine.limit'],
  ['clause 4.10: do: "x"; wants one of: designate', 'clause 4.10 machine.do'],
  ['clause 4.1: when: undeclared reference to \'hazzard\'', 'clause 4.1 when'],
  ['clause 4.1: condition: compile "hazzard == 1": ERROR: <input>:1:1: undeclared reference to \'hazzard\'', 'clause 4.1 when'],
  ['clause 4.10: condition: compile "grade >": ERROR: <input>:1:8: Syntax error', 'clause 4.10 when'],
  ['clause 4.1: source: law: no language', 'clause 4.1 source'],
  ['clause 6: has 2 machine-readable parts; wants at most one', 'clause 6 '],
  ['clause : title: no language', 'clause  title'],
  ['clauses[2].title: wants a text', 'clause 6 title'],
  ['clauses[0].duty.limit: wants a number', 'clause 4.1 machine.limit'],
  ['clauses: 6 twice', 'clause 6 id'],
  ['clause 9.9: title: there is none', 'top  '],
  ['clauses: no threshold: a plan says when it begins to apply', 'top  '],
  ['body office: quorum: 9 of 3 seats', 'body office '],
  ['sections: term is absent; an agreement needs: purpose', 'section term '],
  ['section costs: no language', 'section costs '],
  ['parties: 1; with fewer than 2 it would end at once', 'field  parties'],
  ['from and until: an instrument begins at a time', 'field  from'],
  ['notice and least: must not be negative', 'field  notice'],
  ['has 70000 bytes; an act has room for 60000', 'top  '],
])('%s', (error, want) => {
  const p = placeOf(error, wire);
  expect(`${p.where} ${p.id} ${p.field}`).toBe(want);
});

it('says it without the path of the program', () => {
  expect(placeOf('agreement: check: clause 4.1: who: ""', wire).text).toBe('clause 4.1: who: ""');
  const placed = [placeOf('clause 4.1: who: is missing', wire), placeOf('clause 4.1: when: no', wire)];
  expect([at(placed, 'clause', '4.1', 'when'), at(placed, 'clause', '4.1').split(' · ').length, at(placed, 'clause', '6')]).toEqual(['clause 4.1: when: no', 2, '']);
});
