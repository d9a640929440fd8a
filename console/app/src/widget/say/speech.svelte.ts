// Putting something on record: sent once, answered at once, and if it fails nothing was put on record and the page says why.
import { Refusal } from '../../api/client';
import { t } from '../../words/catalogue.svelte';
import { announcer } from '../shell/announce.svelte';

export class Speech {
  sending = $state(false);
  error = $state('');

  /** The answer, or undefined when nothing was put on record. */
  async say<T>(call: () => Promise<T>): Promise<T | undefined> {
    if (this.sending) return undefined;
    this.sending = true;
    this.error = '';
    announcer.say(t('act.sending'));
    try {
      return await call();
    } catch (failure) {
      this.error = failure instanceof Refusal && failure.message ? failure.message : t('ask.unreachable');
      announcer.shout(t('act.failed', { why: this.error }));
      return undefined;
    } finally {
      this.sending = false;
    }
  }
}
