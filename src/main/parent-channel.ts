/** The channel to the program that started this process: Node's IPC, or the port of an Electron utility process. */
export interface ParentChannel<Message> {
  send(message: Message): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The parent is gone: nobody needs this process any more. */
  onGone(listener: () => void): void;
}

interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

export function parentChannel<Message>(): ParentChannel<Message> {
  // Electron adds parentPort to the process of a utility process; it ends those itself when the program ends.
  const port = 'parentPort' in process ? (process.parentPort as UtilityPort | null) : null;
  if (port) {
    return {
      send: message => port.postMessage(message),
      onMessage: listener => port.on('message', ({ data }) => listener(data)),
      onGone: () => {},
    };
  }
  return {
    send: message => {
      if (process.connected) process.send?.(message);
    },
    onMessage: listener => void process.on('message', listener),
    onGone: listener => void process.on('disconnect', listener),
  };
}
