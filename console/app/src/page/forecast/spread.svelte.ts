// How a difference between two runs is said: as a band, with its sign, and as none where nothing differs. Never as one number.
import type { Band, ComparedPlace, Spread } from '../../api/types';
import type { GlyphName, Tone } from '../../widget/glyph/glyphs';
import { t } from '../../words/catalogue.svelte';
import { number } from '../../words/format.svelte';

/** Less than this nobody can tell from nothing, in m3/s as in hours. */
const nothing = 0.05;

const signed = (v: number): string => (v > 0 ? `+${number(v, 3)}` : number(v, 3).replace('-', '−'));
const small = (v: number): number => (Math.abs(v) < nothing ? 0 : v);

export function spread(s: Spread): string {
  if (Math.max(Math.abs(s.low), Math.abs(s.high)) < nothing) return t('measures.none');
  const [from, to] = [signed(small(s.p05)), signed(small(s.p95))];
  return from === to ? t('measures.about', { v: to, unit: s.unit }) : t('measures.band', { from, to, unit: s.unit });
}

/** The least and the greatest of any member, for whoever asks how bad it could be. */
export function extremes(s: Spread): string {
  return t('measures.extremes', { low: signed(small(s.low)), high: signed(small(s.high)), unit: s.unit });
}

export function band(b: Band): string {
  const [from, to] = [number(b.p05, 3), number(b.p95, 3)];
  return from === to ? t('measures.about', { v: to, unit: b.unit }) : t('measures.band', { from, to, unit: b.unit });
}

/** Shape and tone of a side; its word stands beside it. */
export const sides: Record<ComparedPlace['side'], { glyph: GlyphName; tone: Tone }> = {
  better: { glyph: 'pass', tone: 'good' }, worse: { glyph: 'fail', tone: 'alarm' }, both: { glyph: 'cannot', tone: 'waiting' }, same: { glyph: 'skip', tone: 'past' },
};
