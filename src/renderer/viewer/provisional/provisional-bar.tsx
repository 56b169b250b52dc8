import type { DisplaySet } from '../../../contract/index.ts';

/** The scroll bar of a series that still comes: which of all its images are here, and where one is. */
export function ProvisionalBar({
  order,
  displaySet,
  at,
}: {
  order: readonly string[];
  displaySet: DisplaySet;
  at: string;
}) {
  const here = new Set(displaySet.frames.map(({ sopInstanceUid }) => sopInstanceUid));
  const share = (count: number) => `${(count / order.length) * 100}%`;
  return (
    <div className="slice-bar" aria-hidden="true" data-testid="provisional-bar">
      {runs(order.map(uid => here.has(uid))).map(([from, count]) => (
        <i key={from} data-state="loaded" style={{ top: share(from), height: share(count) }} />
      ))}
      <b style={{ top: share(order.indexOf(at)), height: `max(3px, ${share(1)})` }} />
    </div>
  );
}

/** Where unbroken runs of true begin, and how long they are. */
function runs(flags: readonly boolean[]): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const [index, flag] of flags.entries()) {
    if (!flag) continue;
    const last = found.at(-1);
    if (last && last[0] + last[1] === index) last[1]++;
    else found.push([index, 1]);
  }
  return found;
}
