// The demonstration as a user starts it: the built binary, eight real nodes, and an officer before the console of one of them.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Browser, Page } from 'playwright-core';
import type { Demo, DemoAction } from '../../src/api/types';
import { accessibility, type Look, open, type Violation } from './browser';
import { type Key, words } from './driver';

/** The binary that the tests drive; without it there is nothing real to look at. */
export const binary = process.env.TONGZHOU_BIN;

/** How long a slow machine has for what usually takes a moment. */
const timeout = 45_000;

export class Demonstration {
  #process?: ChildProcess;
  base = '';

  /** Start the nodes and return when the case is in progress. The clock stands still enough to look: one second is one second. */
  async start(): Promise<void> {
    const child = spawn(binary ?? 'tongzhou', ['demo', '--no-open', '--speed', '1', '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#process = child;
    this.base = await new Promise((found, failed) => {
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const at = /in progress at (http:\/\/\S+)/.exec(said)?.[1];
        if (at !== undefined) found(at);
      });
      child.on('exit', (code) => failed(new Error(`the demonstration ended with ${String(code)}: ${said}`)));
    });
  }

  async stop(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await gone;
  }

  async officer(browser: Browser, look: Look, city = 'harbin'): Promise<RealOfficer> {
    const { page } = await open(browser, look);
    const base = (await this.#demo()).nodes.find((n) => n.party.id === city)?.url ?? '';
    return new RealOfficer(page, base, look.lang);
  }

  async #demo(action?: DemoAction): Promise<Demo> {
    const answer = await fetch(`${this.base}/api/v1/demo`, action && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(action) });
    if (!answer.ok) throw new Error(`the demonstration answers ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Demo;
  }

  /** Stop a city's node as kill would, and start it again on the data that it has. */
  async stops(city: string): Promise<void> {
    await this.#demo({ action: 'stop', node: city });
  }

  async starts(city: string): Promise<void> {
    await this.#demo({ action: 'start', node: city });
  }

  /** What the clocks of all nodes say. */
  async now(): Promise<number> {
    return Date.parse((await this.#demo()).now);
  }

  /** Let the clocks run until a moment has passed, and then slowly again. */
  async passes(moment: number): Promise<void> {
    await this.#demo({ action: 'speed', speed: 120 });
    while ((await this.now()) <= moment) continue;
    await this.#demo({ action: 'speed', speed: 1 });
  }
}

export class RealOfficer {
  readonly outside: string[] = [];
  readonly complaints: string[] = [];
  #page: Page;
  #base: string;
  #lang: 'en' | 'zh-Hans';

  constructor(page: Page, base: string, lang: 'en' | 'zh-Hans') {
    [this.#page, this.#base, this.#lang] = [page, base, lang];
    page.on('request', (r) => {
      if (!r.url().startsWith(base) && !r.url().startsWith('blob:') && !r.url().startsWith('data:')) this.outside.push(r.url());
    });
    page.on('pageerror', (e) => this.complaints.push(e.message));
  }

  async goes(path: string): Promise<void> {
    await this.#page.goto(this.#base + path);
    await this.#page.waitForSelector('main h1');
    if (path === '/map') await this.#page.waitForSelector('.map[data-shown="true"]', { timeout: 40_000 });
  }

  /** The same page again when the node has something to show there: an act of another city takes a moment to arrive. */
  async arrives(path: string, key: Key): Promise<void> {
    await this.#page.goto(this.#base + path);
    await this.sees(key);
  }

  /** Where the officer is. */
  get at(): string {
    return new URL(this.#page.url()).pathname;
  }

  word(key: Key, params: Record<string, string | number> = {}): string {
    return words[this.#lang][key].replace(/\{(\w+)\}/g, (_, n: string) => String(params[n]));
  }

  /** Send what the open dialog is about, and wait until it is on record. */
  async sends(done: Key): Promise<void> {
    await this.#page.locator('dialog button[type="submit"]').click();
    const refused = this.#page.locator('dialog [role="alert"]');
    await this.#page.locator('[role="status"]', { hasText: this.word(done) }).or(refused).first().waitFor({ timeout });
    if (await refused.count()) throw new Error(await refused.innerText());
    await this.#page.locator('dialog').waitFor({ state: 'detached', timeout });
  }

  /** Send it while nobody answers: the dialog stays, and says why. */
  async cannotSend(): Promise<void> {
    await this.#page.locator('dialog button[type="submit"]').click();
    await this.#page.locator('dialog [role="alert"]', { hasText: this.word('ask.unreachable') }).waitFor({ timeout });
  }

  /** Send it, and be led to what came of it. */
  async sendsTo(path: RegExp): Promise<void> {
    await this.#page.locator('dialog button[type="submit"]').click();
    await this.#page.waitForURL(path, { timeout });
  }

  async writesLast(key: Key, text: string): Promise<void> {
    await this.#page.getByLabel(this.word(key), { exact: true }).last().fill(text);
  }

  async writes(key: Key, text: string): Promise<void> {
    await this.#page.getByLabel(this.word(key), { exact: true }).first().fill(text);
  }

  /** A moment, to the minute, in the time of the cities. */
  async dates(key: Key, moment: number): Promise<void> {
    const field = this.#page.getByLabel(this.word(key), { exact: true }).first();
    await field.fill(new Date(moment + 8 * 3_600_000).toISOString().slice(0, 16));
    await field.blur();
  }

  async picks(key: Key): Promise<void> {
    await this.#page.getByRole('radio', { name: this.word(key), exact: true }).check();
  }

  async chooses(key: Key, option: string | RegExp): Promise<void> {
    const list = this.#page.getByLabel(this.word(key), { exact: true }).first();
    const found = list.locator('option', { hasText: option }).first();
    await found.waitFor({ state: 'attached', timeout });
    await list.selectOption(await found.getAttribute('value'));
  }

  async ticks(text: string): Promise<void> {
    await this.#page.getByRole('checkbox', { name: text }).first().check();
  }

  async isTicked(text: string): Promise<boolean> {
    return this.#page.getByRole('checkbox', { name: text }).first().isChecked();
  }

  /** Press the button of a row: its name begins with what it does and ends with what it is about. */
  async clicksOf(key: Key, of: string): Promise<void> {
    await this.#page.getByRole('button', { name: `${this.word(key)} ${of}`, exact: true }).first().click({ timeout });
  }

  async seesText(text: string): Promise<void> {
    await this.#page.getByText(text).filter({ visible: true }).first().waitFor({ timeout });
  }

  /** The page says that it has lost its node, and since when; or that it is back. */
  async seesLost(lost: boolean): Promise<void> {
    await this.#page.getByText(this.word('live.lost.what')).first().waitFor({ state: lost ? 'visible' : 'detached', timeout });
  }

  /** Where a page leads to: the paths of its links that begin so. What the demonstration has on record changes with its story. */
  async finds(page: string, beginning: string): Promise<string[]> {
    await this.goes(page);
    await this.#page.waitForSelector(`main a[href^="${beginning}"]`);
    const all = await this.#page.$$eval(`main a[href^="${beginning}"]`, (links) => links.map((a) => a.getAttribute('href') ?? ''));
    return [...new Set(all)].filter((path) => !path.endsWith('/new'));
  }

  /** Fill a template in for these parties and propose what comes of it, as soon as the node finds nothing wrong with it. */
  async proposes(pack: string, parties: string[]): Promise<void> {
    await this.goes(`/agreements/new?from=${pack}`);
    for (const party of parties) await this.#page.getByRole('checkbox', { name: party, exact: true }).check();
    await this.#page.locator('form button[type="submit"]').click();
    await this.sees('editor.clean');
    await this.clicks('editor.propose');
    await this.#page.locator('dialog button[type="submit"]').click();
    await this.#page.waitForURL(/\/agreements\/\w+\.\d+$/, { timeout });
    await this.#page.waitForSelector('main h1');
  }

  async sees(key: Key, params: Record<string, string | number> = {}): Promise<void> {
    await this.seesText(this.word(key, params));
  }

  async clicks(key: Key): Promise<void> {
    await this.#page.getByRole('button', { name: this.word(key), exact: true }).first().click({ timeout });
  }

  async seesCustody(party: string, state: string): Promise<void> {
    await this.#page.waitForSelector(`[data-party="${party}"][data-state="${state}"]`, { timeout });
  }

  /** The browser itself has checked bytes, leaf, proof and signature of the act on the page. */
  async seesProofHold(): Promise<void> {
    await this.#page.waitForSelector('[data-step="signature"]');
    await this.#page.getByText(words[this.#lang]['proof.all.passed']).first().waitFor({ timeout });
  }

  async accessibility(): Promise<Violation[]> {
    return accessibility(this.#page);
  }

  async leaves(): Promise<void> {
    await this.#page.context().close();
  }
}
