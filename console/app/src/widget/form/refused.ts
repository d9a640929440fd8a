// What the node said against a form, for the field that it names.
import { getContext, setContext } from 'svelte';

const key = Symbol('refused');

/** The dialog tells its fields what the node answered. Call it while a component is made. */
export function tellFields(error: () => string): void {
  setContext(key, error);
}

/** What the node said against the field of this name; empty where it said nothing. Call it while a component is made. */
export function againstField(name: string): () => string {
  const error = getContext<(() => string) | undefined>(key);
  return () => sentenceFor(error?.() ?? '', name);
}

/** "…would have no effect: standing.query: answerBy: gives no time": the sentence after the field's name, of the line that has it. */
export function sentenceFor(error: string, name: string): string {
  const said = new RegExp(`(?:^|[\\s:])${name}(?:\\[\\d+\\])?(?:\\.\\w+)*: (.+)`).exec(error)?.[1];
  return said ?? (new RegExp(`absent: (?:.*, )?${name}\\b`).exec(error)?.[0] ?? '');
}
