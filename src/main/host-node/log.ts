import type { Log } from '../ports.ts';

/** One line per event on standard error. Facts are numbers and technical words, never patient data. */
export function standardErrorLog(): Log {
  const write = (level: string, event: string, facts: Record<string, string | number> = {}) => {
    const words = Object.entries(facts).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
    process.stderr.write(`${new Date().toISOString()} ${level} ${event}${words.join('')}\n`);
  };
  return { info: (event, facts) => write('info', event, facts), warn: (event, facts) => write('warn', event, facts) };
}
