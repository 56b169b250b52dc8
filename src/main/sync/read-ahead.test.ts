import { describe, expect, it } from 'vitest';
import {
  defaultSiteSync,
  type PriorRules,
  priorsSchema,
  type Reading,
  type StudySummary,
} from '../../contract/index.ts';
import { regionsOf, sharesRegion, sideOf } from './body-region.ts';
import { readAhead } from './read-ahead.ts';
import { relevantPriors } from './relevant-priors.ts';

function study(studyUid: string, over: Partial<StudySummary> = {}): StudySummary {
  return {
    site: 'north',
    studyUid,
    accession: null,
    patient: { patientId: 'P', issuer: null, familyName: 'A', givenName: 'B', birthDate: null, sex: null },
    description: '',
    modalities: ['CT'],
    bodyPart: 'CHEST',
    studyAt: '2026-11-22T09:00:00',
    seriesCount: 1,
    instanceCount: 100,
    ...over,
  };
}

describe('relevant priors', () => {
  const current = study('1');
  const chosen = (priors: StudySummary[], rules: Partial<PriorRules> = {}, of = current) =>
    relevantPriors(of, priors, { ...priorsSchema.parse({}), ...rules }).map(({ studyUid }) => studyUid);
  const rule = (over: object) => priorsSchema.parse({ rules: [over] }).rules;

  it('by default: two of the same examination, one other of the modality, one other of the region', () => {
    const priors = [
      study('cr', { modalities: ['CR'], studyAt: '2026-11-01' }),
      study('head', { bodyPart: 'HEAD', studyAt: '2026-10-01' }),
      study('old', { studyAt: '2020-01-01' }),
      study('new', { studyAt: '2026-03-01' }),
      study('mid', { studyAt: '2024-01-01' }),
    ];
    expect(chosen(priors)).toEqual(['new', 'mid', 'head']);
    expect(chosen(priors, { most: 4 })).toEqual(['new', 'mid', 'head', 'cr']);
  });

  it('find the region in the description, in both languages, where the body part is not said', () => {
    const priors = [
      study('tap', { bodyPart: null, description: 'Scanner TAP injecté', studyAt: '2025-01-01' }),
      study('knee', { bodyPart: null, description: 'Genou gauche', studyAt: '2026-01-01' }),
      study('pet', { bodyPart: null, description: 'TEP corps entier', studyAt: '2024-01-01' }),
      study('none', { bodyPart: null, description: '', studyAt: '2026-05-01' }),
    ];
    expect(chosen(priors, { rules: rule({ most: 9 }), most: 9 })).toEqual(['tap', 'pet']);
  });

  it('leave the other side out, but not both sides', () => {
    const left = study('1', { bodyPart: 'KNEE', description: 'IRM genou gauche', modalities: ['MR'] });
    const prior = (uid: string, description: string) =>
      study(uid, { bodyPart: 'KNEE', description, modalities: ['MR'], studyAt: `2025-0${uid}-01` });
    const priors = [
      prior('1', 'Right knee'),
      prior('2', 'Genoux bilatéral'),
      prior('3', 'Genou G'),
      prior('4', 'Knee'),
    ];
    expect(chosen(priors, { rules: rule({ most: 9 }), most: 9 }, left)).toEqual(['4', '3', '2']);
    expect(chosen(priors, { rules: rule({ laterality: 'any', most: 9 }), most: 9 }, left)).toHaveLength(4);
  });

  it('keep to age, modality lists and the modality that is read', () => {
    const priors = [
      study('a', { studyAt: '2026-06-01' }),
      study('b', { studyAt: '2024-06-01' }),
      study('c', { studyAt: null }),
    ];
    expect(chosen(priors, { rules: rule({ withinMonths: 12, most: 9 }) })).toEqual(['a']);
    const mr = [study('m', { modalities: ['MR'] }), study('p', { modalities: ['PT', 'CT'] })];
    expect(chosen(mr, { rules: rule({ modalities: ['PT'], most: 9 }) })).toEqual(['p']);
    expect(chosen(mr, { rules: rule({ readModalities: ['MG'], modalities: 'any', most: 9 }) })).toEqual([]);
  });

  it('stay within the bytes: a large prior leaves its room to the next', () => {
    const priors = [
      study('large', { instanceCount: 5000, studyAt: '2026-10-01' }),
      study('small', { instanceCount: 100, studyAt: '2026-01-01' }),
    ];
    expect(chosen(priors, { megabytes: 500 })).toEqual(['small']);
    expect(chosen(priors, { most: 0 })).toEqual([]);
  });
});

it.each([
  ['MG', 'Mammographie bilatérale', null],
  ['', 'Épaule droite', 'right'],
  ['', 'RX cheville G', 'left'],
  ['', 'Left and right wrist', null],
  ['', 'Scanner cérébral', null],
])('%s "%s" is of side %s', (_, description, side) => {
  expect(sideOf({ description })).toBe(side);
});

it('knows regions that overlap', () => {
  const of = (bodyPart: string | null, description = '') => regionsOf({ bodyPart, description });
  expect(sharesRegion(of('CHESTABDPELVIS'), of('PELVIS'))).toBe(true);
  expect(sharesRegion(of('LSPINE'), of(null, 'IRM du rachis lombaire'))).toBe(true);
  expect(sharesRegion(of('BRAIN'), of(null, 'Scanner du crâne'))).toBe(true);
  expect(sharesRegion(of('BRAIN'), of('CHEST'))).toBe(false);
  expect(sharesRegion(of(null), of(null))).toBe(false);
});

describe('what is fetched ahead', () => {
  const reading = (id: string, over: Partial<Reading> = {}): Reading => ({
    id,
    site: { id: 'north', name: 'Nord' },
    patient: study('1').patient,
    orders: [],
    study: study(id),
    match: 'accession',
    remarks: [],
    priority: 'routine',
    state: 'to-read',
    claim: null,
    cache: { state: 'none', instancesDone: 0, instancesTotal: null, bytesDone: 0, failure: null },
    priors: [],
    report: null,
    ...over,
  });
  const ahead = (readings: Reading[], ordersAhead = 2) =>
    readAhead(readings, () => ({ ...defaultSiteSync, ordersAhead })).map(
      ({ studyUid, priority }) => `${studyUid} ${priority}`,
    );

  it('is the next orders with their priors, the most urgent first, then the rest', () => {
    const readings = [
      reading('r1', { study: study('r1', { studyAt: '2026-11-22T10:00:00' }) }),
      reading('r2', { priors: [study('p2', { studyAt: '2026-01-01' })] }),
      reading('r3', { priority: 'stat' }),
    ];
    expect(ahead(readings)).toEqual(['r3 next', 'r2 next', 'p2 next', 'r1 ahead']);
    expect(ahead(readings, 0)).toEqual([]);
  });

  it('leaves out what another reads, what is reported, and what has no images', () => {
    const readings = [
      reading('taken', { claim: { by: 'Dr Autre', scope: 'ris', mine: false } }),
      reading('mine', { claim: { by: 'me', scope: 'ris', mine: true }, state: 'in-progress' }),
      reading('signed', { state: 'signed' }),
      reading('waiting', { study: null }),
    ];
    expect(ahead(readings)).toEqual(['mine next']);
  });

  it('takes in images that came after their study was complete here, also a reported one', () => {
    const cache = { state: 'complete', instancesDone: 90, instancesTotal: 90, bytesDone: 1, failure: null } as const;
    expect(ahead([reading('late', { state: 'delivered', cache })])).toEqual(['late ahead']);
    expect(ahead([reading('same', { state: 'delivered', cache: { ...cache, instancesTotal: 100 } })])).toEqual([]);
  });

  it('counts the next orders of each site for itself', () => {
    const south = (id: string) => reading(id, { site: { id: 'south', name: 'Sud' } });
    expect(ahead([reading('n1'), reading('n2'), south('s1')], 1)).toEqual(['n1 next', 's1 next', 'n2 ahead']);
  });
});
