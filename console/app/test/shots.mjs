import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const { module } = await runnerImport(fileURLToPath(new URL('./shots.ts', import.meta.url)));
const args = process.argv.slice(2);
const value = (name) => args.find((a) => a.startsWith(`--${name}=`))?.split('=')[1];
await module.shoot(value('out') ?? 'test/shots', args.filter((a) => !a.startsWith('--')), (value('width') ?? '1440,360').split(',').map(Number), args.includes('--dark'));
process.exit(0);
