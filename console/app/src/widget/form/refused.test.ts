import { expect, it } from 'vitest';
import { sentenceFor } from './refused';

// The sentences of the node's own checks (package standing, node/spelling).
it.each([
  ['nothing was put on record, because the standing.suspect would have no effect: standing.suspect: party: wants another; what you did yourself you report', 'party', 'wants another; what you did yourself you report'],
  ['nothing was put on record, because the standing.suspect would have no effect: standing.suspect: party: wants another', 'text', ''],
  ['nothing was put on record: evidence[2]: harbin.900 is not here', 'evidence', 'harbin.900 is not here'],
  ['nothing was put on record: absent: party, text', 'text', 'absent: party, text'],
  ['text: no language\nexhibit ab does not stand in the envelope', 'text', 'no language'],
  ['the context: of it', 'text', ''],
  ['', 'text', ''],
])('%s: %s', (error, field, want) => {
  expect(sentenceFor(error, field)).toBe(want);
});
