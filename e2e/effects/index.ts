import { parseArgs } from 'node:util';
import { runEffects } from './harness.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string' }, seed: { type: 'string' }, help: { type: 'boolean' } },
});
if (values.help) {
  process.stdout.write('npm run effects -- --runs 1000 --seed 1\n');
} else {
  const runs = Number(values.runs ?? 1000);
  const seed = Number(values.seed ?? 1);
  // Several stores one after another, so that the last station of each has a bounded number of deliveries to settle.
  const size = 50;
  let faults = 0;
  for (let first = 0; first < runs; first += size) {
    const figures = await runEffects({ runs: Math.min(size, runs - first), seed: seed + first });
    faults += figures.faults.length;
    process.stdout.write(`${JSON.stringify({ seed: seed + first, ...figures })}\n`);
  }
  process.exitCode = faults === 0 ? 0 : 1;
}
