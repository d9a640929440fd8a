// A question whose answer comes twice: at first from few members, then from all of them; and, when somebody says so, on record.
import { Refusal } from '../../api/client';
import { t } from '../../words/catalogue.svelte';

export class Trying<Q extends { first?: boolean }, A> {
  answer = $state.raw<A>();
  /** Why there is no answer, or no more than the first one; empty while nothing is wrong. */
  wrong = $state('');
  busy = $state(false);
  /** An act is under way: what it was asked with must not change before it is known whether it is on record. */
  recording = $state(false);
  #ask: (id: string, question: Q) => Promise<A>;
  #turn = 0;

  constructor(ask: (id: string, question: Q) => Promise<A>) {
    this.#ask = ask;
  }

  /** The question has become another one: what is shown, and what is still being computed, does not answer it. */
  changed(): void {
    this.#turn++;
    this.answer = undefined;
    this.wrong = '';
    this.busy = false;
  }

  /** A first answer, to look at while the whole is computed, and then the whole. */
  run(id: string, question: Q): Promise<void> {
    return this.#try([() => this.#ask(id, { ...question, first: true }), () => this.#ask(id, question)]);
  }

  /** The whole once more, on record; until it is there the last answer stays. */
  async record(id: string, question: Q): Promise<void> {
    this.recording = true;
    await this.#try([() => this.#ask(id, question)]);
    this.recording = false;
  }

  async #try(calls: (() => Promise<A>)[]): Promise<void> {
    const turn = ++this.#turn;
    this.busy = true;
    this.wrong = '';
    try {
      for (const call of calls) {
        const answer = await call();
        if (turn !== this.#turn) return;
        this.answer = answer;
      }
    } catch (e) {
      if (turn === this.#turn) this.wrong = e instanceof Refusal && e.message ? e.message : t('forecast.failed');
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }
}
