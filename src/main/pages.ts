import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
};

/** What a page may load: itself and nothing else (docs/security.md). Styles are set by script, so they are 'unsafe-inline'. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "img-src 'self' blob: data:",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "frame-src 'self' blob:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Headers of every answer: no sniffing, no cache, its own process and heap for each page. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
};

export type Pages = (path: string) => Response | null;

/** Serves the built renderer from memory: only files that were there at start can ever be asked for. */
export async function loadPages(folder: string): Promise<Pages> {
  const files = new Map<string, { body: Uint8Array<ArrayBuffer>; type: string }>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const type = contentTypes[extname(entry.name)];
    if (!entry.isFile() || !type) continue;
    const path = join(entry.parentPath, entry.name);
    const body = new Uint8Array(await readFile(path));
    files.set(`/${relative(folder, path).split(sep).join('/')}`, { body, type });
  }
  return path => {
    const file = files.get(path.endsWith('/') ? `${path}index.html` : path);
    if (!file) return null;
    return new Response(file.body, {
      headers: { ...pageHeaders, 'content-type': file.type, 'content-security-policy': contentSecurityPolicy },
    });
  };
}
