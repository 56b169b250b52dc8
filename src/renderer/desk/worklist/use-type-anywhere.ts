import { type RefObject, useEffect } from 'react';

/** True for a key that types a character, not a command. */
function isTyping(event: KeyboardEvent): boolean {
  return event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
}

function takesText(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, dialog[open]') !== null)
  );
}

/** Typing anywhere that takes no text, or `/`, goes to the search field. */
export function useTypeAnywhere(search: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !isTyping(event) || takesText(event.target)) return;
      if (event.key === '/') event.preventDefault();
      // The browser types the character into whatever has the focus after this handler.
      search.current?.focus();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [search]);
}
