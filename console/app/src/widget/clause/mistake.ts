// What a compiler of conditions says is wrong with one, taken apart: the kind of mistake, where it is, and its own words.

export const mistakes = ['unknown', 'syntax', 'types', 'notYesOrNo', 'long', 'costly', 'other'] as const;
export type MistakeKind = (typeof mistakes)[number];
export type Mistake = {
  kind: MistakeKind;
  /** The name that there is not, or the type of what should be true or false. */
  name: string;
  /** What may have been meant. */
  meant: string;
  line: number;
  /** From 1; 0 where none is told. */
  column: number;
  /** The beginning of the condition, as it was quoted. */
  of: string;
  /** The compiler's own words, which are English. */
  says: string;
};

const kinds: readonly [MistakeKind, RegExp][] = [
  ['syntax', /^Syntax error/], ['unknown', /^undeclared reference to '(?<name>[^']*)'(?:.*did you mean '(?<meant>[^']*)')?/], ['types', /^(?:found no matching overload|type '(?<name>[^']*)' does not support)/],
  ['notYesOrNo', /^gives a (?<name>\S+); wants something that is true or false/], ['long', /^has \d+ bytes/], ['costly', /^could cost/],
];

/** A mistake in a condition (package agreement/condition); undefined if the sentence tells of something else. */
export function mistakeIn(text: string): Mistake | undefined {
  const found = /condition: compile "((?:[^"\\]|\\.)*)"…?: (.+)/s.exec(text);
  if (!found) return undefined;
  const [, quoted = '', rest = ''] = found;
  const placed = /^ERROR: <input>:(\d+):(\d+): (.+)/s.exec(rest);
  const says = (placed?.[3] ?? rest).split('\n')[0] ?? '';
  const [kind, pattern] = kinds.find(([, p]) => p.test(says)) ?? ['other' as const, /^/];
  const groups = pattern.exec(says)?.groups;
  return { kind, name: groups?.name ?? '', meant: groups?.meant ?? '', line: Number(placed?.[1] ?? 0), column: Number(placed?.[2] ?? 0), of: quoted.replace(/\\(.)/g, '$1'), says };
}
