import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// TONGZHOU_NODE: where `npm run dev` finds a node (or the mock) to talk to.
const node = process.env.TONGZHOU_NODE ?? 'http://127.0.0.1:8300';

export default defineConfig({
  plugins: [svelte()],
  build: {
    target: 'es2022',
    outDir: 'dist',
    // The Go binary embeds dist; its .gitkeep must survive a build.
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': node } },
});
