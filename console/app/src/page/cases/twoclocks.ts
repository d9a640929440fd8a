// The two-clocks picture: when a thing is said to have happened, when it was known. Pure.
import type { CaseEvent } from '../../api/types';
import { linear } from '../../widget/chart/scale';

export type Thread = { event: CaseEvent; x1: number; x2: number; late: boolean };

/** One thread per event from the upper clock (at) to the lower one (knownAt). */
export function threads(events: CaseEvent[], from: number, to: number, range: [number, number]): Thread[] {
  const x = linear([from, to], range);
  const inside = (n: number): number => Math.min(Math.max(n, range[0]), range[1]);
  return events.map((event) => ({
    event,
    x1: inside(x(Date.parse(event.at))),
    x2: inside(x(Date.parse(event.knownAt))),
    late: event.late === true,
  }));
}

export type Clock = 'at' | 'knownAt';

/** Newest first by the chosen clock; events of the same moment keep the record's order. */
export function byClock(events: CaseEvent[], clock: Clock): CaseEvent[] {
  return events
    .map((event, i) => ({ event, i }))
    .sort((a, b) => Date.parse(b.event[clock]) - Date.parse(a.event[clock]) || b.i - a.i)
    .map(({ event }) => event);
}
