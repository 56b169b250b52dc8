import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react';

const storageKey = 'vigie.desk.split';
const narrowest = 30;
const widest = 75;

function storedSplit(): number {
  const stored = Number(localStorage.getItem(storageKey));
  return stored >= narrowest && stored <= widest ? stored : 55;
}

interface SplitPanesProps {
  label: string;
  first: ReactNode;
  second: ReactNode;
}

/** Two places with a border that is moved by pointer or arrow keys and stays where it was put. */
export function SplitPanes({ label, first, second }: SplitPanesProps) {
  const [split, setSplit] = useState(storedSplit);
  const frame = useRef<HTMLDivElement>(null);

  const move = (percent: number) => {
    const next = Math.min(widest, Math.max(narrowest, percent));
    setSplit(next);
    localStorage.setItem(storageKey, String(next));
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
