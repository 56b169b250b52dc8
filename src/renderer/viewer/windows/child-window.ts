import type { Bounds } from '../../../contract/index.ts';

/** Where the second diagnostic window stands. */
export const childStates = ['closed', 'open', 'blocked'] as const;
export type ChildState = (typeof childStates)[number];
export type ChildEvent = 'opened' | 'refused' | 'gone';

/** The legal steps: after a refusal only the reader's own click opens it, and a window may go at any time. */
export const childTransitions: Readonly<Record<ChildState, Partial<Record<ChildEvent, ChildState>>>> = {
  closed: { opened: 'open', refused: 'blocked' },
  open: { gone: 'closed' },
  blocked: { opened: 'open', refused: 'blocked' },
};

export function nextChildState(state: ChildState, event: ChildEvent): ChildState {
  return childTransitions[state][event] ?? state;
}

/** Beside the owner, as large as it: where the second window opens when nothing better is known. */
export function besideOwner(owner: Bounds): Bounds {
  return { ...owner, x: owner.x + owner.width };
}

export function boundsOf(page: Window): Bounds {
  return {
    x: page.screenX,
    y: page.screenY,
    width: Math.max(page.outerWidth, 1),
    height: Math.max(page.outerHeight, 1),
  };
}

/** The features string of `window.open`. */
export function windowFeatures(bounds: Bounds): string {
  const { x, y, width, height } = bounds;
  return `popup=yes,left=${Math.round(x)},top=${Math.round(y)},width=${Math.round(width)},height=${Math.round(height)}`;
}

/**
 * Opens the second diagnostic window: a child without a page of its own, so that it lives in this process and this
 * heap, and the volumes in memory are the same for both. Null when the browser refuses it.
 */
export function openChildWindow(owner: Window, bounds: Bounds): Window | null {
  const child = owner.open('about:blank', 'vigie-viewer-2', windowFeatures(bounds));
  if (!child) return null;
  dress(owner.document, child.document);
  return child;
}

/** Gives the child's empty document the title, icon, language, night level and styles of the owner. */
function dress(from: Document, to: Document): void {
  to.head.replaceChildren();
  to.body.replaceChildren();
  to.title = `${from.title} 2`;
  for (const name of ['lang', 'data-night']) {
    const value = from.documentElement.getAttribute(name);
    if (value !== null) to.documentElement.setAttribute(name, value);
  }
  // The sheets themselves: their rules as text would lose shorthands that hold variables.
  for (const node of from.head.querySelectorAll('link[rel="stylesheet"], link[rel="icon"], style')) {
    const copy = to.importNode(node, true);
    // The child has no address of its own that a relative path could be resolved against.
    if (node instanceof HTMLLinkElement) copy.setAttribute('href', node.href);
    to.head.append(copy);
  }
}

/** Asks for the screens and moves the child to one the owner is not on; does nothing where that is not allowed. */
export async function moveToOtherScreen(owner: Window, child: Window): Promise<void> {
  if (!('getScreenDetails' in owner) || !(owner.screen as Screen & { isExtended?: boolean }).isExtended) return;
  const ask = owner.getScreenDetails as () => Promise<{ currentScreen: unknown; screens: ScreenDetailed[] }>;
  const details = await ask.call(owner).catch(() => null);
  const other = details?.screens.find(screen => screen !== details.currentScreen);
  if (!other || child.closed) return;
  child.moveTo(other.availLeft, other.availTop);
  child.resizeTo(other.availWidth, other.availHeight);
}

/** Screen as the Window Management API describes it; TypeScript's DOM does not know it. */
interface ScreenDetailed {
  readonly availLeft: number;
  readonly availTop: number;
  readonly availWidth: number;
  readonly availHeight: number;
}
