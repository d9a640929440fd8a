// What is being written in a dialog, kept in this browser tab until it is on record: going back, a reload or a lost line loses nothing.
import { session } from '../../api/session.svelte';

export type Kept<T> = { value: T; forget: () => void };

/** Keep a form under a name, for the officer who writes it. Call it while a component is made. */
export function keep<T extends object>(name: string, empty: T, store: Storage = sessionStorage): Kept<T> {
  const key = `form.${session.data?.officer?.login ?? ''}.${name}`;
  const value = $state<T>({ ...empty, ...found<T>(key, store) });
  let over = false;
  $effect(() => {
    const text = JSON.stringify(value);
    if (over || text === JSON.stringify(empty)) store.removeItem(key);
    else store.setItem(key, text);
  });
  return { value, forget: () => { over = true; store.removeItem(key); } };
}

function found<T>(key: string, store: Storage): Partial<T> {
  try {
    return (JSON.parse(store.getItem(key) ?? '{}') ?? {}) as Partial<T>;
  } catch {
    return {};
  }
}
