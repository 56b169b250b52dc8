import { type Failure, fail, type Outcome, succeed } from '../../contract/index.ts';
import type { StudyCache } from '../cache/index.ts';
import type { Log } from '../ports.ts';
import { headroomOf, limitOf, roomOnVolume, type Volume } from './budget.ts';
import { type Beneficiary, type Candidate, planEviction } from './eviction.ts';
import { type Purpose, type RetentionFacts, retentionOf } from './retention.ts';

export interface SpaceKeeperOptions {
  readonly cache: Pick<StudyCache, 'usage' | 'longestUnused' | 'sizes' | 'remove' | 'dropFramePacks'>;
  /** What must stay, as it is now; null while that is not known, then nothing is removed. */
  readonly facts: () => Promise<RetentionFacts | null>;
  /** The volume of the cache. Rejects when it cannot be asked. */
  readonly volume: () => Promise<Volume>;
  /** What the cache may take. */
  readonly budget: (usedBytes: number, volume: Volume) => number;
  /** Lets go of a study that will be removed; false while it is being fetched. */
  readonly release: (studyUid: string) => boolean;
  readonly log: Log;
  /** The notice while room is wanted and nothing more may be removed; null when that is over. */
  readonly onNotice: (notice: Failure | null) => void;
}

/** Candidates of one round; those that were not used for longest come first. */
const mostCandidates = 5_000;
/** A volume is asked again after this long. */
const volumeMs = 1_000;

/**
 * Keeps the cache inside its budget: whoever stores asks here first, and what may go goes before. The open case is
 * fetched beyond the budget when nothing else may go, as far as the volume has room; that is said.
 */
export class SpaceKeeper {
  readonly #options: SpaceKeeperOptions;
  /** What is stored, as far as it is known without asking. */
  #usedBytes = 0;
  /** Admitted and not yet stored. */
  #comingBytes = 0;
  #limitBytes = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #turn: Promise<unknown> = Promise.resolve();
  #notice: Failure | null = null;

  constructor(options: SpaceKeeperOptions) {
    this.#options = options;
  }

  /**
   * Makes room for bytes of a study; fails with `cache-full` when there is none to be had. What was admitted must be
   * settled once it is stored, or was not.
   */
  async admit(studyUid: string, bytes: number): Promise<Outcome<Record<string, never>>> {
    const isStale = () => performance.now() - this.#askedAt > volumeMs;
    if (isStale()) await this.#inTurn(async () => isStale() && (await this.#ask()));
    if (this.#wantedFor(bytes) > 0) {
      const room = await this.#inTurn(() => this.#makeRoom(studyUid, bytes));
      if (!room.ok) return room;
    }
    this.#comingBytes += bytes;
    return succeed({});
  }

  settle(bytes: number): void {
    this.#comingBytes -= bytes;
    this.#usedBytes += bytes;
  }

  /** Brings the cache back into its budget, e.g. after it was made smaller. */
  async tidy(): Promise<void> {
    await this.#inTurn(async () => {
      const { usedBytes, limitBytes } = await this.#ask();
      if (usedBytes > limitBytes) await this.#evict(usedBytes - limitBytes, 'reading');
      const after = await this.#ask();
      this.#tell(after.usedBytes > after.limitBytes ? overBudget(after) : null);
    });
  }

  /** Removes one study at the wish of the user; fails with `study-kept` while it must stay. */
  async evict(studyUid: string): Promise<Outcome<Record<string, never>>> {
    return this.#inTurn(async () => {
      const facts = await this.#options.facts();
      const reasons = facts === null ? ['unknown'] : retentionOf(facts)(studyUid).reasons;
      if (reasons.length > 0) return fail('study-kept', { reason: String(reasons[0]) });
      if (!(await this.#remove(studyUid, 'user'))) return fail('study-kept', { reason: 'fetching' });
      return succeed({});
    });
  }

  /** One after the other: two that make room at once would each remove for both. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  /** What must go before so many bytes fit. */
  #wantedFor(bytes: number): number {
    return this.#usedBytes + this.#comingBytes + bytes - this.#limitBytes;
  }

  async #ask(): Promise<{ usedBytes: number; limitBytes: number; volume: Volume; budgetBytes: number }> {
    const { cache, volume: askVolume, budget } = this.#options;
    const [{ bytes: usedBytes }, volume] = await Promise.all([cache.usage(), askVolume()]);
    const budgetBytes = budget(usedBytes, volume);
    this.#usedBytes = usedBytes;
    this.#limitBytes = limitOf(budgetBytes, usedBytes, volume);
    this.#askedAt = performance.now();
    return { usedBytes, limitBytes: this.#limitBytes, volume, budgetBytes };
  }

  async #makeRoom(studyUid: string, bytes: number): Promise<Outcome<Record<string, never>>> {
    const { budgetBytes } = await this.#ask();
    if (this.#wantedFor(bytes) > 0) {
      const facts = await this.#options.facts();
      const beneficiary = facts === null ? 'ahead' : beneficiaryOf(studyUid, facts);
      await this.#evict(this.#wantedFor(bytes) + headroomOf(budgetBytes), beneficiary);
      const after = await this.#ask();
      if (this.#wantedFor(bytes) > 0) {
        const free = roomOnVolume(after.usedBytes, after.volume) - after.usedBytes - this.#comingBytes;
        if (beneficiary !== 'reading' || bytes > free) {
          const reason = after.limitBytes < after.budgetBytes ? 'ENOSPC' : 'budget';
          const refused = fail('cache-full', { reason });
          this.#tell(refused.failure);
          return refused;
        }
        this.#tell(overBudget(after));
        return succeed({});
      }
    }
    this.#tell(null);
    return succeed({});
  }

  /** What still fits without anything having to go for it. */
  async room(): Promise<number> {
    const { usedBytes, limitBytes } = await this.#ask();
    return limitBytes - usedBytes - this.#comingBytes;
  }

  /** Removes until the bytes are free, or nothing more may go: first what can be made again here, then studies. */
  async #evict(allBytes: number, beneficiary: Beneficiary): Promise<void> {
    const { cache } = this.#options;
    const wantedBytes = allBytes - (await cache.dropFramePacks(allBytes));
    if (wantedBytes <= 0) return;
    const facts = await this.#options.facts();
    if (facts === null) return;
    const retention = retentionOf(facts);
    const sizes = await cache.longestUnused(mostCandidates);
    const candidates: Candidate[] = sizes.map(size => ({ ...size, retention: retention(size.studyUid) }));
    const plan = planEviction(candidates, wantedBytes, beneficiary);
    const bytesOf = new Map(sizes.map(({ studyUid, bytes }) => [studyUid, bytes]));
    let freed = 0;
    for (const studyUid of plan.studyUids) {
      if (freed >= wantedBytes) break;
      // Asked anew for each: a case may have been opened, a draft begun, since the plan was made.
      const now = await this.#options.facts();
      if (now === null) return;
      const { reasons, purpose } = retentionOf(now)(studyUid);
      if (reasons.length > 0 || !(await this.#remove(studyUid, purpose))) continue;
      freed += bytesOf.get(studyUid) ?? 0;
    }
  }

  async #remove(studyUid: string, why: Purpose | 'user'): Promise<boolean> {
    const { cache, release, log } = this.#options;
    if (!release(studyUid)) return false;
    await cache.remove(studyUid);
    log.info('study-evicted', { why });
    return true;
  }

  #tell(notice: Failure | null): void {
    if (JSON.stringify(notice) === JSON.stringify(this.#notice)) return;
    this.#notice = notice;
    this.#options.onNotice(notice);
  }
}

function overBudget({ usedBytes, budgetBytes }: { usedBytes: number; budgetBytes: number }): Failure {
  const megabytes = (bytes: number) => Math.round(bytes / 1e6);
  return fail('cache-over-budget', { usedMb: megabytes(usedBytes), budgetMb: megabytes(budgetBytes) }).failure;
}

function beneficiaryOf(studyUid: string, { openCase }: RetentionFacts): Beneficiary {
  if (openCase?.study?.studyUid === studyUid) return 'reading';
  return openCase?.priors.some(prior => prior.studyUid === studyUid) ? 'prior' : 'ahead';
}
