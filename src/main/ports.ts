import type { Bounds, Language } from '../contract/index.ts';

/** What a shell (Electron, Node with Chromium) must give to the program. Everything else is the program's own. */
export interface Ports {
  readonly clock: Clock;
  readonly keyVault: KeyVault;
  readonly http: HttpClient;
  readonly displays: Displays;
  readonly windows: Windows;
  readonly processes: Processes;
  readonly preferences: Preferences;
  readonly log: Log;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Wraps the keys of the local stores. */
export interface KeyVault {
  /** How well the keys are protected; `file` must be said on screen. */
  readonly protection: 'system' | 'passphrase' | 'file';
  /** The 32-byte key of that name, made at the first call. Throws `KeyUnavailableError` when it cannot be had. */
  key(name: 'index' | 'keys' | 'reports' | 'demo-index' | 'demo-keys'): Promise<Uint8Array>;
}

export class KeyUnavailableError extends Error {}

/** The network as the shell sees it (proxy, system certificates). Same shape as the platform's fetch. */
export interface HttpClient {
  fetch(request: Request): Promise<Response>;
  /**
   * Module whose `httpClient()` gives a thread of its own the same network; absent where only the main thread has it
   * (Electron's `net`, which knows the system's proxies and certificates).
   */
  readonly threads?: URL;
}

export interface Display {
  readonly id: string;
  readonly bounds: Bounds;
  readonly workArea: Bounds;
  readonly scaleFactor: number;
  readonly primary: boolean;
}

export interface Displays {
  list(): Promise<readonly Display[]>;
}

export interface Windows {
  /** Opens the viewer's owner window, or gives the one-time URL that the desk's page shall open itself. */
  openViewer(bounds: Bounds | null): Promise<{ kind: 'opened-by-shell' } | { kind: 'open-url'; url: string }>;
}

/** A process of our own beside the main one. */
export interface ChildProcess {
  /** Ends it and resolves when it is gone. */
  stop(): Promise<void>;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: (code: number | null) => void): void;
  send(message: unknown): void;
}

export interface Processes {
  spawn(entry: URL, args: readonly string[]): ChildProcess;
}

/** Small non-secret settings of the user: language, window placement. */
export interface Preferences {
  readonly language: Language | null;
  setLanguage(language: Language): void;
  readonly viewerWindows: readonly Bounds[] | null;
  setViewerWindows(windows: readonly Bounds[]): void;
  /** What the cache may take on the disk; null while it follows the size of the volume. */
  readonly cacheBudgetBytes: number | null;
  setCacheBudgetBytes(bytes: number | null): void;
}

/** Technical log. Never give it patient data, report text or secrets. */
export interface Log {
  info(event: string, facts?: Record<string, string | number>): void;
  warn(event: string, facts?: Record<string, string | number>): void;
}
