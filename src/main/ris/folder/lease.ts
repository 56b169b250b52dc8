import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Reader } from '../ris-connector.ts';

/** How long a lease holds when its workstation does not renew it: long enough for a sleeping laptop to be noticed. */
export const leaseMs = 120_000;
export const renewalMs = 30_000;
/** A takeover takes milliseconds; one this old was left behind by a workstation that died in it. */
const takeoverMs = 30_000;

const leaseSchema = z.object({
  orderKey: z.string(),
  reader: z.string(),
  identifier: z.string(),
  workstation: z.string(),
  renewedAt: z.string(),
  expiresAt: z.string(),
});
export type Lease = z.infer<typeof leaseSchema>;

/** A lease as found: `content` is null while it is being written, or is garbled. */
interface FoundLease {
  readonly content: Lease | null;
  readonly mtimeMs: number;
}

/**
 * Exclusive leases on orders, as files in a folder that all workstations share. A lease is made with O_EXCL, so of two
 * that try at once one wins. Its age is judged by the file server's clock alone (time stamps of two files there), so
 * that workstations whose clocks differ agree.
 */
export class LeaseFolder {
  readonly #folder: string;
  readonly #workstation: string;

  constructor(folder: string, workstation: string) {
    this.#folder = folder;
    this.#workstation = workstation;
  }

  /** Takes or renews the lease; gives who holds it when it is another's. Throws the system's error. `now` in ms. */
  async take(
    orderKey: string,
    reader: Reader,
    now: number,
  ): Promise<{ taken: true } | { taken: false; by: Lease | null }> {
    await mkdir(this.#folder, { recursive: true });
    const path = this.#path(orderKey);
    const lease = this.#lease(orderKey, reader, now);
    if (await createExclusively(path, lease)) return { taken: true };
    const found = await read(path);
    if (found?.content?.workstation === this.#workstation) {
      await this.#replace(path, lease);
      return { taken: true };
    }
    if (await this.#takeOver(path, lease)) return { taken: true };
    return { taken: false, by: (await read(path))?.content ?? null };
  }

  /** Renews a lease that is still ours; false when it was lost. */
  async renew(orderKey: string, reader: Reader, now: number): Promise<boolean> {
    const path = this.#path(orderKey);
    const found = await read(path);
    if (found?.content?.workstation !== this.#workstation) return false;
    await this.#replace(path, this.#lease(orderKey, reader, now));
    return true;
  }

  async release(orderKey: string): Promise<void> {
    const path = this.#path(orderKey);
    const found = await read(path);
    if (found?.content?.workstation === this.#workstation) await unlink(path).catch(ignoreMissing);
  }

  /** The leases that hold now, ours included. For display: judged by this machine's clock with a margin. */
  async list(now: number): Promise<readonly (Lease & { readonly here: boolean })[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const leases: (Lease & { here: boolean })[] = [];
    for (const name of names.filter(each => each.endsWith('.lease'))) {
      const found = await read(join(this.#folder, name));
      if (!found?.content || now - found.mtimeMs > leaseMs * 2) continue;
      leases.push({ ...found.content, here: found.content.workstation === this.#workstation });
    }
    return leases;
  }

  /**
   * Replaces a lease that has expired. Only the workstation that made the takeover file may look and replace, so two
   * can not both find the same lease expired and take it from each other.
   */
  async #takeOver(path: string, lease: Lease): Promise<boolean> {
    const takeover = `${path}.takeover`;
    if (!(await createExclusively(takeover, lease))) {
      const left = await stat(takeover).catch(() => null);
      const present = await this.#serverTime();
      if (left && present - left.mtimeMs > takeoverMs) await unlink(takeover).catch(ignoreMissing);
      return false;
    }
    try {
      const [found, present] = [await read(path), (await stat(takeover)).mtimeMs];
      if (found && present - found.mtimeMs < leaseMs) return false;
      await this.#replace(path, lease);
      return true;
    } finally {
      await unlink(takeover).catch(ignoreMissing);
    }
  }

  /** The file server's clock, read off a file that is written now. */
  async #serverTime(): Promise<number> {
    const probe = join(this.#folder, `.${randomUUID()}.part`);
    await writeFile(probe, '');
    try {
      return (await stat(probe)).mtimeMs;
    } finally {
      await unlink(probe).catch(ignoreMissing);
    }
  }

  async #replace(path: string, lease: Lease): Promise<void> {
    const temporary = join(this.#folder, `.${randomUUID()}.part`);
    await writeFile(temporary, JSON.stringify(lease));
    await rename(temporary, path);
  }

  #lease(orderKey: string, reader: Reader, now: number): Lease {
    return {
      orderKey,
      reader: reader.name,
      identifier: reader.identifier,
      workstation: this.#workstation,
      renewedAt: new Date(now).toISOString(),
      expiresAt: new Date(now + leaseMs).toISOString(),
    };
  }

  #path(orderKey: string): string {
    // Order numbers may hold any character; a digest is a file name everywhere.
    return join(this.#folder, `${createHash('sha256').update(orderKey).digest('hex').slice(0, 32)}.lease`);
  }
}

async function createExclusively(path: string, lease: Lease): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o664);
    try {
      await file.writeFile(JSON.stringify(lease));
      await file.sync();
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function read(path: string): Promise<FoundLease | null> {
  try {
    const { mtimeMs } = await stat(path);
    const parsed = leaseSchema.safeParse(parseJson(await readFile(path, 'utf8')));
    return { content: parsed.success ? parsed.data : null, mtimeMs };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
