// What can be the largest thing on a page: a task, a duty, a silence, somebody's question. Pure.
import type { ActRef, Duty, Level, Silence, Status, Text } from '../../api/types';

export type Pressing = {
  id: string; title: Text; reason: Text; due?: string; consequence?: Text; status: Status; severity?: Level; simulated?: boolean; basis?: ActRef;
  /** The source says immediately and has no figure; since when it is owed. */
  promptly?: boolean; since?: string;
};

export type Loudest = { kind: 'duty'; duty: Duty } | { kind: 'silence'; silence: Silence };

const soon = 12 * 60_000;

/**
 * The one thing that presses most: what is due soon and can still be saved, the soonest first; else what is overdue, the one that was due last first,
 * for there most can still be mended; what has no figure stands behind what has one.
 */
export function loudest(next: readonly Duty[], silent: readonly Silence[], now: number): Loudest | undefined {
  const all: { what: Loudest; due: number; over: boolean; soon: boolean }[] = [
    ...next.map((duty) => ({ what: { kind: 'duty' as const, duty }, due: duty.due ? Date.parse(duty.due) : Number.NEGATIVE_INFINITY, over: duty.state === 'overdue', soon: duty.state === 'due-soon' })),
    ...silent.map((silence) => {
      const due = silence.due ? Date.parse(silence.due) : Number.NEGATIVE_INFINITY;
      return { what: { kind: 'silence' as const, silence }, due, over: silence.overdue === true, soon: !silence.overdue && due > now && due - now <= soon };
    }),
  ];
  const saved = all.filter((a) => a.soon).sort((a, b) => a.due - b.due);
  const late = all.filter((a) => a.over).sort((a, b) => b.due - a.due);
  return (saved[0] ?? late[0])?.what;
}
