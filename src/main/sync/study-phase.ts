import type { CacheState, Failure } from '../../contract/index.ts';

/** Where the retrieval of one study stands. */
export const studyPhases = [
  'queued',
  'listing',
  'retrieving',
  'verifying',
  'waiting',
  'complete',
  'incomplete',
  'failed',
  'cancelled',
] as const;
export type StudyPhase = (typeof studyPhases)[number];

/** What can happen to it. */
export const studyEvents = [
  'request', // somebody wants it (again)
  'start', // its turn has come
  'listed', // the PACS said what it consists of
  'transferred', // everything planned was asked for
  'still-missing', // verification found more to ask for
  'whole', // verification found everything
  'retry-later', // a failure that may pass
  'due', // the time for another try has come
  'gave-up-with-some', // a failure that stays; some instances are whole
  'gave-up-with-none',
  'cancel',
  'preempt', // a more wanted study takes its place
] as const;
export type StudyEvent = (typeof studyEvents)[number];

const whileRunning = {
  'retry-later': 'waiting',
  'gave-up-with-some': 'incomplete',
  'gave-up-with-none': 'failed',
  cancel: 'cancelled',
  preempt: 'queued',
} as const;

/** The legal transitions; what is not here cannot happen. */
export const studyTransitions: Record<StudyPhase, Partial<Record<StudyEvent, StudyPhase>>> = {
  queued: { start: 'listing', cancel: 'cancelled' },
  listing: { listed: 'retrieving', ...whileRunning },
  retrieving: { transferred: 'verifying', ...whileRunning },
  verifying: { whole: 'complete', 'still-missing': 'retrieving', ...whileRunning },
  waiting: { due: 'queued', cancel: 'cancelled' },
  complete: { request: 'queued' },
  incomplete: { request: 'queued' },
  failed: { request: 'queued' },
  cancelled: { request: 'queued' },
};

/** The phase after an event. Throws when the event cannot happen in this phase: a fault of the caller. */
export function nextPhase(phase: StudyPhase, event: StudyEvent): StudyPhase {
  const next = studyTransitions[phase][event];
  if (next === undefined) throw new Error(`a study that is ${phase} cannot ${event}`);
  return next;
}

export function isRunning(phase: StudyPhase): boolean {
  return phase === 'listing' || phase === 'retrieving' || phase === 'verifying';
}

export function isFinished(phase: StudyPhase): boolean {
  return studyTransitions[phase].request !== undefined;
}

/** What is known of the study's instances. */
export interface StudyFacts {
  /** Listed instances that are whole in the cache. */
  readonly done: number;
  /** Listed instances, once they are known. */
  readonly total: number | null;
  readonly bytes: number;
  /** Why it waits, or ended without being whole. */
  readonly failure: Failure | null;
  readonly changes?: CacheState['changes'];
}

/** The state as the rest of the program sees it; a study that waits for another try is queued, and says why. */
export function cacheState(phase: StudyPhase, facts: StudyFacts): CacheState {
  return {
    state: publicState(phase),
    instancesDone: facts.done,
    instancesTotal: facts.total,
    bytesDone: facts.bytes,
    failure: facts.failure,
    ...(facts.changes && { changes: facts.changes }),
  };
}

function publicState(phase: StudyPhase): CacheState['state'] {
  switch (phase) {
    case 'queued':
    case 'waiting':
      return 'queued';
    case 'listing':
    case 'retrieving':
    case 'verifying':
      return 'syncing';
    case 'complete':
    case 'incomplete':
    case 'failed':
    case 'cancelled':
      return phase;
  }
}
