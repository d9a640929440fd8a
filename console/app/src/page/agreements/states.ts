// How the states of agreements and of their parties look, and in which order they are read.
import type { InstrumentHead, InstrumentState, Signing, SigningState } from '../../api/types';
import type { GlyphName, Tone } from '../../widget/glyph/glyphs';

type Look = { glyph: GlyphName; tone: Tone };

export const instrumentLook: Record<InstrumentState, Look> = {
  proposed: { glyph: 'sent', tone: 'waiting' },
  refused: { glyph: 'declined', tone: 'alarm' },
  concluded: { glyph: 'accepted', tone: 'good' },
  'not-yet': { glyph: 'clock', tone: 'going' },
  superseded: { glyph: 'superseded', tone: 'past' },
  lapsed: { glyph: 'expired', tone: 'past' },
  ended: { glyph: 'cancelled', tone: 'past' },
};

export const signingLook: Record<SigningState, Look> = {
  asked: { glyph: 'sent', tone: 'waiting' },
  signed: { glyph: 'accepted', tone: 'good' },
  bound: { glyph: 'arrow', tone: 'going' },
  refused: { glyph: 'declined', tone: 'alarm' },
  suspended: { glyph: 'pause', tone: 'waiting' },
  leaving: { glyph: 'passed-on', tone: 'waiting' },
  left: { glyph: 'cancelled', tone: 'past' },
};

/** Who keeps others waiting stands first, who signed last. */
const loudness: SigningState[] = ['refused', 'asked', 'suspended', 'leaving', 'left', 'signed', 'bound'];
export function byLoudness(parties: readonly Signing[]): Signing[] {
  return [...parties].sort((a, b) => loudness.indexOf(a.state) - loudness.indexOf(b.state));
}

export const groups = ['mine', 'ready', 'proposed', 'suspended', 'concluded', 'not-yet', 'past'] as const;
export type Group = (typeof groups)[number];

export function groupOf(head: InstrumentHead, me: string | undefined): Group {
  const mine = head.parties.find((p) => p.party.id === me);
  switch (head.state) {
    case 'proposed':
      if (mine?.state === 'asked') return 'mine';
      return head.by.id === me && head.missing === 0 ? 'ready' : 'proposed';
    case 'concluded': return mine?.state === 'suspended' ? 'suspended' : 'concluded';
    case 'not-yet': return 'not-yet';
    case 'refused': case 'superseded': case 'lapsed': case 'ended': return 'past';
  }
}

export function grouped(heads: readonly InstrumentHead[], me: string | undefined): [Group, InstrumentHead[]][] {
  return groups.flatMap((g): [Group, InstrumentHead[]][] => {
    const of = heads.filter((h) => groupOf(h, me) === g);
    return of.length ? [[g, of]] : [];
  });
}
