// The sections that every agreement between equals must have, in the order in which they are read (R36).
export const mandatory = ['purpose', 'scope', 'duties', 'command', 'information', 'costs', 'disputes', 'term'] as const;
export type SectionKey = (typeof mandatory)[number];

export function isSectionKey(key: string): key is SectionKey {
  return (mandatory as readonly string[]).includes(key);
}
