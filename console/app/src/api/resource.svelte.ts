// An answer of the node that is kept fresh: asked again when one of its topics changes,
// kept on screen (and marked old) when asking fails.
import { untrack } from 'svelte';
import { live } from './live.svelte';
import { Refusal } from './client';

/** What a page can hold: nothing yet, an answer (perhaps old), or a refusal. */
export type Answer<T> =
  | { kind: 'waiting' }
  | { kind: 'here'; data: T; since: number; stale?: Refusal }
  | { kind: 'refused'; why: Refusal };

export class Resource<T> {
  answer = $state.raw<Answer<T>>({ kind: 'waiting' });
  #ask: () => Promise<T>;
  /** Counts what makes an answer under way an old one. */
  #turn = 0;
  /** Counts questions: whoever waits for the answer to an earlier one has nothing more to say. */
  #question = 0;
  #running = false;
  #wanted = false;

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
  }

  get data(): T | undefined {
    return this.answer.kind === 'here' ? this.answer.data : undefined;
  }

  /** Put an answer that an action returned in place of the old one. */
  put(data: T): void {
    this.#turn++;
    this.answer = { kind: 'here', data, since: Date.now() };
  }

  /** Ask another question: what is shown, and what is under way, answers the old one and goes. */
  anew(): Promise<void> {
    this.#turn++;
    this.#question++;
    this.#running = this.#wanted = false;
    this.answer = { kind: 'waiting' };
    return this.refresh();
  }

  /** Ask again. Calls while one is under way are folded into one more. */
  async refresh(): Promise<void> {
    if (this.#running) {
      this.#wanted = true;
      return;
    }
    this.#running = true;
    const turn = ++this.#turn;
    const question = this.#question;
    try {
      const data = await this.#ask();
      if (turn === this.#turn) this.answer = { kind: 'here', data, since: Date.now() };
      live.heard();
    } catch (error) {
      const why = error instanceof Refusal ? error : new Refusal(0, String(error));
      if (turn === this.#turn)
        this.answer = this.answer.kind === 'here' ? { ...this.answer, stale: why } : { kind: 'refused', why };
    }
    if (question !== this.#question) return;
    this.#running = false;
    if (this.#wanted) {
      this.#wanted = false;
      await this.refresh();
    }
  }

  /** Ask now and whenever one of the topics changes; returns how to stop. */
  follow(topics: string[]): () => void {
    void this.refresh();
    return live.listen((changed) => {
      if (changed.includes('*') || topics.some((t) => changed.includes(t))) void this.refresh();
    });
  }
}

/**
 * A resource that lives as long as the component that makes it. What is asked may depend on more than
 * the component was made for: then question says on what, and another one is asked anew.
 */
export function follow<T>(topics: () => string[], ask: () => Promise<T>, question: () => string | undefined = () => undefined): Resource<T> {
  const resource = new Resource(ask);
  const which = $derived(question());
  let asked = untrack(() => which);
  $effect(() => {
    if (which !== asked) untrack(() => void resource.anew());
    asked = which;
  });
  // What the asking reads is no reason to ask again: a clock would ask at every tick.
  $effect(() => {
    const of = topics();
    return untrack(() => resource.follow(of));
  });
  return resource;
}
