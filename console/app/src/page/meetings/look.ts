// How the states of meetings look, and what waits for this city.
import type { Action, Attendance, Decision, MeetingHead } from '../../api/types';
import type { GlyphName, Tone } from '../../widget/glyph/glyphs';

type Look = { glyph: GlyphName; tone: Tone };

export const stateLook: Record<MeetingHead['state'], Look> = { requested: { glyph: 'cannot', tone: 'waiting' }, called: { glyph: 'sent', tone: 'going' }, held: { glyph: 'overdue', tone: 'waiting' }, minuted: { glyph: 'pass', tone: 'past' } };
export const mineLook: Record<NonNullable<MeetingHead['mine']>, Look> = {
  asked: { glyph: 'overdue', tone: 'waiting' }, comes: { glyph: 'accepted', tone: 'good' }, not: { glyph: 'declined', tone: 'past' }, signed: { glyph: 'accepted', tone: 'good' }, dissents: { glyph: 'declined', tone: 'alarm' }, unsigned: { glyph: 'overdue', tone: 'waiting' },
};
export const attendanceLook: Record<Attendance['state'], Look> = {
  asked: { glyph: 'sent', tone: 'waiting' }, comes: { glyph: 'accepted', tone: 'good' }, not: { glyph: 'declined', tone: 'past' }, present: { glyph: 'pass', tone: 'good' }, silent: { glyph: 'overdue', tone: 'alarm' },
};
export const resultLook: Record<Decision['result'], Look> = { carried: { glyph: 'accepted', tone: 'good' }, 'not-carried': { glyph: 'declined', tone: 'past' }, 'no-quorum': { glyph: 'cannot', tone: 'alarm' } };
export const actionLook: Record<Action['state'], Look> = { open: { glyph: 'clock', tone: 'going' }, overdue: { glyph: 'overdue', tone: 'alarm' }, done: { glyph: 'accepted', tone: 'good' }, 'done-late': { glyph: 'accepted', tone: 'waiting' } };

/** Done, but nobody can see by what. */
export function bare(a: Action): boolean {
  return (a.state === 'done' || a.state === 'done-late') && a.evidence.length === 0;
}

export function waitsForMe(m: MeetingHead): boolean {
  return m.mine === 'asked' || m.mine === 'unsigned';
}

export type Groups = { key: 'mine' | 'upcoming' | 'requested' | 'past'; meetings: MeetingHead[] }[];

/** What waits for this city first; what is to come by time; what was held, the latest first. */
export function grouped(all: readonly MeetingHead[]): Groups {
  const soon = (a: MeetingHead, b: MeetingHead): number => Date.parse(a.at) - Date.parse(b.at);
  const rest = all.filter((m) => !waitsForMe(m));
  const groups: Groups = [
    { key: 'mine', meetings: all.filter(waitsForMe).sort((a, b) => Date.parse(a.answerBy) - Date.parse(b.answerBy)) },
    { key: 'upcoming', meetings: rest.filter((m) => m.state === 'called').sort(soon) },
    { key: 'requested', meetings: rest.filter((m) => m.state === 'requested').sort(soon) },
    { key: 'past', meetings: rest.filter((m) => m.state === 'minuted' || m.state === 'held').sort((a, b) => soon(b, a)) },
  ];
  return groups.filter((g) => g.meetings.length);
}
