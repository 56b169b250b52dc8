import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';

const root = import.meta.dirname;
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};
export const ohifVersion = dependencies['@ohif/app'] ?? '';

/** The published build of OHIF, fetched once from the package registry without any of its dependencies. */
function distFolder(): string {
  const folder = join(tmpdir(), `vigie-bench-ohif-${ohifVersion}`);
  const dist = join(folder, 'package/dist');
  if (existsSync(dist)) return dist;
  const coming = `${folder}.${process.pid}`;
  mkdirSync(coming, { recursive: true });
  execFileSync('npm', ['pack', `@ohif/app@${ohifVersion}`, '--silent', '--pack-destination', coming]);
  execFileSync('tar', ['-xzf', join(coming, `ohif-app-${ohifVersion}.tgz`), '-C', coming]);
  renameSync(coming, folder);
  return dist;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
};

/** OHIF as its makers deploy it: static files, cross-origin isolated, with the PACS behind the same origin. */
export async function serveOhif(dicomWebUrl: string): Promise<{ readonly url: string; close(): void }> {
  const dist = distFolder();
  const pacs = new URL(dicomWebUrl);
  const configuration = `window.config = ${JSON.stringify({
    routerBasename: '/',
    showStudyList: true,
    extensions: [],
    modes: [],
    showWarningMessageForCrossOrigin: false,
    investigationalUseDialog: { option: 'never' },
    defaultDataSourceName: 'dicomweb',
    dataSources: [
      {
        namespace: '@ohif/extension-default.dataSourcesModule.dicomweb',
        sourceName: 'dicomweb',
        configuration: {
          friendlyName: 'Orthanc',
          name: 'orthanc',
          wadoUriRoot: '/pacs',
          qidoRoot: '/pacs',
          wadoRoot: '/pacs',
          qidoSupportsIncludeField: false,
          imageRendering: 'wadors',
          thumbnailRendering: 'wadors',
          enableStudyLazyLoad: true,
          supportsFuzzyMatching: false,
          supportsWildcard: true,
          dicomUploadEnabled: false,
          omitQuotationForMultipartRequest: true,
        },
      },
    ],
  })};`;
  const server: Server = createServer((incoming, answer) => {
    answer.setHeader('cross-origin-opener-policy', 'same-origin');
    answer.setHeader('cross-origin-embedder-policy', 'require-corp');
    const { pathname, search } = new URL(incoming.url ?? '/', 'http://localhost');
    if (pathname.startsWith('/pacs/')) {
      const path = `${pacs.pathname}${pathname.slice('/pacs'.length)}${search}`;
      const { accept } = incoming.headers;
      const asked = request(
        { host: pacs.hostname, port: pacs.port, path, headers: accept ? { accept } : {} },
        given => {
          const { 'content-type': type, 'content-length': length } = given.headers;
          answer.writeHead(given.statusCode ?? 502, {
            ...(type && { 'content-type': type }),
            ...(length && { 'content-length': length }),
          });
          given.pipe(answer);
        },
      );
      asked.on('error', () => answer.destroy());
      asked.end();
      return;
    }
    if (pathname === '/app-config.js') {
      answer.writeHead(200, { 'content-type': 'text/javascript' }).end(configuration);
      return;
    }
    const wanted = join(dist, normalize(pathname));
    const file =
      wanted.startsWith(dist) && existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(dist, 'index.html');
    answer.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(answer);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}
