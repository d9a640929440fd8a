// What changed between two versions of an instrument, clause by clause. Clauses are the same by their id, not by their place.
import type { Clause, Section } from '../../api/types';

export type Difference<T> = { id: string; what: 'added' | 'removed' | 'changed'; before?: T; after?: T; fields: string[] };

/** The same whatever the order of an object's members. */
function plain(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) =>
    v !== null && typeof v === 'object' && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v,
  );
}

function differences<T extends object>(before: readonly T[], after: readonly T[], id: (x: T) => string, fields: readonly (keyof T & string)[]): Difference<T>[] {
  const old = new Map(before.map((x) => [id(x), x]));
  const out: Difference<T>[] = [];
  for (const now of after) {
    const was = old.get(id(now));
    old.delete(id(now));
    if (!was) out.push({ id: id(now), what: 'added', after: now, fields: [] });
    else {
      const changed = fields.filter((f) => plain(was[f]) !== plain(now[f]));
      if (changed.length) out.push({ id: id(now), what: 'changed', before: was, after: now, fields: changed });
    }
  }
  return [...out, ...[...old].map(([key, was]): Difference<T> => ({ id: key, what: 'removed', before: was, fields: [] }))];
}

export const clauseFields = ['force', 'title', 'text', 'source', 'when', 'kind', 'machine'] as const;
export type ClauseField = (typeof clauseFields)[number];

export function clauseDifferences(before: readonly Clause[], after: readonly Clause[]): Difference<Clause>[] {
  return differences(before, after, (c) => c.id, clauseFields);
}

export function sectionDifferences(before: readonly Section[], after: readonly Section[]): Difference<Section>[] {
  return differences(before, after, (s) => s.key, ['text']);
}

/** Words that went and words that came, so that a reader finds the changed figure in a long sentence. */
export type Piece = { text: string; what: 'same' | 'gone' | 'new' };

function tokens(text: string): string[] {
  // A Chinese character is a word of its own; a figure is never torn.
  return text.match(/\d+(?:[.:]\d+)*|[A-Za-z]+|\s+|[^\sA-Za-z\d]/gu) ?? [];
}

export function compare(before: string, after: string): Piece[] {
  const a = tokens(before);
  const b = tokens(after);
  // The longest common run of words, by the table of Wagner and Fischer. Clauses are short.
  const best: number[][] = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number): number => best[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) (best[i] as number[])[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const out: Piece[] = [];
  const put = (text: string, what: Piece['what']): void => {
    const last = out[out.length - 1];
    if (last?.what === what) last.text += text;
    else out.push({ text, what });
  };
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) { put(a[i] ?? '', 'same'); i++; j++; }
    else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) put(a[i++] ?? '', 'gone');
    else put(b[j++] ?? '', 'new');
  }
  return out;
}
