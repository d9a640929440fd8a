// npm run shots: pictures of every page in both languages, wide and narrow, to be looked at.
import { mkdirSync } from 'node:fs';
import { dist, launch, open } from './e2e/browser';
import { MockNode } from './mock/server';

const pages: [string, string][] = [
  ['now', '/'], ['picture', '/picture'], ['duties', '/duties'], ['duties-all', '/duties?party=*'], ['map', '/map'], ['forecast', '/forecast'], ['measures', '/measures'], ['warnings', '/warnings'], ['warning', '/warnings/daqing-101'], ['draft', '/drafts/draft-7'], ['cases', '/cases'], ['case', '/cases/songhua-2005'], ['open-case', '/cases/new'],
  ['agreements', '/agreements'], ['agreement', '/agreements/harbin.7'], ['sign', '/agreements/jilin.21'], ['editor', '/agreements/new?amend=harbin.7'], ['packs', '/packs'], ['pack', '/packs/river-compact'],
  ['bodies', '/bodies'], ['meetings', '/meetings'], ['meeting', '/meetings/harbin.24'], ['minutes', '/meetings/harbin.22'], ['call', '/meetings/new?body=office'], ['findings', '/findings'], ['accesses', '/accesses'],
  ['neighbours', '/neighbours'], ['journal', '/journal'], ['act', '/journal?origin=daqing%2Fjournal%2F1&index=13'], ['login', '/login'],
];

const coordinators = new Set(['agreements', 'agreement', 'sign', 'editor', 'packs', 'pack', 'bodies', 'meetings', 'meeting', 'minutes', 'call', 'findings']);

export async function shoot(out: string, only: string[], wide: number[], dark: boolean): Promise<void> {
  mkdirSync(out, { recursive: true });
  const node = new MockNode(dist);
  const base = await node.start();
  const browser = await launch();
  for (const lang of ['en', 'zh-Hans'] as const)
    for (const width of wide) {
      const { context, page } = await open(browser, { lang, width, height: width < 500 ? 780 : 960, dark });
      page.on('console', (m) => { if (m.type() === 'error') process.stdout.write(`console: ${m.text()}\n`); });
      page.on('pageerror', (e) => process.stdout.write(`pageerror: ${e.message}\n`));
      for (const [name, path] of pages) {
        if (only.length && !only.includes(name)) continue;
        // Who sees all its buttons.
        node.world.officer = { name: '王岚', login: 'wang', role: coordinators.has(name) ? 'coordinator' : 'duty-officer' };
        await page.goto(base + path);
        await page.waitForSelector('main h1, main article');
        if (name === 'map') await page.waitForSelector('.map[data-shown="true"]', { timeout: 30_000 }).catch(() => process.stdout.write('map not idle\n'));
        // A window as tall as the page, so that what sticks to its edges stands where it belongs.
        const tall = await page.evaluate(() => document.documentElement.scrollHeight);
        await page.setViewportSize({ width, height: Math.min(6000, Math.max(tall, width < 500 ? 780 : 900)) });
        await page.waitForTimeout(400);
        await page.screenshot({ path: `${out}/${name}-${lang}-${width}${dark ? '-dark' : ''}.png` });
        await page.setViewportSize({ width, height: width < 500 ? 780 : 900 });
      }
      await context.close();
    }
  await browser.close();
  await node.stop();
}
