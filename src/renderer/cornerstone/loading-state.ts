/** Where one frame stands on its way to the screen. */
export const frameStates = ['waiting', 'loading', 'loaded', 'failed'] as const;
export type FrameState = (typeof frameStates)[number];
export type FrameEvent = 'start' | 'arrive' | 'break' | 'retry' | 'cancel' | 'outdate';

/** The legal steps; an event that is not in a state's row is late news of a former attempt and changes nothing. */
export const frameTransitions: Readonly<Record<FrameState, Partial<Record<FrameEvent, FrameState>>>> = {
  waiting: { start: 'loading', cancel: 'waiting' },
  loading: { arrive: 'loaded', break: 'failed', cancel: 'waiting', outdate: 'waiting' },
  loaded: { outdate: 'waiting' },
  failed: { retry: 'waiting' },
};

export function nextFrameState(state: FrameState, event: FrameEvent): FrameState {
  return frameTransitions[state][event] ?? state;
}

/** How far a display set is, as the viewer shows it. */
export interface LoadProgress {
  readonly loaded: number;
  readonly failed: number;
  readonly total: number;
  readonly cancelled: boolean;
}

export function progressOf(states: Iterable<FrameState>, cancelled: boolean): LoadProgress {
  const counts: Record<FrameState, number> = { waiting: 0, loading: 0, loaded: 0, failed: 0 };
  let total = 0;
  for (const state of states) {
    counts[state]++;
    total++;
  }
  return { loaded: counts.loaded, failed: counts.failed, total, cancelled };
}

/** True when every frame is here: only then may a volume be shown, for a missing slice would read as value 0. */
export function isWhole(progress: LoadProgress): boolean {
  return progress.total > 0 && progress.loaded === progress.total;
}

/** The waiting frame nearest to the one that is looked at, or -1 when none waits. */
export function nearestWaiting(states: readonly FrameState[], focus: number): number {
  for (let distance = 0; distance < states.length; distance++) {
    if (states[focus + distance] === 'waiting') return focus + distance;
    if (states[focus - distance] === 'waiting') return focus - distance;
  }
  return -1;
}
