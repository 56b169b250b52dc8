import { useState } from 'react';
import type { CachedStudy, Failure, Outcome } from '../../../contract/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';

export interface StudyCommands {
  /** The study whose removal waits for a yes. */
  readonly asked: CachedStudy | null;
  /** Why the last command did nothing. */
  readonly failure: Failure | null;
  pin(): void;
  verify(): void;
  /** Fetches again, or stops the fetching that is under way. */
  refetch(): void;
  askToEvict(): void;
  evict(): void;
  keep(): void;
  /** The command of a key; false when there is none. */
  onKey(key: string): boolean;
}

/** The commands for the chosen study, by button and by key. `onDone` is called when a question has been answered. */
export function useStudyCommands(study: CachedStudy | null, onDone: () => void): StudyCommands {
  const { studyManager } = useApi();
  const [asked, setAsked] = useState<CachedStudy | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);

  const run = async (call: Promise<Outcome<unknown>>) => {
    const outcome = await outcomeOf(call);
    setFailure(outcome.ok ? null : outcome.failure);
  };
  const commands = {
    pin() {
      if (study === null) return;
      const { studyUid } = study.study;
      void run(studyManager.pin({ studyUid, pinned: !study.keptBecause.includes('pinned') }));
    },
    verify() {
      if (study !== null) void run(studyManager.verify({ studyUid: study.study.studyUid }));
    },
    refetch() {
      if (study === null) return;
      const { studyUid } = study.study;
      const isFetching = study.keptBecause.includes('fetching');
      void run(isFetching ? studyManager.cancelRefetch({ studyUid }) : studyManager.refetch({ studyUid }));
    },
    askToEvict() {
      if (study !== null && study.keptBecause.length === 0) setAsked(study);
    },
    evict() {
      if (asked !== null) void run(studyManager.evict({ studyUid: asked.study.studyUid }));
      setAsked(null);
      onDone();
    },
    keep() {
      setAsked(null);
      onDone();
    },
  };
  const keys: Record<string, () => void> = {
    p: commands.pin,
    v: commands.verify,
    r: commands.refetch,
    delete: commands.askToEvict,
    backspace: commands.askToEvict,
  };
  return {
    asked,
    failure,
    ...commands,
    onKey(key) {
      const command = keys[key.toLowerCase()];
      command?.();
      return command !== undefined;
    },
  };
}
