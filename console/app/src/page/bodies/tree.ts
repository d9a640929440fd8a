// Bodies as a tree: a body under one that is not known stands at the top, and nothing is lost in a circle.
import type { Body } from '../../api/types';

export type Branch = { body: Body; below: Branch[] };

const key = (b: Body, id: string): string => `${b.instrument.instrument}/${id}`;

export function tree(bodies: readonly Body[]): Branch[] {
  const ids = new Set(bodies.map((b) => key(b, b.id)));
  const done = new Set<string>();
  const grow = (b: Body): Branch => {
    done.add(key(b, b.id));
    return { body: b, below: bodies.filter((x) => x.parent === b.id && key(x, x.parent) === key(b, b.id) && !done.has(key(x, x.id))).map(grow) };
  };
  const tops = bodies.filter((b) => b.parent === undefined || b.parent === '' || !ids.has(key(b, b.parent))).map(grow);
  return [...tops, ...bodies.flatMap((b) => (done.has(key(b, b.id)) ? [] : [grow(b)]))];
}

/** Seats that somebody holds, and whether they are enough to decide. */
export function seats(b: Body): { filled: number; enough: boolean } {
  const filled = b.seats.filter((s) => !s.vacant).length;
  return { filled, enough: filled >= b.quorum };
}
