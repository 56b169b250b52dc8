import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';

/**
 * A recording fake of the few parts of `electron` that the shell uses: it notes what the shell sets and hands its
 * handlers to the test. It stands in only because Electron's program cannot be had on the machines that build Vigie.
 */
type Handler = (...args: never[]) => unknown;

export const recorded = {
  sandboxEnabled: false,
  schemes: [] as unknown[],
  windows: [] as FakeWindow[],
  protocolHandlers: new Map<string, (request: Request) => Promise<Response>>(),
  permissionRequest: null as Handler | null,
  permissionCheck: null as Handler | null,
  ipc: new Map<string, (event: unknown, ...args: unknown[]) => void>(),
  exitCode: null as number | null,
};

class FakeWebContents extends EventEmitter {
  url = '';
  openHandler:
    | ((details: { url: string; frameName: string }) => { action: string; overrideBrowserWindowOptions?: object })
    | null = null;
  getURL() {
    return this.url;
  }
  setWindowOpenHandler(handler: FakeWebContents['openHandler']) {
    this.openHandler = handler;
  }
}

class FakeWindow extends EventEmitter {
  readonly webContents = new FakeWebContents();
  readonly options: Record<string, unknown>;
  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    recorded.windows.push(this);
  }
  static getAllWindows() {
    return recorded.windows;
  }
  async loadURL(url: string) {
    this.webContents.url = url;
  }
  setBounds() {}
  show() {}
  focus() {}
  destroy() {}
  isDestroyed() {
    return false;
  }
}

const home = process.env.VIGIE_FAKE_HOME ?? '';
export const app = Object.assign(new EventEmitter(), {
  isPackaged: true,
  enableSandbox: () => {
    recorded.sandboxEnabled = true;
  },
  whenReady: async () => {},
  setPath() {},
  getPath: () => home,
  getName: () => 'Vigie',
  getVersion: () => '0.1.0',
  requestSingleInstanceLock: () => true,
  quit() {},
  exit: (code: number) => {
    recorded.exitCode = code;
  },
});
export const protocol = { registerSchemesAsPrivileged: (schemes: unknown[]) => recorded.schemes.push(...schemes) };
export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: Handler) => {
      recorded.permissionRequest = handler;
    },
    setPermissionCheckHandler: (handler: Handler) => {
      recorded.permissionCheck = handler;
    },
    setDevicePermissionHandler() {},
    on() {},
    protocol: {
      handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
        recorded.protocolHandlers.set(scheme, handler),
    },
  },
};
export const BrowserWindow = FakeWindow;
export const ipcMain = {
  on: (channel: string, listener: (event: unknown, ...args: unknown[]) => void) => recorded.ipc.set(channel, listener),
  handle() {},
};
export const net = { fetch: (request: Request) => fetch(request) };
const bounds = { x: 0, y: 0, width: 1920, height: 1200 };
export const screen = {
  getPrimaryDisplay: () => ({ id: 1 }),
  getAllDisplays: () => [{ id: 1, bounds, workArea: bounds, scaleFactor: 1 }],
};
export const safeStorage = {
  isAsyncEncryptionAvailable: async () => true,
  getSelectedStorageBackend: () => 'gnome_libsecret',
  encryptStringAsync: async (text: string) => Buffer.from(`wrapped:${text}`),
  decryptStringAsync: async (bytes: Buffer) => ({
    result: bytes.toString('utf8').slice('wrapped:'.length),
    shouldReEncrypt: false,
  }),
};
export const utilityProcess = {
  fork: (entry: string, args: string[]) => {
    const child = fork(entry, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    return Object.assign(child, { postMessage: (message: object) => child.send(message) });
  },
};
export const shell = { openPath: async () => '' };
export default { app, ipcMain, shell };
