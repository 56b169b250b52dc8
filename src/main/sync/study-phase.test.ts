import { describe, expect, it } from 'vitest';
import { cacheStateSchema } from '../../contract/index.ts';
import {
  cacheState,
  isFinished,
  isRunning,
  nextPhase,
  type StudyEvent,
  type StudyPhase,
  studyEvents,
  studyPhases,
  studyTransitions,
} from './study-phase.ts';

const walk = (events: StudyEvent[], from: StudyPhase = 'queued') => events.reduce(nextPhase, from);

describe('the phases of a study', () => {
  it('go from the queue to complete', () => {
    expect(walk(['start', 'listed', 'transferred', 'whole'])).toBe('complete');
    expect(walk(['start', 'listed', 'transferred', 'still-missing', 'transferred', 'whole'])).toBe('complete');
  });

  it('wait and come back after a failure that may pass', () => {
    expect(walk(['start', 'listed', 'retry-later'])).toBe('waiting');
    expect(walk(['start', 'retry-later', 'due', 'start'])).toBe('listing');
  });

  it('can be complete only after verification', () => {
    const before = studyPhases.filter(phase => Object.values(studyTransitions[phase]).includes('complete'));
    expect(before).toEqual(['verifying']);
    expect(studyTransitions.verifying.whole).toBe('complete');
  });

  it('can be left by cancelling wherever there is something to cancel, and taken up wherever it ended', () => {
    for (const phase of studyPhases) {
      if (isFinished(phase)) expect(nextPhase(phase, 'request')).toBe('queued');
      else expect(nextPhase(phase, 'cancel')).toBe('cancelled');
    }
    expect(studyPhases.filter(isFinished)).toEqual(['complete', 'incomplete', 'failed', 'cancelled']);
  });

  it('give way only while running', () => {
    for (const phase of studyPhases) expect(studyTransitions[phase].preempt !== undefined).toBe(isRunning(phase));
  });

  it('refuse what cannot happen', () => {
    expect(() => nextPhase('queued', 'whole')).toThrow('queued cannot whole');
    expect(() => nextPhase('complete', 'cancel')).toThrow();
    const legal = studyPhases.flatMap(phase => studyEvents.filter(event => studyTransitions[phase][event]));
    expect(new Set(legal)).toEqual(new Set(studyEvents));
  });

  it('are told in the words of the contract', () => {
    const facts = { done: 1, total: 2, bytes: 3, failure: null };
    const told = studyPhases.map(phase => cacheStateSchema.parse(cacheState(phase, facts)).state);
    expect(told).toEqual([
      'queued',
      'syncing',
      'syncing',
      'syncing',
      'queued',
      'complete',
      'incomplete',
      'failed',
      'cancelled',
    ]);
  });
});
