import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Processes } from '../ports.ts';

const gracePeriodMs = 3000;

/** Child processes of the same Node. They end with the parent: the channel closes, and they watch it. */
export function nodeProcesses(): Processes {
  return {
    spawn(entry, args) {
      // The child's own output must not reach our standard output, which carries exactly one line.
      const child = fork(fileURLToPath(entry), [...args], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      const gone = once(child, 'exit');
      return {
        async stop() {
          if (child.exitCode !== null || child.signalCode !== null) return;
          child.kill('SIGTERM');
          const timer = setTimeout(() => child.kill('SIGKILL'), gracePeriodMs);
          await gone;
          clearTimeout(timer);
        },
        onMessage: listener => void child.on('message', listener),
        onExit: listener => void child.on('exit', listener),
        send: message => void child.send(message as object),
      };
    },
  };
}
