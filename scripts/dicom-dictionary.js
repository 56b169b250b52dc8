// Makes src/dicom/dataset/dictionary-table.ts from a dictionary in DCMTK's text form (PS3.6 and PS3.7 as facts).
// Usage: node scripts/dicom-dictionary.js /usr/share/libdcmtk17/dicom.dic
import { readFileSync, writeFileSync } from 'node:fs';

const sourceFile = process.argv[2];
if (sourceFile === undefined) {
  console.error('usage: node scripts/dicom-dictionary.js DICTIONARY');
  process.exit(2);
}
const text = readFileSync(sourceFile, 'utf8');
const edition = /PS 3\.6-(\w+)/.exec(text)?.[1] ?? 'unknown edition';
const ambiguous = { xs: 'US/SS', lt: 'US/SS/OW', ox: 'OB/OW', px: 'OB/OW', up: 'UL' };

/** VR → group → elements; (50xx) and (60xx) stand at 5000 and 6000. */
const byVr = new Map();
for (const line of text.split('\n')) {
  const row =
    /^\(([0-9A-F]{4})(?:-[0-9A-F]{4})?,([0-9A-F]{4})\)\t(\w\w)\t\w+\t[^\t]+\t(DICOM|DICOM\/retired|DICOM\/DICONDE)\s*$/.exec(
      line,
    );
  if (row === null || row[1] === '0000' || row[1] === 'FFFE' || row[3] === 'na') continue;
  const vr = ambiguous[row[3]] ?? row[3];
  const groups = byVr.get(vr) ?? byVr.set(vr, new Map()).get(vr);
  const elements = groups.get(row[1]) ?? groups.set(row[1], new Set()).get(row[1]);
  elements.add(Number.parseInt(row[2], 16));
}

const hex = element => element.toString(16).toUpperCase().padStart(4, '0');
function ranges(elements) {
  const sorted = [...elements].sort((a, b) => a - b);
  const parts = [];
  for (let first = 0; first < sorted.length; ) {
    let last = first;
    while (sorted[last + 1] === sorted[last] + 1) last++;
    parts.push(first === last ? hex(sorted[first]) : `${hex(sorted[first])}-${hex(sorted[last])}`);
    first = last + 1;
  }
  return parts.join(' ');
}
function wrapped(words) {
  const lines = [''];
  for (const word of words) {
    if (lines.at(-1).length + word.length > 114) lines.push('');
    lines.push(`${lines.pop()}${word} `);
  }
  return lines.map(line => `    ${line.trimEnd()}`).join('\n');
}

const entries = [...byVr].sort().map(([vr, groups]) => {
  const words = [...groups].sort().map(([group, elements]) => `${group}: ${ranges(elements)};`);
  return `  ${vr.length === 2 ? vr : `'${vr}'`}: \`\n${wrapped(words.join(' ').split(' '))}\`,`;
});
writeFileSync(
  'src/dicom/dataset/dictionary-table.ts',
  `// Made by scripts/dicom-dictionary.js from the tables of PS3.6 (${edition}); do not edit.

/** VR → \`GROUP: ELEMENT ELEMENT-ELEMENT …;\`, all hexadecimal. (50xx,) and (60xx,) stand at group 5000 and 6000. */
export const dictionaryTable: Readonly<Record<string, string>> = {
${entries.join('\n')}
};
`,
);
