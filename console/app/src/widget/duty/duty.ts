// How duties are grouped and ordered, and what a person can do about one. Pure.
import type { Duty, DutyState } from '../../api/types';
import type { GlyphName, Tone } from '../glyph/glyphs';

/** What can still be saved stands before what is lost; what is settled stands last. */
export const order: readonly DutyState[] = ['due-soon', 'overdue', 'disputed', 'sent', 'open', 'waiting', 'excused', 'met-late', 'met'];

const looks: Record<DutyState, { glyph: GlyphName; tone: Tone }> = {
  'due-soon': { glyph: 'clock', tone: 'waiting' },
  overdue: { glyph: 'overdue', tone: 'alarm' },
  disputed: { glyph: 'speech', tone: 'alarm' },
  sent: { glyph: 'sent', tone: 'waiting' },
  open: { glyph: 'deadline', tone: 'going' },
  waiting: { glyph: 'pause', tone: 'past' },
  excused: { glyph: 'skip', tone: 'past' },
  'met-late': { glyph: 'late', tone: 'going' },
  met: { glyph: 'pass', tone: 'good' },
};

export function look(state: DutyState): { glyph: GlyphName; tone: Tone } {
  return looks[state];
}

const when = (d: Duty): number => Date.parse(d.due ?? '') || Number.POSITIVE_INFINITY;
const late = (d: Duty): number => -(Date.parse(d.due ?? '') || 0);

/** Groups that have rows, most pressing first. Within a group what is due first stands first; of what is overdue what was due last, where most can be mended. */
export function grouped(duties: readonly Duty[]): { state: DutyState; duties: Duty[] }[] {
  return order
    .map((state) => ({ state, duties: duties.filter((d) => d.state === state).sort((a, b) => (state === 'overdue' ? late(a) - late(b) : when(a) - when(b)) || (a.id < b.id ? -1 : 1)) }))
    .filter((g) => g.duties.length > 0);
}

/** Counts in the order in which they press; states without duties are left out. */
export function counted(counts: Record<string, number>): [DutyState, number][] {
  return order.flatMap((s) => (counts[s] ? [[s, counts[s]] as [DutyState, number]] : []));
}

export const unsettled: readonly DutyState[] = ['due-soon', 'overdue', 'disputed', 'sent', 'open'];

/** Deeds that are acts of their own: such a duty is met by the act, not by a word about it. */
export const deeds = [
  'report.initial', 'report.supplementary', 'report.final', 'classify', 'designate', 'take-over', 'hand-back', 'confirm', 'join', 'answer', 'escalate', 'own', 'warn', 'accept', 'meet', 'notice', 'ask-approval', 'surge-table', 'assess',
] as const;
export type DeedName = (typeof deeds)[number];

export function deed(d: Duty): DeedName | undefined {
  return deeds.find((name) => name === d.do);
}

/** An item of a programme or a plan: on the page of the programme its owner says what became of it. */
export function isItem(d: Duty): boolean {
  return d.do === 'action' && d.key.case === d.key.clause.instrument;
}

export type DutyAction = 'meet' | 'deed' | 'excuse' | 'answer-excuse' | 'answer-deed';

/** What an officer of a party can do about a duty, the natural thing first. */
export function actions(d: Duty, me: string | undefined): DutyAction[] {
  const out: DutyAction[] = [];
  const open = unsettled.includes(d.state);
  if (d.party.id === me && open && d.since) out.push(deed(d) || isItem(d) ? 'deed' : 'meet', ...(d.excuse || isItem(d) ? [] : (['excuse'] as const)));
  if (d.to?.id === me && d.party.id !== me) {
    if (d.excuse && !d.excuse.answered) out.push('answer-excuse');
    if (d.metBy && d.judged === 'claimed' && !deed(d)) out.push('answer-deed');
  }
  return out;
}
