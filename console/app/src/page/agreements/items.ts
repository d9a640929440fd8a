// How the items of a programme look, and what their owner can say of one. Pure.
import type { BodyOf, Item } from '../../api/types';
import type { GlyphName, Tone } from '../../widget/glyph/glyphs';

type Look = { glyph: GlyphName; tone: Tone };
export type Step = BodyOf<'agreement.progress'>['step'] & Item['history'][number]['step'];

export const itemLook: Record<Item['state'], Look> = {
  open: { glyph: 'clock', tone: 'going' },
  started: { glyph: 'arrow', tone: 'going' },
  overdue: { glyph: 'overdue', tone: 'alarm' },
  done: { glyph: 'accepted', tone: 'good' },
  'done-late': { glyph: 'late', tone: 'waiting' },
  dropped: { glyph: 'cancelled', tone: 'past' },
};

/** Done, but nobody can see by what. */
export function bare(i: Item): boolean {
  return i.done !== undefined && i.evidence.length === 0;
}

/** What its owner can say of an item, the natural thing first. What is done takes only evidence; what is dropped stays so. */
export function steps(i: Item): Step[] {
  if (i.state === 'dropped') return [];
  if (i.done !== undefined) return bare(i) ? ['done'] : [];
  return [...(i.history.length ? [] : (['started'] as const)), 'progress', 'done', 'moved', 'dropped'];
}

/** A date of law or agreement is moved by an amendment; its owner's word beside it changes nothing that is owed. */
export function movesAlone(i: Item): boolean {
  return i.force === 'custom' || i.force === 'pledge';
}

/** An amount as it goes on record, in the currency of the item; nothing if none was written. */
export function money(i: Item, written: string): { value: number; unit: string } | undefined {
  const unit = i.budgets[0]?.amount.unit;
  const value = Number(written.replaceAll(',', ''));
  return unit === undefined || written.trim() === '' || !Number.isFinite(value) || value < 0 ? undefined : { value, unit };
}
