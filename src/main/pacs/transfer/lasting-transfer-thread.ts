import type { TransferThread } from './transfer-thread.ts';

/**
 * A transfer thread that is begun anew for the next retrieval after it has died (out of memory, a fault of the network's
 * code): what ran in it fails and is tried again by the sync, and nobody has to start the program again.
 */
export function lastingTransferThread(open: () => TransferThread): TransferThread {
  let thread = open();
  let isClosed = false;
  return {
    get hasEnded() {
      return isClosed;
    },
    retrieve(...order) {
      if (thread.hasEnded && !isClosed) thread = open();
      return thread.retrieve(...order);
    },
    close() {
      isClosed = true;
      return thread.close();
    },
  };
}
