import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react';

const narrowest = 30;
const widest = 80;

/** Where the border stands, in percent, and under which name that is remembered. */
export interface SplitPlace {
  readonly storageKey: string;
  readonly usual: number;
}

function storedSplit({ storageKey, usual }: SplitPlace): number {
  const stored = Number(localStorage.getItem(storageKey));
  return stored >= narrowest && stored <= widest ? stored : usual;
}

interface SplitPanesProps {
  label: string;
  place: SplitPlace;
  first: ReactNode;
  second: ReactNode;
}

/** Two places with a border that is moved by pointer or arrow keys and stays where it was put. */
export function SplitPanes({ label, place, first, second }: SplitPanesProps) {
  const [moved, setMoved] = useState<Readonly<Record<string, number>>>({});
  const split = moved[place.storageKey] ?? storedSplit(place);
  const frame = useRef<HTMLDivElement>(null);

  const move = (percent: number) => {
    const next = Math.min(widest, Math.max(narrowest, percent));
    setMoved(before => ({ ...before, [place.storageKey]: next }));
    localStorage.setItem(place.storageKey, String(next));
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !frame.current) return;
    const { left, top, width, height } = frame.current.getBoundingClientRect();
    const isStacked = getComputedStyle(frame.current).flexDirection === 'column';
    move(isStacked ? ((event.clientY - top) / height) * 100 : ((event.clientX - left) / width) * 100);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isLess = event.key === 'ArrowLeft' || event.key === 'ArrowUp';
    const isMore = event.key === 'ArrowRight' || event.key === 'ArrowDown';
    if (!isLess && !isMore) return;
    event.preventDefault();
    move(split + (isLess ? -2 : 2));
  };

  return (
    <div ref={frame} className="split">
      <div className="split-pane" style={{ flexBasis: `${split}%` }}>
        {first}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a movable separator is a control, hr is not. */}
      <div
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-valuenow={Math.round(split)}
        aria-valuemin={narrowest}
        aria-valuemax={widest}
        className="splitter"
        onPointerDown={event => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onKeyDown={onKeyDown}
      />
      <div className="split-pane split-rest">{second}</div>
    </div>
  );
}
