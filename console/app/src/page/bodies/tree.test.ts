import { expect, it } from 'vitest';
import type { Body } from '../../api/types';
import { type Branch, seats, tree } from './tree';

const body = (id: string, parent?: string, instrument = 'a.1'): Body => ({
  id, ...(parent ? { parent } : {}), instrument: { instrument, code: '', version: 1, name: {}, clause: '', title: {} }, kind: 'working-group', name: {}, host: { id: 'x', name: {}, role: 'city' }, seats: [], quorum: 1, powers: [], guests: [], queue: [], standing: [], cases: [], contacts: [], state: 'daily', risks: [],
});
const drawn = (all: Branch[]): string => all.map((b) => b.body.id + (b.below.length ? `(${drawn(b.below)})` : '')).join(' ');

it('puts offices under their body, by the instrument that founds them', () => {
  expect(drawn(tree([body('office'), body('water', 'office'), body('ice', 'water'), body('office', undefined, 'b.1')]))).toBe('office(water(ice)) office');
});

it('loses nobody whose parent is unknown or who stands in a circle', () => {
  expect(drawn(tree([body('a', 'gone'), body('b', 'c'), body('c', 'b')]))).toBe('a b(c)');
});

it('knows whether enough seats are filled', () => {
  const party = body('x').host;
  expect(seats({ ...body('a'), quorum: 2, seats: [{ party }, { party, vacant: true }] })).toEqual({ filled: 1, enough: false });
});
