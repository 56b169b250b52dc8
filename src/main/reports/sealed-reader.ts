import { fail, type Outcome, type SealedVersion, succeed, type VersionCheck } from '../../contract/index.ts';
import type { Log } from '../ports.ts';
import type { Renderings } from '../ris/index.ts';
import { keyIdOf, type SealFault, verifyChain, verifyVersion } from './seal/verify.ts';
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

  /** Every version of a report checked with its renderings, oldest first; what does not hold is told, not refused. */
  async check(reportId: string): Promise<Outcome<VersionCheck[]>> {
    const view = await this.#store.view(reportId);
    if (!view) return fail('report-unknown', { report: reportId });
    const publicKeys = await this.#store.publicKeys();
    const inChain = await verifyChain(view.sealed, publicKeys);
    const checks: VersionCheck[] = [];
    for (const [index, version] of view.sealed.entries()) {
      const renderings = (await this.#store.sealed(reportId, version.version))?.renderings;
      const previous = view.sealed[index - 1] ?? null;
      const faults = await verifyVersion(version, { previous, publicKeys, ...(renderings ? { renderings } : {}) });
      const { status, signedAt, signer, hashes, previousHash, signature } = version;
      checks.push({
        line: { version: version.version, status, signedAt, signer },
        recalled: view.recalled.includes(version.version),
        hashes: (['content', 'text', 'html', 'pdf', 'cda'] as const).flatMap(of =>
          hashes[of] === undefined ? [] : [{ of, sha256: hashes[of] }],
        ),
        previousHash,
        keyId: keyIdOf(version),
        signature,
        faults: [...new Set([...faults, ...(inChain.get(version.version) ?? [])])],
      });
    }
    return succeed(checks);
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
