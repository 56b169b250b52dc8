import { useCallback, useEffect, useRef, useState } from 'react';
import { nextRowOrder, type RowOrder } from './row-order.ts';

/** How long the list is held still after the last sign of a hand on it. */
const holdMilliseconds = 4000;

interface HeldRowOrder extends RowOrder {
  /** A pointer moved over the list or a key was pressed in it. */
  touch(): void;
  /** Takes the new rows in now. */
  release(): void;
}

/**
 * The order in which rows are shown: that of `wanted`, except while a hand is on the list; then rows keep their places
 * and new ones wait. `arrangement` changes when the reader sorts or filters, which always rearranges at once.
 */
export function useRowOrder(wanted: readonly string[], known: ReadonlySet<string>, arrangement: string): HeldRowOrder {
  const [heldUntil, setHeldUntil] = useState(0);
  const shown = useRef<{ arrangement: string; ids: readonly string[] }>({ arrangement, ids: wanted });
  const isHeld = heldUntil > 0 && shown.current.arrangement === arrangement && shown.current.ids.length > 0;
  const order = nextRowOrder(shown.current.ids, wanted, id => known.has(id), isHeld);
  shown.current = { arrangement, ids: order.ids };

  useEffect(() => {
    if (heldUntil === 0) return;
    const timer = setTimeout(() => setHeldUntil(0), Math.max(0, heldUntil - Date.now()));
    return () => clearTimeout(timer);
  }, [heldUntil]);

  // Moving a pointer sends many events; the hold is prolonged twice a second at most.
  const touch = useCallback(() => {
    const until = Date.now() + holdMilliseconds;
    setHeldUntil(current => (until - current > 500 ? until : current));
  }, []);
  const release = useCallback(() => setHeldUntil(0), []);
  return { ...order, touch, release };
}
