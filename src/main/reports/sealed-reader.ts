import { fail, type Outcome, type SealedVersion, succeed } from '../../contract/index.ts';
import type { Log } from '../ports.ts';
import type { Renderings } from '../ris/index.ts';
import { type SealFault, verifyChain, verifyVersion } from './seal/verify.ts';
import type { RemoteStore } from './store/protocol.ts';

/** Reads sealed versions and never hands out one that does not verify. */
export class SealedReader {
  readonly #store: RemoteStore;
  readonly #log: Log;

  constructor(store: RemoteStore, log: Log) {
    this.#store = store;
    this.#log = log;
  }

  /** A version with its renderings, checked: hashes, chain, signature. */
  async read(reportId: string, version: number): Promise<Outcome<{ version: SealedVersion; renderings: Renderings }>> {
    const found = await this.#store.sealed(reportId, version);
    if (!found) return fail('report-unknown', { report: reportId, version });
    const previous = version > 1 ? ((await this.#store.sealed(reportId, version - 1))?.version ?? null) : null;
    const publicKeys = await this.#store.publicKeys();
    const faults = await verifyVersion(found.version, { previous, publicKeys, renderings: found.renderings });
    return faults.length === 0 ? succeed(found) : this.#damaged(reportId, version, faults);
  }

  /** The failure of the first version that does not verify, or null. */
  async damage(versions: readonly SealedVersion[]): Promise<ReturnType<typeof fail> | null> {
    if (versions.length === 0) return null;
    const [first] = await verifyChain(versions, await this.#store.publicKeys());
    return first ? this.#damaged(versions[0]!.reportId, first[0], first[1]) : null;
  }

  #damaged(reportId: string, version: number, faults: readonly SealFault[]) {
    this.#log.warn('reports.sealed-version-damaged', { report: reportId, version, faults: faults.join(' ') });
    return fail('store-unusable', {
      store: 'reports',
      reason: 'sealed-version-damaged',
      report: reportId,
      version,
      faults: faults.join(' '),
    });
  }
}
