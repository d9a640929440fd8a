// The one helper that speaks to the browser.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

// CONSOLE_DIST: another build than the usual one, for two people at one tree.
export const dist = process.env.CONSOLE_DIST ?? fileURLToPath(new URL('../../dist', import.meta.url));
const axe = readFileSync(fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');

export async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [
      '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
    ],
  });
}

export type Look = { lang: 'en' | 'zh-Hans'; width?: number; height?: number; dark?: boolean };

export async function open(browser: Browser, look: Look): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1440, height: look.height ?? 900 },
    colorScheme: look.dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    // The reader's computer is elsewhere: times must still be those of the city.
    timezoneId: 'America/New_York',
  });
  await context.addInitScript((lang) => localStorage.setItem('tongzhou.lang', lang), look.lang);
  return { context, page: await context.newPage() };
}

export type Violation = { id: string; nodes: string[] };

/** Everything axe-core finds wrong, with its best-practice rules too. */
export async function accessibility(page: Page): Promise<Violation[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> } }).axe;
    const { violations } = await run.run();
    return violations.map((v) => ({ id: v.id, nodes: v.nodes.slice(0, 4).map((n) => `${n.html.slice(0, 160)} ${n.failureSummary ?? ''}`) }));
  });
}
