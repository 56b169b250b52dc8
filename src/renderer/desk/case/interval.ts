/** The time between a prior and the current study, in the unit a reader thinks in. */
export type Interval = { readonly unit: 'years' | 'months' | 'days'; readonly count: number };

/** Whole years from two years on, months from two months on, else days; dates `YYYY-MM-DD…`; null if unreadable. */
export function intervalBetween(prior: string, current: string): Interval | null {
  const [from, to] = [prior, current].map(text => /^(\d{4})-(\d{2})-(\d{2})/.exec(text)?.slice(1).map(Number));
  if (!from || !to) return null;
  const [fromYear = 0, fromMonth = 0, fromDay = 0] = from;
  const [toYear = 0, toMonth = 0, toDay = 0] = to;
  const months = (toYear - fromYear) * 12 + (toMonth - fromMonth) - (toDay < fromDay ? 1 : 0);
  if (months >= 24) return { unit: 'years', count: Math.floor(months / 12) };
  if (months >= 2) return { unit: 'months', count: months };
  const days = (Date.UTC(toYear, toMonth - 1, toDay) - Date.UTC(fromYear, fromMonth - 1, fromDay)) / 86_400_000;
  return days < 0 ? null : { unit: 'days', count: days };
}
