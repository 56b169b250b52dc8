import type { Communication, CriticalState } from '../../../contract/index.ts';

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
