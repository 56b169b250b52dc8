import { describe, expect, it } from 'vitest';
import { fittingGroups } from './fitting-groups.ts';

const groups = [
  { id: 'a', width: 100, rank: 0 },
  { id: 'b', width: 100, rank: 2 },
  { id: 'c', width: 100, rank: 1 },
];

describe('the row of tools', () => {
  it('shows all where all fit, without room for a menu', () => {
    expect([...fittingGroups(groups, 300, 30)].sort()).toEqual(['a', 'b', 'c']);
  });

  it('puts into the menu what is missed last, and keeps room for its button', () => {
    expect([...fittingGroups(groups, 299, 30)].sort()).toEqual(['a', 'c']);
    expect([...fittingGroups(groups, 225, 30)].sort()).toEqual(['a']);
    expect([...fittingGroups(groups, 50, 30)]).toEqual([]);
  });
});
