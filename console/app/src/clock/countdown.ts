// What a deadline looks like at a moment. Pure.

export type Countdown = {
  over: boolean;
  /** Whole seconds left, or overdue. */
  seconds: number;
  /** "2 d 03:12:05" in parts, so that the words around them can be those of the language. */
  days: number;
  clock: string;
  /** How pressing: calm (> 2 h), soon (> 30 min), now, over. */
  press: 'calm' | 'soon' | 'now' | 'over';
};

const pad = (n: number): string => String(n).padStart(2, '0');

export function countdown(due: number, now: number): Countdown {
  const left = due - now;
  const over = left < 0;
  // Round up what is left: 0:00 means over, not "half a second left".
  const seconds = over ? Math.floor(-left / 1000) : Math.ceil(left / 1000);
  const days = Math.floor(seconds / 86_400);
  const rest = seconds % 86_400;
  const clock = `${pad(Math.floor(rest / 3600))}:${pad(Math.floor(rest / 60) % 60)}:${pad(rest % 60)}`;
  return { over, seconds, days, clock, press: pressing(over, seconds) };
}

function pressing(over: boolean, seconds: number): Countdown['press'] {
  if (over) return 'over';
  if (seconds <= 1_800) return 'now';
  return seconds <= 7_200 ? 'soon' : 'calm';
}

/** Moments before the deadline at which a screen reader is told, in seconds. */
export const tellAt = [3_600, 1_800, 600, 300, 60, 0] as const;

/** The threshold that was crossed between two looks at the clock, if any: the last one. */
export function crossed(due: number, before: number, now: number): number | undefined {
  const left = (t: number): number => (due - t) / 1000;
  return [...tellAt].reverse().find((limit) => left(before) > limit && left(now) <= limit);
}
