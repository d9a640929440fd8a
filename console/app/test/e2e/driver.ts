// The one driver that speaks the domain. Tests say given / when / then and nothing of HTML.
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Custody, Lang, Status } from '../../src/api/types';
import en from '../../../messages/en.json';
import zh from '../../../messages/zh-Hans.json';
import { MockNode } from '../mock/server';
import { accessibility, dist, launch, type Look, open } from './browser';

export const pages = {
  forecast: '/forecast', measures: '/measures',
  now: '/', picture: '/picture', wall: '/wall', duties: '/duties', allDuties: '/duties?party=*', openCase: '/cases/new', map: '/map', warnings: '/warnings', warning: '/warnings/daqing-101', draft: '/drafts/draft-7', cases: '/cases', case: '/cases/songhua-2005', neighbours: '/neighbours',
  agreements: '/agreements', agreement: '/agreements/harbin.7', sign: '/agreements/jilin.21', conclude: '/agreements/harbin.19', editor: '/agreements/new?amend=harbin.7', template: '/agreements/new?from=river-compact', packs: '/packs', pack: '/packs/river-compact',
  bodies: '/bodies', exercises: '/exercises', meetings: '/meetings', meeting: '/meetings/harbin.24', minutes: '/meetings/harbin.22', call: '/meetings/new', findings: '/findings', accesses: '/accesses', record: '/record', member: '/record?party=jilin',
  journal: '/journal', act: '/journal?origin=daqing%2Fjournal%2F1&index=13', login: '/login', lost: '/nowhere',
} as const;
export type PageName = keyof typeof pages;
export type Key = keyof typeof en;
export const words: Record<Lang, Record<Key, string>> = { en, 'zh-Hans': zh };

/** How long something may take to appear, ms, on a machine that does other work: no test is about how fast it is. */
const patience = 30_000;

export class House {
  node = new MockNode(dist);
  #browser!: Browser;
  #base = '';

  async open(): Promise<void> {
    this.#browser = await launch();
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }

  /** A fresh node, and an officer before its console. */
  async given(look: Look, prepare: (node: MockNode) => void = () => undefined): Promise<Officer> {
    await this.node.stop();
    this.node = new MockNode(dist);
    prepare(this.node);
    this.#base = await this.node.start();
    const { context, page } = await open(this.#browser, look);
    return new Officer(this.node, context, page, this.#base, look.lang);
  }
}

export class Officer {
  readonly outside: string[] = [];
  readonly complaints: string[] = [];
  #node: MockNode;
  #context: BrowserContext;
  #page: Page;
  #base: string;
  #lang: Lang;

  constructor(node: MockNode, context: BrowserContext, page: Page, base: string, lang: Lang) {
    [this.#node, this.#context, this.#page, this.#base, this.#lang] = [node, context, page, base, lang];
    page.on('request', (r) => {
      if (!r.url().startsWith(base) && !r.url().startsWith('blob:') && !r.url().startsWith('data:')) this.outside.push(r.url());
    });
    page.on('pageerror', (e) => this.complaints.push(e.message));
    page.on('console', (m) => {
      if (m.type() === 'error' && !m.text().includes('Failed to load resource') && !m.text().includes('ERR_')) this.complaints.push(m.text());
    });
  }

  word(key: Key, params: Record<string, string | number> = {}): string {
    return words[this.#lang][key].replace(/\{(\w+)\}/g, (_, n: string) => String(params[n]));
  }

  async goes(name: PageName): Promise<void> {
    await this.#page.goto(this.#base + pages[name]);
    await this.#page.waitForSelector('main h1');
    if (name === 'map') await this.#page.waitForSelector('.map[data-shown="true"]', { timeout: patience });
    if (name === 'act') await this.#page.waitForSelector('[data-step="signature"]');
  }

  /** The same reader, who turns out the light or takes a phone: the page is fetched again so. */
  async looks(name: PageName, { dark, width }: { dark?: boolean; width?: number }): Promise<void> {
    await this.#page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
    if (width) await this.#page.setViewportSize({ width, height: 780 });
    await this.goes(name);
  }

  async clicks(key: Key, params: Record<string, string | number> = {}, after = ''): Promise<void> {
    await this.#page.getByRole('button', { name: this.word(key, params) + after, exact: true }).click();
  }

  async pointsAt(key: Key): Promise<void> {
    await this.#page.getByRole('button', { name: this.word(key), exact: true }).hover();
  }

  /** Press a button that is not ready: nothing must come of it. */
  async tries(key: Key, params: Record<string, string | number> = {}, after = ''): Promise<void> {
    await this.#page.getByRole('button', { name: this.word(key, params) + after, exact: true }).click({ force: true });
  }

  /** Choose from a list, a group of choices, by what it says. */
  async chooses(key: Key, option: string): Promise<void> {
    await this.#page.getByLabel(this.word(key), { exact: true }).selectOption({ label: option });
  }

  async choosesFor(label: string, option: string): Promise<void> {
    await this.#page.getByRole('combobox', { name: label, exact: true }).selectOption({ label: option });
  }

  async picks(text: string): Promise<void> {
    await this.#page.getByRole('radio', { name: text, exact: true }).check();
  }

  /** Answer what was asked, from the first place that offers it. */
  async answersAsked(what: string): Promise<void> {
    await this.#page.getByRole('button', { name: `${this.word('do.answer')} ${what}`, exact: true }).first().click();
  }

  async writesTitle(text: string): Promise<void> {
    await this.#page.getByRole('group', { name: new RegExp(this.word('open.what')) }).getByRole('textbox').first().fill(text);
  }

  /** Where a duty stands, as its row says. */
  async seesDuty(id: string, state: string): Promise<string> {
    const row = this.#page.locator(`[data-duty="${id}"][data-state="${state}"]`).first();
    await row.waitFor({ timeout: patience });
    return row.innerText();
  }

  /** What stands on the own desk, row by row. */
  async desk(): Promise<string[]> {
    return this.#page.locator('section[aria-labelledby="desk-title"] tbody tr').evaluateAll((rows) => rows.map((r) => (r as HTMLElement).innerText));
  }

  /** The largest letters on the page: what it says must be done first. */
  async largest(): Promise<string> {
    return this.#page.evaluate(() => {
      const sized = [...document.querySelectorAll('main h1, main h2, main h3, main .digits')].filter((e) => e.getClientRects().length && !e.classList.contains('sr'));
      const size = (e: Element): number => Number.parseFloat(getComputedStyle(e).fontSize);
      const hero = sized.reduce((a, b) => (size(b) > size(a) ? b : a)).closest('article, section');
      return (hero?.querySelector('h2')?.textContent ?? '').trim();
    });
  }

  /** What the page would be on paper: what is shown there, and what is not. */
  async onPaper(): Promise<{ text: string; buttons: number; colours: string[] }> {
    await this.#page.emulateMedia({ media: 'print' });
    const paper = await this.#page.evaluate(() => {
      const shown = (e: Element): boolean => e.getClientRects().length > 0;
      const grey = (c: string): boolean => { const [r, g, b] = (c.match(/[\d.]+/g) ?? []).map(Number); return c.includes('rgba(0, 0, 0, 0)') || (r === g && g === b); };
      const inside = [...document.querySelectorAll('main table, main table *')].filter(shown);
      return {
        text: document.body.innerText, buttons: [...document.querySelectorAll('main button, main select')].filter(shown).length,
        colours: [...new Set(inside.flatMap((e) => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]))].filter((c) => !grey(c)),
      };
    });
    await this.#page.emulateMedia({ media: 'screen' });
    return paper;
  }

  /** Open something that is folded, by what its summary says. */
  async unfolds(text: string): Promise<void> {
    await this.#page.locator('summary', { hasText: text }).first().click();
  }

  async unticks(text: string): Promise<void> {
    await this.#page.getByRole('checkbox', { name: text }).first().uncheck();
  }

  /** Press a button of which there are several: the one of this row. */
  async clicksOf(key: Key, of: string): Promise<void> {
    await this.#page.getByRole('button', { name: `${this.word(key)} ${of}`, exact: true }).first().click();
  }

  /** What stands beside a field as wrong with it; empty when nothing is. */
  async wrongWith(key: Key): Promise<string> {
    const field = this.#page.getByLabel(this.word(key), { exact: true });
    return field.evaluate((e) => (e.getAttribute('aria-invalid') === 'true' ? (e.parentElement?.querySelector('.field-error')?.textContent ?? '') : ''));
  }

  /** The page is loaded again, as after a crash of the browser's tab. */
  async reloads(): Promise<void> {
    await this.#page.reload();
    await this.#page.waitForSelector('main h1');
  }

  async value(key: Key): Promise<string> {
    return this.#page.getByLabel(this.word(key), { exact: true }).first().inputValue();
  }

  /** Everything in the page that can be pressed, but what folds and unfolds, prints and asks again. */
  async buttons(): Promise<string[]> {
    return this.#page.evaluate(() => [...document.querySelectorAll('main button, main a.btn')].filter((e) => e.getClientRects().length > 0).map((e) => (e.textContent ?? '').trim()));
  }

  /** The pages in the header that can be seen, and whether one of them is cut. */
  async navigation(): Promise<{ links: string[]; cut: string[] }> {
    return this.#page.evaluate(() => {
      const links = [...document.querySelectorAll<HTMLElement>('header nav a')].filter((e) => e.getClientRects().length > 0);
      return { links: links.map((e) => e.textContent ?? ''), cut: links.filter((e) => e.scrollWidth > e.clientWidth + 1 || getComputedStyle(e).textOverflow === 'ellipsis').map((e) => e.textContent ?? '') };
    });
  }

  /** What this officer put on record, last first. */
  said(): { kind: string; body: Record<string, unknown>; to: string[] | undefined }[] {
    return [...this.#node.world.said].reverse();
  }

  async follows(key: Key): Promise<void> {
    await this.#page.getByRole('link', { name: this.word(key), exact: true }).first().click();
  }

  async writes(key: Key, value: string, after = ''): Promise<void> {
    await this.#page.getByLabel(this.word(key) + after, { exact: true }).fill(value);
  }

  async ticks(text: string, exact = false): Promise<void> {
    await this.#page.getByRole('checkbox', { name: text, exact }).first().check();
  }

  /** Only with the keyboard: tab until the thing of that name has the focus, then press. */
  async reachesByTab(key: Key, params: Record<string, string | number> = {}): Promise<void> {
    const want = this.word(key, params);
    for (let i = 0; i < 80; i++) {
      await this.#page.keyboard.press('Tab');
      if ((await this.focus()) === want) return;
    }
    throw new Error(`the keyboard never reaches "${want}"`);
  }

  async presses(key: string): Promise<void> {
    await this.#page.keyboard.press(key);
  }

  async focus(): Promise<string> {
    return this.#page.evaluate(() => {
      const e = document.activeElement;
      return (e?.getAttribute('aria-label') ?? e?.textContent ?? '').trim();
    });
  }

  async seesText(text: string): Promise<void> {
    await this.#page.getByText(text).filter({ visible: true }).first().waitFor({ timeout: patience });
  }

  async sees(key: Key, params: Record<string, string | number> = {}): Promise<void> {
    await this.seesText(this.word(key, params));
  }

  async hasNo(key: Key, params: Record<string, string | number> = {}, after = ''): Promise<void> {
    await this.#page.getByRole('button', { name: this.word(key, params) + after, exact: true }).first().waitFor({ state: 'detached', timeout: patience });
  }

  async seesCustody(party: string, state: Custody): Promise<void> {
    await this.#page.waitForSelector(`[data-party="${party}"][data-state="${state}"]`, { timeout: patience });
  }

  /** A picture, by what those are told who do not see it. */
  async seesPicture(spoken: string): Promise<void> {
    await this.#page.locator(`[role="img"][aria-label^=${JSON.stringify(spoken)}]`).first().waitFor({ timeout: patience });
  }

  async hasNoPicture(spoken: string): Promise<void> {
    expect(await this.#page.locator(`[role="img"][aria-label^=${JSON.stringify(spoken)}]`).count()).toBe(0);
  }

  /** What a screen reader was told since the page opened. */
  async hears(text: string): Promise<void> {
    await this.#page.waitForFunction((t) => [...document.querySelectorAll('[aria-live]')].some((e) => e.textContent?.includes(t)), text, { timeout: patience });
  }

  async text(): Promise<string> {
    return this.#page.evaluate(() => document.body.innerText);
  }

  async html(): Promise<string> {
    return this.#page.content();
  }

  async tab(): Promise<{ title: string; icon: string; lang: string }> {
    return this.#page.evaluate(() => ({
      title: document.title, icon: document.querySelector<HTMLLinkElement>('link[rel="icon"]')?.getAttribute('href') ?? '', lang: document.documentElement.lang,
    }));
  }

  async banner(): Promise<{ text: string; paint: string; button: string }> {
    return this.#page.evaluate(() => {
      const banner = document.querySelector('.banner');
      const button = document.querySelector('.btn.primary');
      const paint = (e: Element | null): string => (e ? getComputedStyle(e).backgroundColor + getComputedStyle(e).backgroundImage : '');
      return { text: banner?.textContent ?? '', paint: paint(banner), button: paint(button) };
    });
  }

  async verdicts(): Promise<string[]> {
    return this.#page.$$eval('[data-step]', (all) => all.map((e) => `${(e as HTMLElement).dataset.step}: ${(e as HTMLElement).dataset.verdict}`));
  }

  async isAccessible(): Promise<void> {
    expect(await accessibility(this.#page)).toEqual([]);
  }

  /** Everything fits the width: nothing makes the page scroll sideways, no button is cut. */
  async fits(): Promise<void> {
    const found = await this.#page.evaluate(() => {
      const wide = document.documentElement.clientWidth;
      const out = [...document.querySelectorAll('main *, header *, section *')].filter((e) => {
        const r = e.getBoundingClientRect();
        const hidden = e.closest('.sr, thead, .maplibregl-map, svg, [hidden], .skip') !== null;
        return !hidden && r.width > 0 && (r.right > wide + 1 || r.left < -1);
      });
      const cut = [...document.querySelectorAll('button, .btn')].filter((e) => e.scrollWidth > e.clientWidth + 1);
      return { scroll: document.documentElement.scrollWidth - wide, out: out.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)), cut: cut.map((e) => e.textContent) };
    });
    expect(found).toEqual({ scroll: 0, out: [], cut: [] });
  }

  /** How many pictures were drawn after the press before the one that says so. */
  async answeredAfter(action: () => Promise<void>, key: Key): Promise<number> {
    await this.#page.evaluate((want) => {
      const w = globalThis as unknown as { pictures: number; answered?: number };
      const drawn = (): void => {
        if (document.body.innerText.includes(want)) w.answered = w.pictures;
        else { w.pictures++; requestAnimationFrame(drawn); }
      };
      w.pictures = 0;
      document.addEventListener('click', () => requestAnimationFrame(drawn), { capture: true, once: true });
    }, this.word(key));
    await action();
    await this.#page.waitForFunction(() => 'answered' in globalThis);
    return this.#page.evaluate(() => (globalThis as unknown as { answered: number }).answered);
  }

  status(status: Status): string {
    return this.word(`status.${status}`);
  }

  async slides(fraction: number): Promise<void> {
    await this.#page.getByRole('slider').first().evaluate((e, f) => {
      const range = e as HTMLInputElement;
      range.value = String(Number(range.min) + (Number(range.max) - Number(range.min)) * f);
      range.dispatchEvent(new Event('input', { bubbles: true }));
    }, fraction);
  }

  /** The node is asked so often, and no oftener so far. */
  async hasAsked(path: string, times: number): Promise<void> {
    await expect.poll(() => this.asked(path)).toBe(times);
  }

  asked(path: string): number {
    return this.#node.requests.filter((r) => r === path).length;
  }

  async leaves(): Promise<void> {
    await this.#context.close();
  }
}
