import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * The import table of docs/architecture.md, by dependency-cruiser. It reads TypeScript through SWC; its advice to install
 * an older compiler is not for us, but a run that saw next to no modules would prove nothing and fails.
 */
const fewest = 50;
const folders = ['src', 'e2e', 'scripts'].filter(folder => existsSync(folder));
const { stdout, status } = spawnSync(
  'node_modules/.bin/depcruise',
  ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders],
  { encoding: 'utf8', maxBuffer: 512 * 1024 * 1024 },
);
if (stdout === '') {
  process.stderr.write(`dependency-cruiser ended with ${status} and no answer\n`);
  process.exit(1);
}
interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string; readonly severity: string };
}
const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[]; totalCruised: number } };
const violations = summary.violations.filter(({ rule }) => rule.severity === 'error');
for (const { from, to, rule } of violations) process.stderr.write(`${rule.name}: ${from} → ${to}\n`);
process.stderr.write(`${summary.totalCruised} modules read, ${violations.length} imports against the table\n`);
process.exit(violations.length === 0 && summary.totalCruised >= fewest ? 0 : 1);
