import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RPCHandler } from '@orpc/server/message-port';
import { app, BrowserWindow, ipcMain, net, protocol, session } from 'electron';
import { type Language, languageSchema } from '../../contract/index.ts';
import { type App, createApp, loadConfiguration, type Page } from '../app.ts';
import type { Log, Ports } from '../ports.ts';
import { chooseDevice, decidePermission, isTrustedSender, mayUseDevice, roleOfUrl, scheme } from './decisions.ts';
import { electronDisplays } from './displays.ts';
import { electronKeyVault } from './key-vault.ts';
import { electronPreferences } from './preferences.ts';
import { electronProcesses } from './processes.ts';
import { openPageWindow } from './windows.ts';

// The Electron shell: wiring only. What it may decide stands in decisions.ts.

const out = join(import.meta.dirname, '../../..');
const preload = join(out, 'src/preload/index.cjs');

app.enableSandbox();
protocol.registerSchemesAsPrivileged([
  { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
]);

const log: Log = {
  info: (event, facts) => process.stderr.write(`info ${event} ${JSON.stringify(facts ?? {})}\n`),
  warn: (event, facts) => process.stderr.write(`warn ${event} ${JSON.stringify(facts ?? {})}\n`),
};

function refuse(reason: string): never {
  process.stderr.write(`vigie: ${reason}\n`);
  app.exit(2);
  throw new Error(reason);
}

function commandLine(): { home: string; config: string | null; language: Language | null } {
  const options = { home: { type: 'string' }, config: { type: 'string' }, lang: { type: 'string' } } as const;
  const { values } = parseArgs({
    args: process.argv.slice(app.isPackaged ? 1 : 2),
    options,
    strict: false,
    allowPositionals: true,
  });
  const language = languageSchema.nullable().safeParse(values.lang ?? null);
  if (!language.success) refuse(`--lang ${values.lang}: only fr and en are spoken`);
  return {
    home: typeof values.home === 'string' ? values.home : app.getPath('userData'),
    config: typeof values.config === 'string' ? values.config : null,
    language: language.data,
  };
}

function connectPages(running: App): void {
  const handler = new RPCHandler<Page>(running.router);
  ipcMain.on('vigie:connect', event => {
    const { senderFrame, ports } = event;
    const role = roleOfUrl(senderFrame?.url ?? '');
    const port = ports[0];
    if (!isTrustedSender(senderFrame?.url, senderFrame?.parent === null) || role === null || !port) return;
    handler.upgrade(port, { context: { role } });
    port.start();
  });
  // The bootstrap waits for this sign that a worklist is on screen; under a packaged program nobody listens.
  ipcMain.on('vigie:rendered', event => {
    if (isTrustedSender(event.senderFrame?.url, event.senderFrame?.parent === null))
      process.send?.('worklist-rendered');
  });
}

async function main(): Promise<void> {
  const { home, config, language } = commandLine();
  app.setPath('userData', home);
  if (!app.requestSingleInstanceLock()) return app.quit();
  await app.whenReady();

  const configuration = config === null ? null : await loadConfiguration(config, process.env);
  if (configuration && !configuration.ok) {
    const { file, field, reason } = configuration.failure.params;
    refuse(`configuration ${file}, field ${field}: ${reason}. Correct it and start again.`);
  }
  let viewer: BrowserWindow | null = null;
  const ports: Ports = {
    clock: { now: () => Date.now() },
    keyVault: await electronKeyVault(home),
    http: { fetch: async request => net.fetch(request) },
    displays: electronDisplays(),
    windows: {
      async openViewer(bounds) {
        if (viewer === null || viewer.isDestroyed()) viewer = openPageWindow('viewer', preload, bounds);
        else viewer.focus();
        return { kind: 'opened-by-shell' };
      },
    },
    processes: electronProcesses(),
    preferences: electronPreferences(home),
    log,
  };
  const running = await createApp(ports, {
    home,
    configuration: configuration?.value ?? null,
    language,
    host: 'electron',
    version: app.getVersion(),
    pages: join(out, 'renderer'),
    assets: join(out, '../assets'),
    environment: process.env,
  });

  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((contents, permission, answer, details) =>
    answer(decidePermission(contents.getURL(), permission, 'mediaTypes' in details ? details.mediaTypes : [])),
  );
  defaultSession.setPermissionCheckHandler((_contents, permission, origin, { mediaType }) =>
    decidePermission(origin, permission, mediaType ? [mediaType] : []),
  );
  defaultSession.setDevicePermissionHandler(({ deviceType, origin, device }) =>
    mayUseDevice(origin, deviceType, 'vendorId' in device ? Number(device.vendorId) : undefined),
  );
  defaultSession.on('select-hid-device', (event, { deviceList, frame }, answer) => {
    event.preventDefault();
    answer(chooseDevice(frame?.url ?? '', deviceList));
  });
  defaultSession.protocol.handle(scheme, async request => {
    if (roleOfUrl(request.url) === null) return new Response(null, { status: 403 });
    return running.handle(request);
  });
  defaultSession.protocol.handle('file', async () => new Response(null, { status: 403 }));
  connectPages(running);

  const desk = openPageWindow('desk', preload, null);
  // What another program asks for comes as arguments, of this instance or of a second one; on macOS as an event.
  void running.launch(process.argv.slice(1));
  app.on('second-instance', (_event, argv) => {
    desk.focus();
    void running.launch(argv.slice(1));
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    void running.launch([url]);
  });
  desk.once('closed', () => {
    for (const window of BrowserWindow.getAllWindows()) window.destroy();
    void running.stop().finally(() => app.exit(0));
  });
  app.on('window-all-closed', () => {});
}

main().catch((error: Error) => refuse(error.message));
