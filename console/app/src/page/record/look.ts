// What the state of an asking looks like.
import type { Asking } from '../../api/types';
import type { GlyphName, Tone } from '../../widget/glyph/glyphs';

export const looks: Record<Asking['state'], { glyph: GlyphName; tone: Tone }> = {
  'in-time': { glyph: 'accepted', tone: 'good' },
  late: { glyph: 'overdue', tone: 'waiting' },
  open: { glyph: 'received', tone: 'past' },
  silent: { glyph: 'cannot', tone: 'alarm' },
  off: { glyph: 'expired', tone: 'waiting' },
  excused: { glyph: 'superseded', tone: 'past' },
};
