// Makes src/dicom/deidentification/confidentiality-profile-table.ts from PS3.15 Table E.1-1 as JSON: a list of
// { tag: '(0008,0050)', name, basicProfile, rtnUIDsOpt, … } as the innolitics/dicom-standard project gives it.
// Usage: node scripts/confidentiality-profile.js TABLE.json EDITION
import { readFileSync, writeFileSync } from 'node:fs';

const [sourceFile, edition] = process.argv.slice(2);
if (sourceFile === undefined || edition === undefined) {
  console.error('usage: node scripts/confidentiality-profile.js TABLE.json EDITION');
  process.exit(2);
}
const columns = {
  rtnUIDsOpt: 'uids',
  rtnPatCharsOpt: 'patient',
  rtnLongFullDatesOpt: 'dates',
  rtnLongModifDatesOpt: 'modifiedDates',
  cleanDescOpt: 'descriptors',
};

/** Actions → attributes; overlays, curves and private attributes repeat and stand in the code. */
const byActions = new Map();
for (const row of JSON.parse(readFileSync(sourceFile, 'utf8'))) {
  const tag = /^\(([0-9A-F]{4}),([0-9A-F]{4})\)$/i.exec(row.tag);
  if (tag === null) continue;
  const options = Object.entries(columns).flatMap(([column, name]) => (row[column] ? [`${name}:${row[column]}`] : []));
  const actions = [row.basicProfile, ...options].join(' ');
  const rows = byActions.get(actions) ?? byActions.set(actions, []).get(actions);
  rows.push(`${tag[1]}${tag[2]} ${row.name.replaceAll(/\s+/g, ' ').trim()};`);
}

function wrapped(words) {
  const lines = [''];
  for (const word of words) {
    if (lines.at(-1).length + word.length > 114) lines.push('');
    lines.push(`${lines.pop()}${word} `);
  }
  return lines.map(line => `    ${line.trimEnd()}`).join('\n');
}

const entries = [...byActions].sort().map(([actions, rows]) => {
  const text = wrapped(rows.sort().join(' ').split(' '));
  return `  ${/^[A-Z]$/.test(actions) ? actions : `'${actions}'`}: \`\n${text}\`,`;
});
writeFileSync(
  'src/dicom/deidentification/confidentiality-profile-table.ts',
  `// Made by scripts/confidentiality-profile.js from PS3.15 (${edition}) Table E.1-1; do not edit.

/** Action of the Basic Profile and of the options → \`TAG name; …\`. */
export const confidentialityProfileTable: Readonly<Record<string, string>> = {
${entries.join('\n')}
};
`,
);
