import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { flushSync } from 'svelte';
import { Draft, kept } from './draft.svelte';
import { read } from './wire';

const sent: unknown[] = [];
let errors: string[] = [];
beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  sent.length = 0;
  errors = [];
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    sent.push(JSON.parse(String(init.body)));
    return new Response(JSON.stringify({ errors, problems: [], rules: [] }));
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('is checked once when the pen rests, and kept at every stroke', async () => {
  const draft = new Draft('k', read({ code: 'a' }));
  const stop = $effect.root(() => { $effect(() => draft.follow()); });
  flushSync();
  draft.wire.code = 'ab';
  flushSync();
  draft.wire.code = 'abc';
  flushSync();
  expect(kept('k')?.wire.code).toBe('abc');
  expect(draft.ready).toBe(false);
  await vi.advanceTimersByTimeAsync(600);
  expect(sent).toEqual([{ instrument: { code: 'abc', version: 1, type: 'agreement', mode: 'voluntary' } }]);
  expect(draft.ready).toBe(true);
  stop();
});

it('is not ready while something is wrong, or the check could not be made', async () => {
  errors = ['agreement: check: title: is missing'];
  const draft = new Draft('k', read({}));
  const stop = $effect.root(() => { $effect(() => draft.follow()); });
  flushSync();
  await vi.advanceTimersByTimeAsync(600);
  expect([draft.ready, draft.placed[0]?.field]).toEqual([false, 'title']);
  vi.stubGlobal('fetch', () => Promise.reject(new Error('cut')));
  draft.wire.code = 'x';
  flushSync();
  await vi.advanceTimersByTimeAsync(600);
  expect(draft.ready).toBe(false);
  expect(draft.unchecked).not.toBe('');
  stop();
});

it.each(['', 'nonsense', '{"wire":{}}', 'null', '[]'])('does not stumble over a kept %j', (junk) => {
  sessionStorage.setItem('k', junk);
  expect(kept('k')).toBeUndefined();
});
