import { describe, expect, it } from 'vitest';
import { type Contender, decideTurns } from './turn.ts';

const study = (name: string, priority: Contender['priority'], standing: Contender['standing'], sequence = 0) => ({
  studyUid: name,
  priority,
  standing,
  sequence,
});

describe('whose turn it is', () => {
  it('goes by priority, then by the order of requests', () => {
    const queued = [
      study('late', 'reading', 'queued', 9),
      study('prior', 'prior', 'queued', 1),
      study('early', 'reading', 'queued', 2),
      study('third', 'reading', 'queued', 10),
    ];
    expect(decideTurns(queued, 2)).toEqual({ start: ['early', 'late'], preempt: [] });
  });

  it('pre-empts what is wanted less, even where there is room', () => {
    const contenders = [
      study('a', 'ahead', 'running'),
      study('p', 'prior', 'running'),
      study('r', 'reading', 'queued'),
    ];
    expect(decideTurns(contenders, 3)).toEqual({ start: ['r'], preempt: ['a', 'p'] });
  });

  it('never pre-empts an equal', () => {
    const contenders = [study('one', 'reading', 'running', 1), study('two', 'reading', 'queued', 0)];
    expect(decideTurns(contenders, 1)).toEqual({ start: [], preempt: [] });
    expect(decideTurns(contenders, 2)).toEqual({ start: ['two'], preempt: [] });
  });

  it('neither starts nor counts a study that is leaving', () => {
    const contenders = [study('gone', 'reading', 'leaving'), study('p', 'prior', 'queued')];
    expect(decideTurns(contenders, 1)).toEqual({ start: ['p'], preempt: [] });
    expect(decideTurns([], 2)).toEqual({ start: [], preempt: [] });
  });
});
