import { useEffect, useRef } from 'react';
import type { Dictation } from './use-dictation.ts';

/** F4: dictates while it is held, or between two presses, as the reader's habit is. It works wherever the focus is. */
export function useDictationKey(dictation: Dictation): void {
  const latest = useRef(dictation);
  latest.current = dictation;
  useEffect(() => {
    const isKey = (event: KeyboardEvent) =>
      event.key === 'F4' && !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isKey(event)) return;
      event.preventDefault();
      // Behind a sheet nobody sees what would be written.
      if (event.repeat || document.querySelector('dialog:modal')) return;
      const { settings, state, start, stop } = latest.current;
      const isOn = state.kind === 'listening' || state.kind === 'starting';
      if (isOn && settings.habit !== 'hold') stop();
      else if (!isOn) start();
    };
    const onKeyUp = (event: KeyboardEvent) => {
      if (event.key !== 'F4') return;
      const { settings, stop } = latest.current;
      if (settings.habit === 'hold') stop();
    };
    // A key that is let go in another window is let go.
    const onBlur = () => {
      const { settings, stop } = latest.current;
      if (settings.habit === 'hold') stop();
    };
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
