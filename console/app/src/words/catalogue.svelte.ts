// The message catalogue: every string a person reads. The two files are shared with the
// Go side (console/messages); a test keeps their keys equal and finds unused ones.
import en from '../../../messages/en.json';
import zh from '../../../messages/zh-Hans.json';
import type { Lang, Text } from '../api/types';
import { hidden } from './hidden';

export type Key = keyof typeof en;
export type Params = Record<string, string | number>;

const catalogues: Record<Lang, Record<Key, string>> = { en, 'zh-Hans': zh };
const remembered = 'tongzhou.lang';

function isLang(value: string | null): value is Lang {
  return value === 'en' || value === 'zh-Hans';
}

function first(): Lang {
  const asked = new URLSearchParams(location.search).get('lang');
  if (isLang(asked)) return asked;
  const stored = localStorage.getItem(remembered);
  if (isLang(stored)) return stored;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-Hans' : 'en';
}

class Words {
  lang = $state<Lang>(first());

  use(lang: Lang): void {
    this.lang = lang;
    localStorage.setItem(remembered, lang);
  }
}

export const words = new Words();

/** Fill {name} places. */
export function fill(message: string, params: Params): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

export function t(key: Key, params: Params = {}): string {
  return fill(catalogues[words.lang][key], params);
}

/** A person's name or number as this reader sees it: withheld ones say so in the reader's language. */
export function person(name: string): string {
  return name === hidden ? t('word.redacted') : name;
}

/** A text of the record in the reader's language; else in the language in which it was written. */
export function say(text: Text | undefined): string {
  return spoken(text).words;
}

/** What is said, and in which language when it is not the reader's. An author who told no language wrote "und". */
export function spoken(text: Text | undefined): { words: string; lang?: string } {
  if (!text) return { words: '' };
  const own = text[words.lang];
  if (own) return { words: own };
  for (const lang of ['en', 'zh-Hans'] as const) if (text[lang]) return { words: text[lang], lang };
  for (const [lang, said] of Object.entries(text)) if (said) return lang === 'und' ? { words: said } : { words: said, lang };
  return { words: '' };
}
