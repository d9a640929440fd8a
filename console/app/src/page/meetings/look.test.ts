import { expect, it } from 'vitest';
import type { Action, MeetingHead } from '../../api/types';
import { bare, grouped } from './look';

const head = (id: string, state: MeetingHead['state'], at: string, mine?: MeetingHead['mine']): MeetingHead => ({ id, state, at: `2005-11-${at}T09:00:00Z`, answerBy: `2005-11-${at}T08:00:00Z`, title: {}, body: {}, place: {}, by: { id: 'x', name: {}, role: 'city' }, ...(mine ? { mine } : {}) });

it('puts what waits for this city first, then what is to come by time, and the latest that was held', () => {
  const all = [head('a', 'minuted', '01', 'signed'), head('b', 'minuted', '05', 'unsigned'), head('c', 'called', '25', 'comes'), head('d', 'called', '22', 'not'), head('e', 'requested', '23'), head('f', 'called', '21', 'asked'), head('g', 'minuted', '03')];
  expect(grouped(all).map((g) => `${g.key}: ${g.meetings.map((m) => m.id).join(' ')}`)).toEqual(['mine: b f', 'upcoming: d c', 'requested: e', 'past: g a']);
});

it('tells what is done without evidence', () => {
  const action = (state: Action['state'], evidence: string[]): Action => ({ n: 1, owner: head('', 'called', '01').by, what: {}, due: '', state, evidence });
  expect([bare(action('done', [])), bare(action('done-late', [])), bare(action('done', ['ab'])), bare(action('open', []))]).toEqual([true, true, false, false]);
});
