import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { samplesFolder } from '../../e2e/peers/samples.ts';
import { type Count, runCommand, type Step, sumUp } from './step.ts';

/**
 * The steps of `npm test` in their order: cheap ones first, all of them also after a failure, so that one run tells
 * everything. `npm test -- unit e2e` runs only the steps of those names.
 */
const report = mkdtempSync(join(tmpdir(), 'vigie-test-'));
const bin = (name: string) => join('node_modules', '.bin', name);

const steps: readonly Step[] = [
  { name: 'types', run: () => runCommand(process.execPath, ['scripts/typecheck.js']) },
  { name: 'lint', run: () => runCommand(bin('biome'), ['check', '--error-on-warnings', '.']) },
  { name: 'layers', run: () => runCommand(process.execPath, ['scripts/checks/layers.ts']) },
  // One process a processor: by itself the runner leaves one of two idle.
  { name: 'unit', run: () => vitest('unit', [`--maxWorkers=${availableParallelism()}`]) },
  { name: 'integration', run: () => vitest('integration') },
  { name: 'packaging', run: () => vitest('packaging') },
  { name: 'e2e', run: playwright },
];

function vitest(project: string, options: readonly string[] = []): Count {
  const file = join(report, `${project}.json`);
  runCommand(bin('vitest'), [
    'run',
    '--project',
    project,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...options,
  ]);
  const result = readJson<{
    numPassedTests: number;
    numFailedTests: number;
    numFailedTestSuites: number;
    numPendingTests: number;
  }>(file);
  if (!result) return { passed: 0, failed: 1, skipped: 0 };
  // A file that cannot even be loaded has no tests to fail; it must not pass for that.
  const failed = Math.max(result.numFailedTests, result.numFailedTestSuites > 0 ? 1 : 0);
  return { passed: result.numPassedTests, failed, skipped: result.numPendingTests };
}

function playwright(): Count {
  const file = join(report, 'e2e.json');
  runCommand(bin('playwright'), ['test', '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: file });
  const result = readJson<{
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
    errors: unknown[];
  }>(file);
  if (!result) return { passed: 0, failed: 1, skipped: 0 };
  const { expected, unexpected, flaky, skipped } = result.stats;
  return { passed: expected, failed: unexpected + flaky + (result.errors.length > 0 ? 1 : 0), skipped };
}

function readJson<T>(file: string): T | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return null;
  }
}

const wanted = process.argv.slice(2);
const chosen = steps.filter(step => wanted.length === 0 || wanted.includes(step.name));
if (samplesFolder() === null) {
  process.stderr.write('Tests on sample files are skipped: set VIGIE_SAMPLES to a folder of them (docs/testing.md).\n');
}
const total = sumUp(chosen);
rmSync(report, { recursive: true, force: true });
process.stdout.write(
  `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}\n`,
);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
