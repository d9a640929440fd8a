// The demonstration as a user starts it: the built binary, eight real nodes, and an officer before the console of one of them.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Browser, Page } from 'playwright-core';
import { accessibility, type Look, open, type Violation } from './browser';
import { type Key, words } from './driver';

/** The binary that the tests drive; without it there is nothing real to look at. */
export const binary = process.env.TONGZHOU_BIN;

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

  async officer(browser: Browser, look: Look): Promise<RealOfficer> {
    const { page } = await open(browser, look);
    return new RealOfficer(page, this.base, look.lang);
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
    await this.#page.waitForURL(/\/agreements\/\w+\.\d+$/, { timeout: 15_000 });
    await this.#page.waitForSelector('main h1');
  }

  async sees(key: Key): Promise<void> {
    await this.#page.getByText(words[this.#lang][key]).filter({ visible: true }).first().waitFor({ timeout: 15_000 });
  }

  async clicks(key: Key): Promise<void> {
    await this.#page.getByRole('button', { name: words[this.#lang][key], exact: true }).first().click();
  }

  async seesCustody(party: string, state: string): Promise<void> {
    await this.#page.waitForSelector(`[data-party="${party}"][data-state="${state}"]`, { timeout: 15_000 });
  }

  /** The browser itself has checked bytes, leaf, proof and signature of the act on the page. */
  async seesProofHold(): Promise<void> {
    await this.#page.waitForSelector('[data-step="signature"]');
    await this.#page.getByText(words[this.#lang]['proof.all.passed']).first().waitFor({ timeout: 15_000 });
  }

  async accessibility(): Promise<Violation[]> {
    return accessibility(this.#page);
  }

  async leaves(): Promise<void> {
    await this.#page.context().close();
  }
}
