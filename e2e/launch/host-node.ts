import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A running Vigie under host-node, as `npm start -- --no-window` gives it. */
export interface RunningVigie {
  readonly url: string;
  readonly home: string;
  readonly pid: number;
  /** What it wrote to standard error so far. */
  log(): string;
  /** Asks it to end and waits until it is gone. */
  stop(): Promise<void>;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
  /** Removes the profile. */
  discard(): Promise<void>;
}

export interface LaunchOptions {
  /** Profile to use; a new temporary one without it. */
  readonly home?: string;
  readonly config?: string;
  readonly language?: 'fr' | 'en';
  /** Further arguments, e.g. what is to be opened at once. */
  readonly args?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

const root = join(import.meta.dirname, '../..');
const startMs = 60_000;

/** Starts the program and waits for its one line of standard output. */
export async function launchVigie(options: LaunchOptions = {}): Promise<RunningVigie> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'vigie-home-')));
  const flags = ['--no-window', '--home', home];
  if (options.config) flags.push('--config', options.config);
  if (options.language) flags.push('--lang', options.language);
  flags.push(...(options.args ?? []));
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'src/main/host-node/index.ts', ...flags],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Keys of test profiles stay in the profile's own folder, so that nothing is left in the user's.
      env: { ...process.env, XDG_CONFIG_HOME: join(home, 'config'), ...options.environment },
    },
  );
  const log: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => log.push(chunk.toString('utf8')));
  const url = await firstUrl(child, log);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  return {
    url,
    home,
    pid: child.pid ?? 0,
    log: () => log.join(''),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    discard: () => rm(home, { recursive: true, force: true, maxRetries: 5 }),
  };
}

async function firstUrl(child: ChildProcess, log: readonly string[]): Promise<string> {
  const lines = createInterface({ input: child.stdout! });
  const timer = setTimeout(() => child.kill('SIGKILL'), startMs);
  try {
    for await (const line of lines) {
      if (line.startsWith('{')) return (JSON.parse(line) as { url: string }).url;
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error(`Vigie ended before it printed its address:\n${log.join('')}`);
}
