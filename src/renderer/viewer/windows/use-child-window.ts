import { useCallback, useEffect, useRef, useState } from 'react';
import type { Bounds, ViewerPlacement } from '../../../contract/index.ts';
import { useApi } from '../../ui/transport/index.ts';
import {
  besideOwner,
  boundsOf,
  type ChildEvent,
  type ChildState,
  moveToOtherScreen,
  nextChildState,
  openChildWindow,
} from './child-window.ts';

export interface ChildWindow {
  readonly state: ChildState;
  /** Where the second window's content is drawn; null while it is not open. */
  readonly container: HTMLElement | null;
  /** Opens it; call it from a click, or the browser may refuse. */
  open(): void;
  close(): void;
}

/** The second diagnostic window, opened where it was the last time, and its place remembered. */
export function useChildWindow(): ChildWindow {
  const api = useApi();
  const [state, setState] = useState<ChildState>('closed');
  const [container, setContainer] = useState<HTMLElement | null>(null);
  const child = useRef<Window | null>(null);
  const remembered = useRef<readonly Bounds[]>([]);
  const step = useCallback((event: ChildEvent) => setState(before => nextChildState(before, event)), []);

  const open = useCallback(() => {
    if (child.current && !child.current.closed) {
      child.current.focus();
      return;
    }
    const known = remembered.current[1];
    const opened = openChildWindow(window, known ?? besideOwner(boundsOf(window)));
    if (!opened) {
      step('refused');
      return;
    }
    child.current = opened;
    const root = opened.document.createElement('div');
    root.id = 'root';
    opened.document.body.append(root);
    opened.addEventListener('pagehide', () => {
      if (child.current !== opened) return;
      child.current = null;
      setContainer(null);
      step('gone');
    });
    setContainer(root);
    step('opened');
    if (!known) void moveToOtherScreen(window, opened);
  }, [step]);

  const close = useCallback(() => child.current?.close(), []);

  useEffect(() => {
    let alive = true;
    api.viewer
      .placement()
      .then(placement => {
        remembered.current = placement.windows;
        if (alive && placement.windows.length > 1) open();
      })
      // Without a remembered place the window opens beside its owner.
      .catch(() => {});
    const closeChild = () => child.current?.close();
    window.addEventListener('pagehide', closeChild);
    return () => {
      alive = false;
      window.removeEventListener('pagehide', closeChild);
    };
  }, [api, open]);

  useEffect(() => {
    let before = '';
    // Browsers do not tell when a window was moved.
    const timer = setInterval(() => {
      const windows = [boundsOf(window)];
      if (child.current && !child.current.closed) windows.push(boundsOf(child.current));
      const text = JSON.stringify(windows);
      if (before !== '' && text !== before) {
        const placement: ViewerPlacement = { windows };
        void api.viewer.rememberPlacement(placement).catch(() => {});
      }
      before = text;
    }, 2000);
    return () => clearInterval(timer);
  }, [api]);

  return { state, container, open, close };
}
