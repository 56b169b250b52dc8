import { spawnSync } from 'node:child_process';

export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface Step {
  readonly name: string;
  readonly run: () => Count;
}

/** Runs a command with its output on screen; as a step of its own it counts as one passed or one failed. */
export function runCommand(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Count {
  const { status } = spawnSync(program, [...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NO_COLOR: '1', ...environment },
  });
  return status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** Runs the steps one after another and adds up what they counted, with the time that each took. */
export function sumUp(steps: readonly Step[]): Count {
  let sum: Count = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, run } of steps) {
    const begun = performance.now();
    const count = run();
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    process.stderr.write(
      `— ${name}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped in ${seconds} s\n`,
    );
    sum = {
      passed: sum.passed + count.passed,
      failed: sum.failed + count.failed,
      skipped: sum.skipped + count.skipped,
    };
  }
  return sum;
}
