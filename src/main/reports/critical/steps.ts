import type { Communication, CriticalCategory, CriticalState } from '../../../contract/index.ts';

/** What can happen to a critical result after it was recorded. */
export type CriticalStep = 'told' | 'read-back' | 'retracted';

/**
 * The legal steps. Only a read-back closes: a message that was left with somebody keeps the reminder. Another person may
 * be told of what is closed; what is taken back stays so.
 */
export const criticalSteps: Readonly<Record<CriticalState, Readonly<Partial<Record<CriticalStep, CriticalState>>>>> = {
  open: { told: 'told', 'read-back': 'closed', retracted: 'retracted' },
  told: { told: 'told', 'read-back': 'closed', retracted: 'retracted' },
  closed: { told: 'closed', 'read-back': 'closed', retracted: 'retracted' },
  retracted: {},
};

export function stepOf({ readBack }: Pick<Communication, 'readBack'>): CriticalStep {
  return readBack ? 'read-back' : 'told';
}

/** Minutes until somebody has to know: red, orange and yellow of the ANCR policy (Brigham and Women's Hospital). */
export const deadlineMinutes: Readonly<Record<CriticalCategory, number>> = {
  minutes: 60,
  hours: 3 * 60,
  days: 15 * 24 * 60,
};
