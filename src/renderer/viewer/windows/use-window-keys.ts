import { type RefObject, useEffect, useRef } from 'react';
import { actionOf } from '../interaction/key-map.ts';
import { useViewer } from '../viewer-context.ts';

/** Listens to the keys of the window in which the element stands; each window of the viewer has its own document. */
export function useWindowKeys(root: RefObject<HTMLElement | null>): void {
  const { run } = useViewer();
  const latest = useRef(run);
  latest.current = run;

  useEffect(() => {
    const element = root.current;
    const page = element?.ownerDocument;
    if (!element || !page) return;
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement | null;
      const action = actionOf(event);
      if (!action || event.defaultPrevented || target?.closest('dialog')) return;
      const inTools = target?.closest('[role="toolbar"]');
      if (action.kind === 'tools') {
        event.preventDefault();
        if (inTools) (target as HTMLElement).blur();
        else element.querySelector<HTMLElement>('[role="toolbar"] button')?.focus();
        return;
      }
      // In the tool row Tab, Enter, arrows and letters are the controls' own; Escape goes back to the images.
      if (inTools && action.kind !== 'cancel' && ownKeys.has(event.key)) return;
      if (inTools && target?.tagName === 'SELECT' && action.kind !== 'cancel') return;
      if (inTools && action.kind === 'cancel') target?.blur();
      event.preventDefault();
      latest.current(action);
    };
    page.addEventListener('keydown', onKey);
    return () => page.removeEventListener('keydown', onKey);
  }, [root]);
}

const ownKeys = new Set(['Tab', 'Enter', ' ', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']);
