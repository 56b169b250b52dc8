import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real Orthanc with DICOMweb and modality worklists, alone in its folder and on its ports. */
export interface Orthanc {
  /** Root of its REST interface, `http://127.0.0.1:port`. */
  readonly restUrl: string;
  /** Root of its DICOMweb services, without a trailing slash. */
  readonly dicomWebUrl: string;
  readonly dicomPort: number;
  /** Value of the Authorization header it expects, or null. */
  readonly authorization: string | null;
  /** Folder whose `*.wl` files are its modality worklist. */
  readonly worklistFolder: string;
  readonly pid: number;
  /** Stores instances over STOW-RS; throws unless all were taken. */
  stow(instances: readonly Uint8Array[]): Promise<void>;
  /** Stores instances over the REST interface, one request each; throws unless all were taken. */
  upload(instances: readonly Uint8Array[]): Promise<void>;
  /** A REST request with its credentials. Throws unless answered with 2xx. */
  rest(path: string, init?: RequestInit): Promise<Response>;
  /** The file of an instance as Orthanc stores it. */
  file(sopInstanceUid: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Removes a study with everything below it. */
  deleteStudy(studyUid: string): Promise<void>;
  /** Ends the process and removes its folder. */
  stop(): Promise<void>;
}

export interface OrthancOptions {
  /** Switches HTTP Basic authentication on. */
  readonly user?: { readonly name: string; readonly password: string };
  /** Entries that replace those of the configuration file. */
  readonly configuration?: Record<string, unknown>;
}

const executables = ['/usr/sbin/Orthanc', '/usr/bin/Orthanc', '/usr/local/sbin/Orthanc'];
const pluginFolders = ['/usr/share/orthanc/plugins', '/usr/local/share/orthanc/plugins'];
const startMs = 20_000;

/** Starts Orthanc and waits until it answers. The error says what is missing, or ends with its log. */
export async function startOrthanc(options: OrthancOptions = {}): Promise<Orthanc> {
  const executable = executables.find(path => existsSync(path));
  const plugins = ['libOrthancDicomWeb.so', 'libModalityWorklists.so'].map(name => pluginPath(name));
  if (executable === undefined) throw new Error('Orthanc is not installed (apt-get install orthanc orthanc-dicomweb)');
  const folder = await mkdtemp(join(tmpdir(), 'orthanc-'));
  const worklistFolder = join(folder, 'worklist');
  await mkdir(join(folder, 'storage'));
  await mkdir(worklistFolder);
  await writeFile(join(worklistFolder, 'lockfile'), '');
  const [httpPort, dicomPort] = await freePorts(2);
  if (httpPort === undefined || dicomPort === undefined) throw new Error('no free port');

  const configuration = {
    Name: 'Test PACS',
    StorageDirectory: join(folder, 'storage'),
    IndexDirectory: join(folder, 'storage'),
    HttpPort: httpPort,
    DicomPort: dicomPort,
    DicomAet: 'TESTPACS',
    DicomAlwaysAllowEcho: true,
    DicomAlwaysAllowStore: true,
    DicomAlwaysAllowFind: true,
    DicomAlwaysAllowFindWorklist: true,
    RemoteAccessAllowed: false,
    AuthenticationEnabled: options.user !== undefined,
    RegisteredUsers: options.user === undefined ? {} : { [options.user.name]: options.user.password },
    UnknownSopClassAccepted: true,
    SyncStorageArea: false,
    Plugins: plugins,
    DicomWeb: {
      Enable: true,
      Root: '/dicom-web/',
      EnableWado: true,
      WadoRoot: '/wado',
      Host: `127.0.0.1:${httpPort}`,
      Ssl: false,
    },
    Worklists: { Enable: true, Database: worklistFolder },
    ...options.configuration,
  };
  const configurationFile = join(folder, 'orthanc.json');
  await writeFile(configurationFile, JSON.stringify(configuration));
  const logFile = join(folder, 'orthanc.log');
  const child = spawn(executable, [`--logfile=${logFile}`, configurationFile], { stdio: 'ignore' });
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const restUrl = `http://127.0.0.1:${httpPort}`;
  const authorization =
    options.user === undefined
      ? null
      : `Basic ${Buffer.from(`${options.user.name}:${options.user.password}`).toString('base64')}`;
  const headers: Record<string, string> = authorization === null ? {} : { authorization };

  const stop = async () => {
    await end(child, exited);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilItAnswers(`${restUrl}/system`, headers, child);
  } catch (error) {
    const log = await readFile(logFile, 'utf8').catch(() => '');
    await stop();
    throw new Error(`Orthanc did not start: ${(error as Error).message}\n${log.slice(-2000)}`);
  }

  async function rest(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(`${restUrl}${path}`, {
      ...init,
      headers: { ...headers, ...(init.headers as Record<string, string> | undefined) },
    });
    if (!response.ok) {
      throw new Error(
        `Orthanc answered ${response.status} to ${init.method ?? 'GET'} ${path}: ${await response.text()}`,
      );
    }
    return response;
  }

  async function orthancId(uid: string): Promise<string> {
    const response = await rest('/tools/lookup', { method: 'POST', body: uid });
    const found = (await response.json()) as { ID: string }[];
    if (found[0] === undefined) throw new Error(`Orthanc does not know ${uid}`);
    return found[0].ID;
  }

  return {
    restUrl,
    dicomWebUrl: `${restUrl}/dicom-web`,
    dicomPort,
    authorization,
    worklistFolder,
    pid: child.pid ?? -1,
    rest,
    stop,
    async stow(instances) {
      const boundary = 'stow-of-test-instances';
      const parts = instances.flatMap(instance => [
        Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
        instance,
        Buffer.from('\r\n'),
      ]);
      const response = await rest('/dicom-web/studies', {
        method: 'POST',
        headers: {
          'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}`,
          accept: 'application/dicom+json',
        },
        body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
      });
      // Failed SOP Sequence (0008,1198) and Referenced SOP Sequence (0008,1199), PS3.18 annex I
      const answer = (await response.json()) as Record<string, { Value?: unknown[] }>;
      const stored = answer['00081199']?.Value?.length ?? 0;
      if (stored !== instances.length) throw new Error(`Orthanc stored ${stored} of ${instances.length} instances`);
    },
    async upload(instances) {
      for (const instance of instances) {
        const body = new Uint8Array(instance);
        await (await rest('/instances', { method: 'POST', body })).arrayBuffer();
      }
    },
    async file(sopInstanceUid) {
      const response = await rest(`/instances/${await orthancId(sopInstanceUid)}/file`);
      return new Uint8Array(await response.arrayBuffer());
    },
    async deleteStudy(studyUid) {
      await (await rest(`/studies/${await orthancId(studyUid)}`, { method: 'DELETE' })).arrayBuffer();
    },
  };
}

function pluginPath(name: string): string {
  const path = pluginFolders.map(folder => join(folder, name)).find(candidate => existsSync(candidate));
  if (path === undefined)
    throw new Error(`Orthanc plugin ${name} is missing (apt-get install orthanc orthanc-dicomweb)`);
  return path;
}

async function untilItAnswers(url: string, headers: Record<string, string>, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
    try {
      const response = await fetch(url, { headers });
      await response.arrayBuffer();
      if (response.ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`no answer within ${startMs / 1000} s`);
}

async function end(child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await exited;
  clearTimeout(timer);
}

/** Ports that were free a moment ago; all are held until the last is found, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', resolve);
      });
      return server;
    }),
  );
  const ports = servers.map(server => {
    const address = server.address();
    return address !== null && typeof address === 'object' ? address.port : 0;
  });
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
  return ports;
}
