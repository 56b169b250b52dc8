import { type RefObject, useEffect } from 'react';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';

/** F4 dictates from the viewer's windows too: the desk, whose microphone it is, learns of every press and release. */
export function useDictationKey(root: RefObject<HTMLElement | null>): void {
  const api = useApi();
  useEffect(() => {
    const page = root.current?.ownerDocument;
    const window = page?.defaultView;
    if (!page || !window) return;
    let isDown = false;
    const tell = (next: boolean) => {
      if (isDown === next) return;
      isDown = next;
      void outcomeOf(api.dictation.pressKey({ isDown: next }));
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'F4' || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      tell(true);
    };
    const onKeyUp = (event: KeyboardEvent) => {
      if (event.key === 'F4') tell(false);
    };
    const onBlur = () => tell(false);
    page.addEventListener('keydown', onKeyDown);
    page.addEventListener('keyup', onKeyUp);
    window.addEventListener('blur', onBlur);
    return () => {
      page.removeEventListener('keydown', onKeyDown);
      page.removeEventListener('keyup', onKeyUp);
      window.removeEventListener('blur', onBlur);
    };
  }, [api, root]);
}
