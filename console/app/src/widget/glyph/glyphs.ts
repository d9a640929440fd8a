// One shape per state, drawn on a 16 by 16 grid, so that no state is told by colour alone.
import type { Custody, MarkKind } from '../../api/types';

export type GlyphName = Custody | 'deadline' | 'pass' | 'fail' | 'cannot' | 'skip' | 'arrow' | 'clock' | 'pause' | 'play' | 'again' | 'late' | 'speech' | 'phone';

export const glyphs: Record<GlyphName, string> = {
  sent: 'M2 8h9M7.5 4l4 4-4 4M14 3v10',
  received: 'M8 2v7M4.5 6 8 9.5 11.5 6M2.5 10v3.5h11V10',
  seen: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6',
  accepted: 'M2.5 8.5 6.5 12.5 13.5 4',
  'passed-on': 'M2 4l4 4-4 4M8 4l4 4-4 4',
  declined: 'M4 4l8 8M12 4l-8 8',
  overdue: 'M8 2.2v7.3M8 12.2v1.6',
  expired: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 5v3.4l2.2 1.6',
  superseded: 'M3 5h8v8H3zM6 5V2.5h7.5V10H11',
  cancelled: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM3.8 12.2l8.4-8.4',
  deadline: 'M4 14.5V2M4 2.5h8.5l-2.5 3 2.5 3H4',
  pass: 'M2.5 8.5 6.5 12.5 13.5 4',
  fail: 'M4 4l8 8M12 4l-8 8',
  cannot: 'M5.5 6a2.5 2.5 0 1 1 3.4 2.3c-.7.3-.9.7-.9 1.6M8 12.2v1.2',
  skip: 'M3 8h10',
  arrow: 'M3 8h10M9 4l4 4-4 4',
  clock: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 5v3.4l2.2 1.6',
  pause: 'M5.5 3v10M10.5 3v10',
  play: 'M4.5 2.5 13 8l-8.5 5.5Z',
  late: 'M1.5 8.5 5 12 10.5 4.5M13.8 3.5v5.2M13.8 11.7v.6',
  speech: 'M2 3h12v8H7.5L4 14v-3H2Z',
  phone: 'M4 2h2.5l1 3.5-1.6 1.2a8 8 0 0 0 3.4 3.4l1.2-1.6 3.5 1V12a2 2 0 0 1-2 2A10 10 0 0 1 2 4a2 2 0 0 1 2-2Z',
  again: 'M3 8a5 5 0 1 0 1.6-3.6M3 2.5v3h3',
};

export function markGlyph(kind: MarkKind): GlyphName {
  return kind;
}

/** How a state feels: the colour that goes with its shape and its word. */
export type Tone = 'alarm' | 'good' | 'going' | 'waiting' | 'past';

export function tone(state: Custody | 'deadline'): Tone {
  switch (state) {
    case 'overdue':
    case 'declined':
      return 'alarm';
    case 'accepted':
    case 'passed-on':
      return 'good';
    case 'received':
    case 'seen':
    case 'deadline':
      return 'going';
    case 'sent':
      return 'waiting';
    case 'expired':
    case 'superseded':
    case 'cancelled':
      return 'past';
  }
}
