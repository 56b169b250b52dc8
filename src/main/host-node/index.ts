import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Configuration } from '../../contract/index.ts';
import { createApp, loadConfiguration, startFault } from '../app.ts';
import type { Ports } from '../ports.ts';
import { ChromiumWindows, findChromium } from './chromium.ts';
import { nodeHttpClient } from './http-client.ts';
import { readFileKeyVault } from './key-vault.ts';
import { standardErrorLog } from './log.ts';
import { type Options, parseOptions } from './options.ts';
import { openPreferences } from './preferences.ts';
import { nodeProcesses } from './processes.ts';
import { startLoopbackServer } from './server.ts';

/**
 * Vigie without Electron: the same program behind a loopback server, shown by the system's Chromium. Prints one line
 * `{"url": …}` on standard output when pages can be opened; everything else goes to standard error.
 */
async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (!options.ok) {
    process.stderr.write(`vigie: ${options.failure.params.reason}\n`);
    return 2;
  }
  const { home, config } = options.value;
  const configuration = config === null ? null : await loadConfiguration(config, process.env);
  if (configuration && !configuration.ok) {
    const { file, field, reason } = configuration.failure.params;
    process.stderr.write(`vigie: configuration ${file}, field ${field}: ${reason}. Correct it and start again.\n`);
    return 2;
  }
  try {
    return await run(options.value, configuration?.value ?? null);
  } catch (error) {
    process.stderr.write(`vigie: ${startFault(error, home)}\n`);
    return 1;
  }
}

/** Starts and stays until the last window is closed or a signal comes. Throws what keeps it from starting. */
async function run(
  { home, language, showWindow, launch }: Options,
  configuration: Configuration | null,
): Promise<number> {
  await mkdir(home, { recursive: true, mode: 0o700 });

  const log = standardErrorLog();
  const chromium = showWindow ? await findChromium(process.env) : null;
  const windows = new ChromiumWindows({ chromium, profile: join(home, 'browser'), log });
  const ports: Ports = {
    clock: { now: () => Date.now() },
    keyVault: await readFileKeyVault(home, process.env),
    http: nodeHttpClient(),
    displays: { list: async () => windows.displays() },
    windows: { openViewer: async bounds => windows.openViewer(server.boot('viewer'), bounds) },
    processes: nodeProcesses(),
    preferences: openPreferences(home),
    log,
  };
  const app = await createApp(ports, {
    home,
    configuration,
    language,
    host: 'node',
    version: process.env.npm_package_version ?? '0.1.0',
    pages: join(import.meta.dirname, '../../../out/renderer'),
    assets: join(import.meta.dirname, '../../../assets'),
    environment: process.env,
  });
  const server = await startLoopbackServer(app);
  void app.launch(launch);

  const ended = Promise.withResolvers<number>();
  let ending = false;
  const stop = async (code: number) => {
    if (ending) return;
    ending = true;
    await windows.close();
    await server.stop();
    await app.stop();
    ended.resolve(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));

  process.stdout.write(`${JSON.stringify({ url: server.boot('desk') })}\n`);
  if (showWindow) {
    const opened = await windows.openDesk(server.boot('desk'), () => void stop(0));
    if (!opened.ok) log.info('no-window', { reason: String(opened.failure.params.reason) });
  }
  return ended.promise;
}

process.exit(await main());
