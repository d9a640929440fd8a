import { expect, it } from 'vitest';
import { governance } from '../../../test/mock/command';
import { duties } from '../../../test/mock/duties';
import { harbin, heilongjiang, parties } from '../../../test/mock/parties';
import { doingOf, everybody, needs, withParty } from './doing';

const now = Date.parse('2005-11-20T14:18:40+08:00');
const g = governance(now, duties(now), 'duty-officer');
const c = { id: 'songhua-2005', status: 'Exercise' as const, title: {}, situation: 2 as const, g, me: harbin, all: parties };

it('says first what can still be saved, then what waits for a word, then what is late (R72)', () => {
  const list = needs(g, 'harbin', now);
  expect(list.map((n) => n.id).slice(0, 4)).toEqual(['duty-report', 'answer-heilongjiang.10', 'join', 'confirm-heilongjiang/journal/1-9']);
  expect(list.map((n) => n.kind)).toEqual(expect.arrayContaining(['excuse', 'meeting', 'proposed']));
  expect(list.some((n) => n.kind === 'duty' && n.duty.state === 'sent')).toBe(false);
});

it('asks nobody to answer an order that the superiors have not all signed, and asks the superior to sign it (R17)', () => {
  expect(needs(g, 'daqing', now).some((n) => n.kind === 'answer' && n.asked.id === 'jilin-province.14')).toBe(false);
  expect(needs(governance(now, duties(now), 'coordinator', true), 'heilongjiang', now).find((n) => n.kind === 'joint')).toMatchObject({ mine: 'sign', due: '2005-11-20T15:00:00+08:00' });
});

it('puts what was missed behind what can be saved, as time goes by', () => {
  const later = now + 3 * 3_600_000;
  const list = needs(g, 'harbin', later);
  expect(list.findIndex((n) => n.id === 'answer-heilongjiang.10')).toBeGreaterThan(list.findIndex((n) => n.kind === 'confirm'));
});

it('says nothing to whom nothing is asked, nor to a stranger', () => {
  expect(needs({ ...g, proposed: undefined, meetings: [] } as typeof g, 'nobody', now)).toEqual([]);
  expect(needs(g, undefined, now)).toEqual([]);
});

it('tells everybody in the case once, and never oneself', () => {
  const ids = everybody(c).map((p) => p.id);
  expect(ids).toEqual([...new Set(ids)]);
  expect(ids).not.toContain('harbin');
  expect(ids[0]).toBe('heilongjiang');
  expect(withParty(c, heilongjiang).length).toBe(ids.length);
});

it('tells also those who were called and have no part yet (R72)', () => {
  const fresh = { ...c, g: { ...g, parts: [], table: [] } };
  expect(everybody(fresh).map((p) => p.id)).toEqual(['heilongjiang', 'jilin', 'sepa', 'daqing', 'jiamusi']);
});

it('opens the dialog of the deed that a duty asks for', () => {
  const of = (id: string): unknown => doingOf(g.duties.find((d) => d.id === id) ?? (g.duties[0] as (typeof g.duties)[number]), g, 'harbin');
  expect(of('report')).toEqual({ what: 'report', type: 'initial' });
  expect(of('waiting')).toEqual({ what: 'report', type: 'final' });
  expect(of('water')).toBeUndefined();
});
