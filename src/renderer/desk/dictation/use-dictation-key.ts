import { useEffect, useRef } from 'react';
import { useStreamEvents } from '../../ui/transport/index.ts';
import type { Dictation } from './use-dictation.ts';

/** F4: dictates while it is held, or between two presses, as the reader's habit is. It works wherever the focus is, in the viewer too. */
export function useDictationKey(dictation: Dictation): void {
  const latest = useRef(dictation);
  latest.current = dictation;
  /** Presses in the viewer that are known; the first event tells of those that were before. */
  const known = useRef<number | null>(null);
  useStreamEvents(
    (api, options) => api.dictation.watchKey(undefined, options),
    ({ isDown, count }) => {
      const isNew = known.current !== null && count > known.current;
      known.current = count;
      if (!isNew) return;
      if (isDown) latest.current.press();
      else latest.current.release();
    },
  );
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'F4' || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (!event.repeat) latest.current.press();
    };
    const onKeyUp = (event: KeyboardEvent) => {
      if (event.key === 'F4') latest.current.release();
    };
    // A key that is let go in another window is let go.
    const onBlur = () => latest.current.release();
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('keyup', onKeyUp);
    window.addEventListener('blur', onBlur);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('keyup', onKeyUp);
      window.removeEventListener('blur', onBlur);
    };
  }, []);
}
