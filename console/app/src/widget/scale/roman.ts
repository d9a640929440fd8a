const signs = ['I', 'II', 'III', 'IV'] as const;
export const steps = [1, 2, 3, 4] as const;
export type Step = (typeof steps)[number];

/** A step of a scale of four, the gravest first; undefined where none was given (0 or absent). */
export function roman(n: number | undefined): { n: Step; sign: (typeof signs)[number] } | undefined {
  const step = steps.find((s) => s === n);
  const sign = step === undefined ? undefined : signs[step - 1];
  return step === undefined || sign === undefined ? undefined : { n: step, sign };
}
