import { Fhir } from 'fhir';
import { describe, expect, it } from 'vitest';
import type { SealedVersion } from '../../../contract/index.ts';
import { versionStatuses } from '../../../contract/index.ts';
import { renderings, sealed } from '../sample.test-data.ts';
import { reportBundle } from './report-bundle.ts';

interface Entry {
  readonly resource: { readonly resourceType: string; readonly status?: string };
}

const bundleOf = (report: SealedVersion) => JSON.parse(JSON.stringify(reportBundle(report, renderings)));
const statusesOf = (report: SealedVersion) =>
  bundleOf(report).entry.map(({ resource }: Entry) => [resource.resourceType, resource.status]);

describe('the transaction, for the FHIR R4 validator', () => {
  const validator = new Fhir();
  it.each(versionStatuses)('is valid: %s', status => {
    const bundle = bundleOf({ ...sealed, version: status === 'final' ? 1 : 2, status });
    for (const resource of [bundle, ...bundle.entry.map((entry: Entry) => entry.resource)]) {
      const { valid, messages } = validator.validate(resource);
      expect(messages.filter(({ severity }) => severity === 'error' || severity === 'fatal')).toEqual([]);
      expect(valid).toBe(true);
    }
  });

  it('finds what is wrong', () => {
    const bundle = bundleOf(sealed);
    const report = bundle.entry.at(-1).resource;
    expect(validator.validate({ ...report, status: 'done' }).valid).toBe(false);
    const { status: _, ...without } = report;
    expect(validator.validate(without).valid).toBe(false);
  });

  it.each([
    ['preliminary', 'preliminary', 'preliminary'],
    ['final', 'final', 'final'],
    ['addendum', 'appended', 'amended'],
    ['correction', 'corrected', 'corrected'],
    ['withdrawn', 'entered-in-error', 'entered-in-error'],
  ] as const)('states what a %s version is', (status, report, observation) => {
    expect(statusesOf({ ...sealed, status })).toEqual([
      ['Patient', undefined],
      ['Observation', observation],
      ['Observation', observation],
      ['DiagnosticReport', report],
    ]);
  });
});
