// How custody rows are read: what comes first, how far along a row is. Pure.
import type { Custody, CustodyRow, CustodyStep } from '../../api/types';

const urgency: Record<Custody, number> = {
  overdue: 0, declined: 1, sent: 2, received: 3, seen: 4, accepted: 5, 'passed-on': 6, expired: 7, superseded: 8, cancelled: 9,
};

/** Silence first. Equal states keep the node's order, so that rows do not jump. */
export function loudestFirst(rows: CustodyRow[]): CustodyRow[] {
  return rows
    .map((row, i) => ({ row, i }))
    .sort((a, b) => urgency[a.row.state] - urgency[b.row.state] || a.i - b.i)
    .map(({ row }) => row);
}

export const ladder = ['sent', 'received', 'seen', 'accepted'] as const;
export type Rung = { state: (typeof ladder)[number]; step: CustodyStep | undefined };

/** The four steps every addressee should take, and when it did. */
export function rungs(row: CustodyRow): Rung[] {
  return ladder.map((state) => ({ state, step: row.history.find((h) => h.state === state) }));
}

/** Rows whose state differs between two looks: what to announce and to highlight. */
export function changed(before: CustodyRow[], after: CustodyRow[]): CustodyRow[] {
  const was = new Map(before.map((r) => [r.party.id, `${r.state}/${r.version}`]));
  return after.filter((r) => was.has(r.party.id) && was.get(r.party.id) !== `${r.state}/${r.version}`);
}

export function tally(rows: CustodyRow[]): Partial<Record<Custody, number>> {
  const out: Partial<Record<Custody, number>> = {};
  for (const row of rows) out[row.state] = (out[row.state] ?? 0) + 1;
  return out;
}
