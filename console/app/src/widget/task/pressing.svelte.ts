// A duty or a silence as the largest thing on a page.
import type { Duty, Silence, Status, Text } from '../../api/types';
import { say, t, words } from '../../words/catalogue.svelte';
import { relative, ms } from '../../words/format.svelte';
import type { Pressing } from './pressing';

/** A sentence that this console made, as a text. */
export function sentence(said: string): Text {
  return { [words.lang]: said };
}

/** Sentences one after the other, with what stands between sentences in the language: in Chinese nothing. */
export function together(...sentences: string[]): string {
  return sentences.filter(Boolean).reduce((a, b) => (a ? t('word.join', { a, b }) : b), '');
}

export function dutyPresses(d: Duty, status: Status): Pressing {
  const owes = d.to ? t('duties.owes', { who: say(d.party.name), whom: say(d.to.name) }) : t('duties.owesCase', { who: say(d.party.name) });
  const stop = t('word.stop');
  const source = d.clause.source ? t('clause.source', { law: say(d.clause.source.law), year: d.clause.source.year, article: d.clause.source.article }) : '';
  const line = d.state === 'overdue' ? t(`duties.line.${d.online}`) : '';
  return {
    id: d.id, title: d.what, status: d.case?.status ?? status,
    reason: sentence(together(`${owes}${stop}`, `${t('clauseRef.at', { name: say(d.clause.name), clause: d.clause.clause })}${stop}`, source, line)),
    ...(d.due ? { due: d.due } : {}), ...(d.promptly ? { promptly: true } : {}), ...(d.start ? { since: d.start } : {}), ...(d.sanction ? { consequence: d.sanction } : {}), ...(d.since ? { basis: d.since } : {}),
  };
}

export function silencePresses(s: Silence, status: Status, me: string | undefined): Pressing {
  const heard = s.lastHeard ? relative(ms(s.lastHeard)) : t('word.unknown');
  return {
    id: `${s.party.id}-${s.ref.journal}-${s.ref.index}`, title: sentence(s.party.id === me ? t('silence.ours') : t('silence.title', { who: say(s.party.name) })), status: s.case?.status ?? status,
    reason: sentence(together(t('silence.asked', { what: say(s.what) }), s.overdue && s.party.id !== me ? t(`custody.line.${s.online}`, { heard }) : '')),
    ...(s.due ? { due: s.due } : {}), ...(s.next ? { consequence: sentence(t('silence.next', { who: say(s.next.name) })) } : {}), basis: s.ref,
  };
}
