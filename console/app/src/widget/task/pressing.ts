// What can be the largest thing on a page: a task, a duty, a silence, somebody's question. Pure.
import type { ActRef, Duty, Level, Silence, Status, Text } from '../../api/types';

export type Pressing = {
  id: string; title: Text; reason: Text; due?: string; consequence?: Text; status: Status; severity?: Level; simulated?: boolean; basis?: ActRef;
  /** The source says immediately and has no figure; since when it is owed. */
  promptly?: boolean; since?: string;
};

export type Loudest = { kind: 'duty'; duty: Duty } | { kind: 'silence'; silence: Silence };

const soon = 12 * 60_000;
const ahead = 2 * 3_600_000;

/**
 * The one thing that presses most: what is due soon and can still be saved, the soonest first; else what is overdue, the one that was due last first,
 * for there most can still be mended (what has no figure stands behind what has one); else who is still to answer within two hours. Of equals our own.
 */
export function loudest(next: readonly Duty[], silent: readonly Silence[], now: number, me?: string): Loudest | undefined {
  type Item = { what: Loudest; due: number; tier: 0 | 1 | 2 | undefined; own: boolean };
  const all: Item[] = [
    ...next.map((duty): Item => ({
      what: { kind: 'duty', duty }, due: duty.due ? Date.parse(duty.due) : Number.NEGATIVE_INFINITY, own: duty.party.id === me, tier: duty.state === 'due-soon' ? 0 : duty.state === 'overdue' ? 1 : undefined,
    })),
    ...silent.map((silence): Item => {
      const due = silence.due ? Date.parse(silence.due) : Number.NEGATIVE_INFINITY;
      const left = due - now;
      return { what: { kind: 'silence', silence }, due, own: silence.party.id === me, tier: silence.overdue ? 1 : left > 0 && left <= soon ? 0 : left > 0 && left <= ahead ? 2 : undefined };
    }),
  ];
  for (const tier of [0, 1, 2] as const) {
    const found = all.filter((a) => a.tier === tier).sort((a, b) => (tier === 1 ? b.due - a.due : a.due - b.due) || Number(b.own) - Number(a.own));
    if (found[0]) return found[0].what;
  }
  return undefined;
}
