import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('src/renderer', import.meta.url));
const npm = (path: string) => fileURLToPath(new URL(`node_modules/${path}`, import.meta.url));

// Desk and viewer are two programs with one build: out/renderer/{desk,viewer}/index.html and their shared /assets.
const entries = ['desk', 'viewer']
  .map(name => [name, `${root}/${name}/index.html`] as const)
  .filter(([, file]) => existsSync(file));

export default defineConfig({
  root,
  base: '/',
  publicDir: false,
  plugins: [react()],
  resolve: {
    alias: [
      // Cornerstone and its codecs name Node's modules; the bundle breaks at run time without the npm ones.
      { find: /^events$/, replacement: npm('events/events.js') },
      { find: /^buffer$/, replacement: npm('buffer/index.js') },
    ],
  },
  worker: { format: 'es' },
  build: {
    outDir: fileURLToPath(new URL('out/renderer', import.meta.url)),
    emptyOutDir: true,
    target: 'chrome140',
    sourcemap: false,
    assetsDir: 'assets',
    // The pages' content security policy allows neither inline scripts nor data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 6000,
    rollupOptions: { input: Object.fromEntries(entries) },
  },
});
