import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import type { Processes } from '../ports.ts';

/** Utility processes: they end with the application, and need no Node of their own. */
export function electronProcesses(): Processes {
  return {
    spawn(entry, args) {
      const child = utilityProcess.fork(fileURLToPath(entry), [...args], { stdio: 'ignore' });
      let gone = false;
      const exited = new Promise<void>(resolve => {
        child.once('exit', () => {
          gone = true;
          resolve();
        });
      });
      return {
        async stop() {
          if (gone) return;
          child.kill();
          await exited;
        },
        onMessage: listener => void child.on('message', listener),
        onExit: listener => void child.on('exit', listener),
        send: message => child.postMessage(message),
      };
    },
  };
}
