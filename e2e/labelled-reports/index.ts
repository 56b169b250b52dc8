import { labelledReports } from './read.ts';
import { score } from './score.ts';

/** `npm run checks`: recall and false alarms of every check before signing, on the labelled reports. */
for (const language of ['fr', 'en'] as const) {
  const reports = labelledReports(language);
  const { rules, differences, disturbed } = score(reports);
  const correct = reports.filter(({ expected }) => expected.length === 0).length;
  console.log(`${language}: ${reports.length} reports, ${correct} correct, ${disturbed} of these with a warning`);
  for (const { rule, expected, found, others, falseAlarms } of rules) {
    const rate = ((100 * falseAlarms) / others).toFixed(1);
    console.log(`  ${rule.padEnd(20)} recall ${found}/${expected}   false alarms ${falseAlarms}/${others} (${rate} %)`);
  }
  for (const difference of differences) console.log(`  ${difference}`);
}
