/** A volume as the file system reports it, in bytes. */
export interface Volume {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Left free on the volume whatever the budget says: the reports, the index and the system need it. */
const fewestFreeBytes = 2e9;
const leastBudgetBytes = 1e9;

/** Without a setting the cache may take half of what it has and what is free. */
export function automaticBudget(usedBytes: number, volume: Volume): number {
  return Math.max(leastBudgetBytes, Math.floor((usedBytes + volume.freeBytes) / 2));
}

/** What the cache may take now: its budget, or less where the volume itself is nearly full. */
export function limitOf(budgetBytes: number, usedBytes: number, volume: Volume): number {
  return Math.min(budgetBytes, roomOnVolume(usedBytes, volume));
}

/** What the cache could take if there were no budget. */
export function roomOnVolume(usedBytes: number, volume: Volume): number {
  const reserve = Math.min(fewestFreeBytes, volume.totalBytes / 20);
  return usedBytes + volume.freeBytes - reserve;
}

/** Freed beyond what is wanted, so that not every instance that comes makes room for itself. */
export function headroomOf(budgetBytes: number): number {
  return Math.min(budgetBytes / 50, 1e9);
}
