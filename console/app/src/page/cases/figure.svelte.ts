// How a reported figure stands beside what was verified.
import type { ReportedFigure } from '../../api/types';
import { number } from '../../words/format.svelte';

/** A value with its unit; a count has the unit 1, which nobody says. */
export const amount = (value: number, unit: string): string => (unit === '1' ? number(value) : `${number(value)} ${unit}`);

export const figureLook = {
  unverified: { glyph: 'sent', tone: 'waiting' }, corrected: { glyph: 'received', tone: 'good' }, within: { glyph: 'received', tone: 'good' }, moved: { glyph: 'sent', tone: 'waiting' },
  unsure: { glyph: 'sent', tone: 'waiting' }, estimate: { glyph: 'sent', tone: 'waiting' }, beyond: { glyph: 'cannot', tone: 'alarm' },
} as const satisfies Record<ReportedFigure['state'], object>;
