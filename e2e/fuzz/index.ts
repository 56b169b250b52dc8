import { parseArgs } from 'node:util';
import { fuzzInputs } from './inputs.ts';
import { fuzz } from './run.ts';

// `npm run fuzz -- [--count N] [--seed N]`: damaged files through frames and geometry; no crash, no hang, no memory hunger.
const options = { count: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } } as const;
const { values } = parseArgs({ options });
const files = fuzzInputs();
const report = await fuzz({ files, count: Number(values.count), seed: Number(values.seed) });
for (const [outcome, count] of [...report.outcomes].sort((a, b) => b[1] - a[1])) console.log(`${count} ${outcome}`);
console.log(
  `${values.count} mutations of ${files.length} files from seed ${values.seed}: slowest ${Math.round(report.slowestMs)} ms, ` +
    `most ${Math.round(report.mostMegabytes)} MB, ${report.failures.length} failures`,
);
for (const failure of report.failures) console.error(failure);
process.exitCode = report.failures.length === 0 ? 0 : 1;
