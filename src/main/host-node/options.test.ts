import { expect, it } from 'vitest';
import { parseOptions } from './options.ts';

it('keeps what is to be opened as it was asked for', () => {
  expect(parseOptions(['--home', '/p', '--accession', '-A 1', '--site=north'])).toMatchObject({ ok: false });
  expect(parseOptions(['--home', '/p', '--accession=-A 1', '--site=north'])).toMatchObject({
    value: { launch: ['--accession=-A 1', '--site=north'], showWindow: true },
  });
  expect(parseOptions(['vigie://open?accession=A-1'])).toMatchObject({
    value: { launch: ['vigie://open?accession=A-1'] },
  });
  expect(parseOptions([])).toMatchObject({ value: { launch: [] } });
});

it.each([
  [['file:///etc/passwd']],
  [['vigie://open?accession=A-1', 'more']],
  [['--acession', 'A-1']],
])('refuses %j, naming what it does not know', args => {
  const parsed = parseOptions(args);
  expect(parsed).toMatchObject({ failure: { code: 'input-invalid' } });
  expect(parsed.ok ? '' : parsed.failure.params.reason).toContain(
    args.at(args.length > 1 && args[0]?.startsWith('--') ? 0 : -1),
  );
});
