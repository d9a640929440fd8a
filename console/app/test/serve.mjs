// npm run mock: the built console over mock data, on port 8300 (or $PORT).
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const { module } = await runnerImport(fileURLToPath(new URL('./mock/server.ts', import.meta.url)));
const node = new module.MockNode(fileURLToPath(new URL('../dist', import.meta.url)));
process.stdout.write(`mock node on ${await node.start(Number(process.env.PORT ?? 8300))}\n`);
