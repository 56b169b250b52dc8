import { type Failure, fail, type Outcome, succeed } from '../../../contract/index.ts';
import { failureOf } from '../failures.ts';
import type { PackEnd, PackFiles } from '../pack/pack-files.ts';
import type { PackWriter } from '../pack/pack-writer.ts';
import type { CachedInstance } from '../study-cache.ts';
import type { IndexStore, NewInstance } from './index-store.ts';

/** How long a commit waits for company. While one commit is being written, the next group gathers behind it. */
const GATHER_MILLISECONDS = 5;

/** An instance that is appended to its pack, but not yet durable. */
interface Staged {
  readonly instance: NewInstance;
  readonly writer: PackWriter;
  /** End of the pack behind this instance. */
  readonly end: PackEnd;
  readonly resolve: (outcome: Outcome<CachedInstance>) => void;
}

/**
 * Makes instances durable in groups: one flush per pack and one transaction for all that came in the meantime, instead
 * of one for each. First the packs are flushed, then the index is committed, so the index never knows of a record that
 * a power cut can take.
 */
export class GroupCommit {
  private readonly index: () => IndexStore;
  private readonly packs: PackFiles;
  private readonly onPackGone: (packId: string) => void;
  private waiting: Staged[] = [];
  private writing: Staged[] = [];
  private running: Promise<void> | null = null;

  /** `onPackGone` is told of packs that were made for a group and deleted with it. */
  constructor(index: () => IndexStore, packs: PackFiles, onPackGone: (packId: string) => void) {
    this.index = index;
    this.packs = packs;
    this.onPackGone = onPackGone;
  }

  /** Resolves when the instance is durable, or with the reason why it cannot be. */
  add(staged: Omit<Staged, 'resolve'>): Promise<Outcome<CachedInstance>> {
    return new Promise(resolve => {
      this.waiting.push({ ...staged, resolve });
      this.running ??= this.run();
    });
  }

  holds(studyUid: string, sopInstanceUid: string): boolean {
    return [...this.waiting, ...this.writing].some(
      ({ instance }) => instance.sopInstanceUid === sopInstanceUid && instance.studyUid === studyUid,
    );
  }

  /** Resolves when nothing waits. */
  async drained(): Promise<void> {
    while (this.running !== null) await this.running;
  }

  private async run(): Promise<void> {
    await new Promise(resolve => setTimeout(resolve, GATHER_MILLISECONDS));
    while (this.waiting.length > 0) {
      this.writing = this.waiting;
      this.waiting = [];
      await this.commit(this.writing);
      this.writing = [];
    }
    this.packs.closeIdle();
    this.running = null;
  }

  private async commit(group: readonly Staged[]): Promise<void> {
    try {
      await Promise.all([...new Set(group.map(({ writer }) => writer))].map(writer => writer.sync()));
      const index = this.index();
      index.transaction(() => {
        for (const { instance, end } of group) {
          const { packId, studyUid, seriesUid } = instance;
          index.putPack({ packId, studyUid, seriesUid, end });
          index.addInstance(instance);
        }
      });
    } catch (error) {
      this.undo(failureOf(error));
      return;
    }
    for (const { instance, resolve } of group) resolve(succeed(cachedInstance(instance)));
  }

  /** Fails all that is not durable, also what was appended behind the failed group meanwhile. */
  private undo(failure: Failure): void {
    const failed = [...this.writing, ...this.waiting];
    this.waiting = [];
    const writers = new Map(failed.map(({ instance, writer }) => [instance.packId, writer]));
    for (const [packId, writer] of writers) {
      try {
        const durableEnd = this.index().packEnd(packId);
        if (durableEnd !== null) {
          writer.cutTo(durableEnd);
        } else {
          this.packs.delete(packId);
          this.onPackGone(packId);
        }
      } catch {
        // The disk does not even cut: what is left behind the durable end is recognised at the next opening.
        this.packs.closeWriter(packId);
        this.onPackGone(packId);
      }
    }
    for (const { resolve } of failed) resolve(fail(failure.code, failure.params, failure.words));
  }
}

export function cachedInstance(instance: CachedInstance): CachedInstance {
  const { sopInstanceUid, sopClassUid, seriesUid, studyUid, numberOfFrames } = instance;
  return { sopInstanceUid, sopClassUid, seriesUid, studyUid, numberOfFrames };
}
