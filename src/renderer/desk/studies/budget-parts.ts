import { type Storage, type StorageKind, storageKinds } from '../../../contract/index.ts';

/** A part of the bar: its share of the whole width, 0 to 1. */
export interface BudgetPart {
  readonly kind: StorageKind | 'free';
  readonly bytes: number;
  readonly studies: number;
  readonly share: number;
}

export interface BudgetPicture {
  readonly usedBytes: number;
  /** What is used beyond the budget. */
  readonly overBytes: number;
  /** In the order in which they are drawn: what must stay first, what is free last. Empty kinds are left out. */
  readonly parts: readonly BudgetPart[];
}

/** The disk budget as one bar; where more is used than the budget allows, the bar is what is used. */
export function budgetPicture({ budgetBytes, kinds }: Pick<Storage, 'budgetBytes' | 'kinds'>): BudgetPicture {
  const usedBytes = kinds.reduce((sum, { bytes }) => sum + bytes, 0);
  const width = Math.max(budgetBytes, usedBytes, 1);
  const used = storageKinds.flatMap(kind => {
    const { bytes = 0, studies = 0 } = kinds.find(part => part.kind === kind) ?? {};
    return bytes === 0 ? [] : [{ kind, bytes, studies, share: bytes / width }];
  });
  const free = Math.max(0, budgetBytes - usedBytes);
  const parts = free === 0 ? used : [...used, { kind: 'free' as const, bytes: free, studies: 0, share: free / width }];
  return { usedBytes, overBytes: Math.max(0, usedBytes - budgetBytes), parts };
}
