/** Work that is done again and again, never twice at once. */
export interface Repeating {
  /** Does the work now; when it is under way already, once more after it. Resolves when that is done. */
  now(): Promise<void>;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

/** Repeats `work` after the delay in ms that it returned last. `work` shall not throw. */
export function repeat(work: () => Promise<number>): Repeating {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let queued: Promise<void> | null = null;
  let stopped = false;

  const run = (): Promise<void> => {
    if (timer) clearTimeout(timer);
    running = work().then(delay => {
      running = null;
      if (!stopped) timer = setTimeout(() => void run(), delay);
    });
    return running;
  };

  return {
    now() {
      if (stopped) return Promise.resolve();
      if (!running) return run();
      queued ??= running.then(() => {
        queued = null;
        return stopped ? undefined : run();
      });
      return queued;
    },
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      await queued;
      await running;
      if (timer) clearTimeout(timer);
    },
  };
}
