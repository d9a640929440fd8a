import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import { follow, Resource } from './resource.svelte';

const settled = async (): Promise<void> => { for (let i = 0; i < 6; i++) await Promise.resolve(); };

/** Calls that are answered when the test says so. */
function calls() {
  const waiting: { of: string; answer: () => void; refuse: () => void }[] = [];
  return {
    waiting,
    ask: (of: string): Promise<string> => new Promise((resolve, reject) => { waiting.push({ of, answer: () => resolve(`of ${of}`), refuse: () => reject(new Error('gone')) }); }),
  };
}

describe('another question', () => {
  it('takes away the answer to the old one, and is not overtaken by it', async () => {
    const { waiting, ask } = calls();
    let of = 'Songhua';
    const one = new Resource(() => ask(of));
    void one.refresh();
    of = 'Nen';
    void one.anew();
    expect(waiting.map((w) => w.of)).toEqual(['Songhua', 'Nen']); // it does not wait for the old one
    waiting[1]?.answer();
    await settled();
    waiting[0]?.answer();
    await settled();
    expect(one.data).toBe('of Nen');
  });

  it('shows nothing of the old one while it waits, and its own refusal', async () => {
    const { waiting, ask } = calls();
    const one = new Resource(() => ask('x'));
    void one.refresh();
    waiting[0]?.answer();
    await settled();
    void one.anew();
    expect(one.answer.kind).toBe('waiting');
    waiting[1]?.refuse();
    await settled();
    expect(one.answer.kind).toBe('refused');
  });

  it('leaves folding of calls as it is', async () => {
    const { waiting, ask } = calls();
    const one = new Resource(() => ask('x'));
    void one.refresh();
    void one.refresh();
    void one.anew();
    void one.refresh();
    waiting[0]?.answer();
    await settled();
    expect(waiting).toHaveLength(2); // the old one starts nothing more
    waiting[1]?.answer();
    await settled();
    expect(waiting).toHaveLength(3);
  });
});

describe('following', () => {
  it('asks when the question changes, and never because what the asking reads has changed', async () => {
    const { waiting, ask } = calls();
    let now = $state(0);
    let river = $state('Songhua');
    let one: Resource<string> | undefined;
    const stop = $effect.root(() => { one = follow(() => [], () => ask(`${river} at ${now}`), () => river); });
    flushSync();
    waiting[0]?.answer();
    await settled();
    now = 1; // a clock ticks
    flushSync();
    await settled();
    expect(waiting.map((w) => w.of)).toEqual(['Songhua at 0']);
    river = 'Nen';
    flushSync();
    expect([waiting.map((w) => w.of), one?.answer.kind]).toEqual([['Songhua at 0', 'Nen at 1'], 'waiting']);
    stop();
  });
});
