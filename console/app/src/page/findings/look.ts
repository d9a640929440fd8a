// How findings look, and whose turn it is.
import type { Finding, FindingStep } from '../../api/types';
import type { GlyphName, Tone } from '../../widget/glyph/glyphs';

type Look = { glyph: GlyphName; tone: Tone };

export const findingLook: Record<Finding['state'], Look> = {
  found: { glyph: 'speech', tone: 'waiting' }, replied: { glyph: 'speech', tone: 'going' }, heard: { glyph: 'speech', tone: 'going' }, decided: { glyph: 'pass', tone: 'going' },
  appealed: { glyph: 'again', tone: 'waiting' }, settled: { glyph: 'pass', tone: 'past' }, fulfilled: { glyph: 'accepted', tone: 'past' },
};

const after = ['hear', 'decide', 'appeal', 'settle', 'fulfil'] as const;

/** What a step that followed is called; undefined for one that this program does not know. */
export function stepName(kind: string): (typeof after)[number] | undefined {
  return after.find((name) => kind === `standing.${name}`);
}

/** What the party said: it stands beside the finding, whatever came after. */
export function replies(f: Finding): FindingStep[] {
  return f.steps.filter((s) => s.kind === 'standing.reply');
}

/** What followed, without the finding itself and the replies, which stand side by side. */
export function afterwards(f: Finding): FindingStep[] {
  return f.steps.filter((s) => s.kind !== 'standing.find' && s.kind !== 'standing.reply');
}

const identifier = (s: FindingStep): string => `${s.ref.journal.split('/')[0]}.${s.ref.index}`;

/** What an act about a finding answers: an appeal its decision, a settlement its appeal, the sanction the last word on it. */
export function answers(f: Finding, verb: Verb): string {
  const last = (...kinds: string[]): FindingStep | undefined => f.steps.filter((s) => kinds.includes(s.kind)).at(-1);
  const step = verb === 'appeal' ? last('standing.decide') : verb === 'settle' ? last('standing.appeal') : verb === 'fulfil' ? last('standing.decide', 'standing.settle') : undefined;
  return step ? identifier(step) : f.id;
}

export const verbs = ['reply', 'hear', 'decide', 'appeal', 'settle', 'fulfil'] as const;
export type Verb = (typeof verbs)[number];

/** Those that wait for this city first, then the open ones, then what is over; the latest first. */
export function sorted(all: readonly Finding[]): Finding[] {
  const rank = (f: Finding): number => (f.can.length ? 0 : f.state === 'fulfilled' || f.state === 'settled' ? 2 : 1);
  return [...all].sort((a, b) => rank(a) - rank(b) || Date.parse(b.at) - Date.parse(a.at));
}
