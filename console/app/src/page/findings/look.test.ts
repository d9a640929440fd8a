import { expect, it } from 'vitest';
import type { Finding } from '../../api/types';
import { afterwards, answers, replies, sorted } from './look';

const by = { id: 'x', name: {}, role: 'city' as const };
const step = (kind: string, index: number): Finding['steps'][number] => ({ kind, by, at: '', text: {}, ref: { journal: 'jilin/journal/1', index, leaf: '' } });
const finding = (id: string, at: string, more: Partial<Finding> = {}): Finding => ({
  id, at, ref: { journal: '', index: 0, leaf: '' }, by, party: by, violation: 'late', clause: { instrument: '', code: '', version: 1, name: {}, clause: '', title: {} }, text: {}, replyBy: '', state: 'found', evidence: [], steps: [], can: [], ...more,
});

it('answers what each act answers: a reply the finding, an appeal the decision, a settlement the appeal', () => {
  const f = finding('harbin.1', '', { steps: [step('standing.find', 1), step('standing.reply', 2), step('standing.decide', 3), step('standing.appeal', 4)] });
  expect([answers(f, 'reply'), answers(f, 'hear'), answers(f, 'decide'), answers(f, 'appeal'), answers(f, 'settle'), answers(f, 'fulfil')]).toEqual(['harbin.1', 'harbin.1', 'harbin.1', 'jilin.3', 'jilin.4', 'jilin.3']);
  expect([replies(f).length, afterwards(f).map((s) => s.kind)]).toEqual([1, ['standing.decide', 'standing.appeal']]);
});

it('puts what waits for this city first, and what is over last', () => {
  const all = [finding('a', '2005-11-01', { state: 'fulfilled' }), finding('b', '2005-11-02'), finding('c', '2005-11-01', { can: ['standing.reply'] }), finding('d', '2005-11-03')];
  expect(sorted(all).map((f) => f.id).join('')).toBe('cdba');
});
