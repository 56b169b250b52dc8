import type { Purpose, StudyAtSite, WantedStudy } from './sync-engine.ts';
import { isMoreWanted, type Priority } from './turn.ts';

/** A study as all purposes together want it. */
export interface Want extends StudyAtSite {
  readonly priority: Exclude<Priority, 'screen'>;
  readonly instanceCount: number | null;
  /** All sites that have it, the one to ask first in front. */
  readonly sources: readonly string[];
  /** Order among the wants of one priority. */
  readonly sequence: number;
}

/** Which studies are wanted now, by purpose and by a person's requests. */
export class Wants {
  readonly #byPurpose = new Map<Purpose, Map<string, Want>>();
  readonly #requested = new Map<string, Want>();
  #sequence = 0;

  /** Replaces the wants of a purpose. */
  replace(purpose: Purpose, studies: readonly WantedStudy[]): void {
    const before = this.#byPurpose.get(purpose);
    const wants = new Map<string, Want>();
    for (const study of studies) {
      // The same study at two sites is one study: the first that is named gives it.
      if (wants.has(study.studyUid)) continue;
      const known = before?.get(study.studyUid);
      const isSame = known?.priority === study.priority;
      const sources = [study.siteId, ...(study.alsoAt ?? [])];
      wants.set(study.studyUid, { ...study, sources, sequence: isSame ? known.sequence : ++this.#sequence });
    }
    this.#byPurpose.set(purpose, wants);
  }

  /** Drops what the open case wants, and a person's requests, which were made for it. */
  leaveCase(): void {
    this.#byPurpose.delete('case');
    this.#requested.clear();
  }

  request(study: StudyAtSite, priority: WantedStudy['priority']): void {
    const sources = [study.siteId];
    this.#requested.set(study.studyUid, {
      ...study,
      sources,
      priority,
      instanceCount: null,
      sequence: ++this.#sequence,
    });
  }

  /** What a purpose names, in its order. */
  named(purpose: Purpose): readonly string[] {
    return [...(this.#byPurpose.get(purpose)?.keys() ?? [])];
  }

  /** The strongest want of a study; null when nothing wants it. */
  of(studyUid: string): Want | null {
    const all = [this.#requested, ...this.#byPurpose.values()].flatMap(wants => wants.get(studyUid) ?? []);
    const counted = all.find(({ instanceCount }) => instanceCount !== null)?.instanceCount ?? null;
    const strongest = all.reduce<Want | null>(
      (best, want) => (best === null || isMoreWanted(want.priority, best.priority) ? want : best),
      null,
    );
    if (strongest === null) return null;
    const sources = [...new Set([...strongest.sources, ...all.flatMap(want => want.sources)])];
    return { ...strongest, sources, instanceCount: strongest.instanceCount ?? counted };
  }
}
