// The text under the pen: kept in this browser tab so that nothing is lost on a reload, and checked by the node as it is written.
import { api, Refusal } from '../../api/client';
import type { Checked } from '../../api/types';
import { t } from '../../words/catalogue.svelte';
import { told } from '../../widget/clause/told.svelte';
import { type Placed, placeOf } from './place';
import { read, type Wire, write } from './wire';

const wait = 500;

export type Kept = { wire: Wire; at: number };

/** What was kept of a draft; nothing if it cannot be understood any more. */
export function kept(key: string, store: Storage = sessionStorage): Kept | undefined {
  try {
    const found = JSON.parse(store.getItem(key) ?? 'null') as { wire?: unknown; at?: unknown } | null;
    return found?.wire && typeof found.at === 'number' ? { wire: read(found.wire), at: found.at } : undefined;
  } catch {
    return undefined;
  }
}

export class Draft {
  wire = $state<Wire>(read({}));
  checked = $state.raw<Checked | undefined>(undefined);
  /** Why the check itself failed: then nothing is known about the text. */
  unchecked = $state('');
  checking = $state(false);
  readonly key: string;
  #turn = 0;

  constructor(key: string, wire: Wire) {
    this.key = key;
    this.wire = wire;
  }

  placed = $derived<Placed[]>((this.checked?.errors ?? []).map((e) => placeOf(e, this.wire)).map((p) => ({ ...p, text: told(p.text) })));
  ready = $derived(!this.checking && this.checked !== undefined && this.unchecked === '' && this.checked.errors.length === 0);

  /** Keep and check whenever the text changes; to be called in an effect. Returns how to stop. */
  follow(): () => void {
    const text = write(this.wire);
    const turn = ++this.#turn;
    this.checking = true;
    sessionStorage.setItem(this.key, JSON.stringify({ wire: text, at: Date.now() }));
    const timer = setTimeout(() => void this.#check(text, turn), wait);
    return () => clearTimeout(timer);
  }

  async #check(text: object, turn: number): Promise<void> {
    try {
      const checked = await api.check(text);
      if (turn !== this.#turn) return;
      this.checked = checked;
      this.unchecked = '';
    } catch (failure) {
      if (turn === this.#turn) this.unchecked = failure instanceof Refusal && failure.message ? failure.message : t('ask.unreachable');
    }
    if (turn === this.#turn) this.checking = false;
  }

  /** It is on record, or given up: nothing is kept. */
  forget(): void {
    sessionStorage.removeItem(this.key);
  }
}
