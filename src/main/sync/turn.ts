/**
 * How much a study is wanted, most first: a series of it is on screen and not whole; it is being read; it is a prior of
 * that; its order is among the next of the worklist, or it is a prior of such; the rest.
 */
export const priorities = ['screen', 'reading', 'prior', 'next', 'ahead'] as const;
export type Priority = (typeof priorities)[number];

export interface Contender {
  readonly studyUid: string;
  readonly priority: Priority;
  /** Order of the requests. */
  readonly sequence: number;
  /** `leaving`: told to stop, but its last transfers are not yet over. */
  readonly standing: 'queued' | 'running' | 'leaving';
}

/** True when `a` is wanted more than `b`. */
export function isMoreWanted(a: Priority, b: Priority): boolean {
  return priorities.indexOf(a) < priorities.indexOf(b);
}

/**
 * Whose turn it is: which queued studies start and which running ones give way. Only studies of the highest priority
 * present run, as all share one link: a prior never slows the study that is being read.
 */
export function decideTurns(
  contenders: readonly Contender[],
  concurrency: number,
): { readonly start: readonly string[]; readonly preempt: readonly string[] } {
  const present = contenders.filter(({ standing }) => standing !== 'leaving');
  const top = priorities.find(priority => present.some(contender => contender.priority === priority));
  const preempt = present.filter(({ standing, priority }) => standing === 'running' && priority !== top);
  const running = present.filter(({ standing, priority }) => standing === 'running' && priority === top);
  const start = present
    .filter(({ standing, priority }) => standing === 'queued' && priority === top)
    .sort((a, b) => a.sequence - b.sequence)
    .slice(0, Math.max(0, concurrency - running.length));
  return { start: start.map(({ studyUid }) => studyUid), preempt: preempt.map(({ studyUid }) => studyUid) };
}
