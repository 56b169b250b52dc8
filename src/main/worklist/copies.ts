import type { Reading } from '../../contract/index.ts';

/**
 * The rows without those that only show a copy: a study that several sites hold is one study, known by its UID alone,
 * never by name or birth date. A row without an order, a claim or a report of its own goes where another site's row shows
 * the same study; rows with orders stay, for each is an act of reading that its own RIS waits for.
 */
export function withoutCopies(readings: readonly Reading[]): Reading[] {
  const kept = new Map<string, Reading>();
  for (const reading of readings) {
    const uid = reading.study?.studyUid;
    const known = uid === undefined ? undefined : kept.get(uid);
    if (uid !== undefined && (known === undefined || (isBare(known) && !isBare(reading)))) kept.set(uid, reading);
  }
  return readings.filter(reading => {
    const first = reading.study === null ? undefined : kept.get(reading.study.studyUid);
    return first === undefined || first === reading || first.site.id === reading.site.id || !isBare(reading);
  });
}

function isBare({ orders, claim, report }: Reading): boolean {
  return orders.length === 0 && claim === null && report === null;
}
