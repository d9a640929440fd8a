import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fieldsOf, mandatory, missing } from './report';

const names = mandatory.supplementary;

it('tells a field that is unknown from one that was left out (R57)', () => {
  const entries = { changed: { text: ' 13:45 explosion ', unknown: false, confidence: 'observed' }, trend: { text: 'rising?', unknown: true, confidence: '' }, measures: { text: '  ', unknown: false, confidence: 'likely' } };
  expect(fieldsOf(names, entries)).toEqual({ changed: { text: '13:45 explosion', confidence: 'observed' }, trend: { unknown: true } });
  expect(missing(names, entries)).toEqual(['measures']);
});

it('asks for the fields that the node asks for', () => {
  const go = readFileSync(`${process.cwd()}/../../incident/report.go`, 'utf8');
  for (const [type, list] of Object.entries(mandatory)) {
    const found = new RegExp(`case "${type}":\\s+return \\[\\]string\\{([^}]*)\\}`).exec(go)?.[1] ?? '';
    expect([...found.matchAll(/"(\w+)"/g)].map((m) => m[1]), type).toEqual([...list]);
  }
});
