import type { OpenPane } from '../open-pane.ts';

type Listener = (id: string) => void;

/** The viewports that are open now in all windows, and news of them: opened, closed, moved, drawn. */
export class OpenPanes {
  readonly #panes = new Map<string, { readonly pane: OpenPane; readonly end: () => void }>();
  readonly #listeners = new Set<Listener>();
  #version = 0;

  /** Grows with every news; a snapshot for those who draw what other viewports show. */
  get version(): number {
    return this.#version;
  }

  get(id: string): OpenPane | undefined {
    return this.#panes.get(id)?.pane;
  }

  values(): readonly OpenPane[] {
    return [...this.#panes.values()].map(({ pane }) => pane);
  }

  entries(): readonly (readonly [string, OpenPane])[] {
    return [...this.#panes].map(([id, { pane }]) => [id, pane] as const);
  }

  /** Enters a viewport; the returned function takes it out. */
  add(id: string, pane: OpenPane): () => void {
    const end = pane.view.subscribe(() => this.#tell(id));
    const entry = { pane, end };
    this.#panes.set(id, entry);
    this.#tell(id);
    return () => {
      end();
      if (this.#panes.get(id) !== entry) return;
      this.#panes.delete(id);
      this.#tell(id);
    };
  }

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #tell(id: string): void {
    this.#version++;
    for (const listener of this.#listeners) listener(id);
  }
}
