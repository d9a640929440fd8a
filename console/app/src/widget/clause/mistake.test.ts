import { expect, it } from 'vitest';
import { mistakeIn } from './mistake';

// What a node says of conditions (POST /api/v1/agreements/check).
it.each([
  ['clause 3.1: condition: compile "hazzard == \\"x\\"": ERROR: <input>:1:1: undeclared reference to \'hazzard\' (did you mean \'hazard\'?)', { kind: 'unknown', name: 'hazzard', meant: 'hazard', column: 1, of: 'hazzard == "x"' }],
  ['clause 3.1: condition: compile "grade >": ERROR: <input>:1:8: Syntax error: mismatched input \'<EOF>\' expecting {\'[\'}', { kind: 'syntax', column: 8 }],
  ['clause 3.1: condition: compile "grade == \\"a\\"": ERROR: <input>:1:7: found no matching overload for \'_==_\' applied to \'(int, string)\'', { kind: 'types', column: 7 }],
  ['clause 3.1: condition: compile "hazard.bar": ERROR: <input>:1:7: type \'string\' does not support field selection', { kind: 'types', name: 'string' }],
  ['clause 3.1: condition: compile "people": gives a int; wants something that is true or false', { kind: 'notYesOrNo', name: 'int', column: 0 }],
  ['clause 3.1: condition: compile "xxxxxxxx"…: has 3000 bytes; wants at most 2048', { kind: 'long', of: 'xxxxxxxx' }],
  ['condition: compile "a": could cost 9000; wants at most 1000: nest fewer all', { kind: 'costly' }],
  ['condition: compile "a": something new', { kind: 'other', says: 'something new' }],
])('%s', (text, want) => {
  expect(mistakeIn(text)).toMatchObject(want);
});

it('leaves every other sentence alone', () => {
  expect(mistakeIn('clause 4.1: who: ""; wants party:ID, body:ID or one of: origin')).toBeUndefined();
});
