import { Hl7Message } from '@medplum/core';
import { describe, expect, it } from 'vitest';
import { orderFiles } from './orders.ts';
import { madeAt, planStudies, studyUidOf } from './phantoms.ts';
import { visits } from './visits.ts';

const opened = new Date('2026-04-01T14:30:00Z');
const files = orderFiles(opened);

/** Read with a foreign HL7 parser; fields by their HL7 numbers. */
function parse(text: string) {
  const message = Hl7Message.parse(text);
  const field = (segment: string, index: number, component = 1) =>
    message.getSegment(segment)?.getField(index)?.getComponent(component) ?? '';
  return { message, field };
}

const byPlacer = (placer: string) => parse(files.find(({ name }) => name === `demo-${placer}.hl7`)!.text);

describe('the order files', () => {
  it('are one ORM^O01 in UTF-8 for each order', () => {
    expect(files).toHaveLength(visits.flatMap(({ orders }) => orders).length);
    for (const { text } of files) {
      const { field } = parse(text);
      expect(`${field('MSH', 9)}^${field('MSH', 9, 2)}`).toBe('ORM^O01');
      expect(field('MSH', 12)).toBe('2.5.1');
      expect(field('MSH', 18)).toBe('UNICODE UTF-8');
      expect(field('MSH', 10).length).toBeLessThanOrEqual(20);
      expect(text).not.toMatch(/\n/);
    }
  });

  it('state patient, numbers, procedure, modality, body part, priority and reason', () => {
    const { field, message } = byPlacer('P260001');
    expect(field('PID', 3)).toBe('DEMO-0001');
    expect([field('PID', 5), field('PID', 5, 2)]).toEqual(['Le Goff', 'Étienne']);
    expect([field('PID', 7), field('PID', 8)]).toEqual(['19570412', 'M']);
    expect([field('ORC', 1), field('ORC', 2), field('ORC', 3)]).toEqual(['NW', 'P260001', 'F260001']);
    expect(field('ORC', 12, 2)).toBe('Kervella');
    expect(field('OBR', 4, 2)).toBe('Scanner du thorax avec injection');
    expect(field('OBR', 15, 4)).toBe('CHEST');
    expect(field('OBR', 18)).toBe('ACC260001');
    expect(field('OBR', 24)).toBe('CT');
    expect([field('OBR', 27, 6), field('ORC', 7, 6)]).toEqual(['A', 'A']);
    expect(field('OBR', 31, 2)).toMatch(/^Ancien fumeur/);
    expect(
      message
        .getAllSegments('NTE')
        .map(note => note.getField(3).toString())
        .join(' '),
    ).toMatch(/nodule/i);
  });

  it('carry the time of the order with its offset', () => {
    const text = byPlacer('P260001').field('ORC', 9);
    const [, y, mo, d, h, mi, s, sign, oh, om] = /^(\d{4})(..)(..)(..)(..)(..)([+-])(..)(..)$/.exec(text)!;
    // 190 minutes before the department was opened.
    expect(new Date(`${y}-${mo}-${d}T${h}:${mi}:${s}${sign}${oh}:${om}`).toISOString()).toBe(
      '2026-04-01T11:20:00.000Z',
    );
  });

  it('name the study where an accession number ties them, and only there', () => {
    const uids = new Set(planStudies(opened).map(({ studyUid }) => studyUid));
    expect(uids.has(byPlacer('P260001').field('ZDS', 1))).toBe(true);
    expect(byPlacer('P260001').field('ZDS', 1, 4)).toBe('DICOM');
    expect(byPlacer('P260007').message.getSegment('ZDS')).toBeUndefined();
    expect(byPlacer('P260007').field('OBR', 18)).toBe('');
    expect(byPlacer('P260009').message.getSegment('ZDS')).toBeUndefined();
    const [chest, abdomen] = [byPlacer('P260005A'), byPlacer('P260005B')];
    expect(chest.field('ZDS', 1)).toBe(abdomen.field('ZDS', 1));
    expect([chest.field('OBR', 15, 4), abdomen.field('OBR', 15, 4)]).toEqual(['CHEST', 'ABDOMEN']);
  });
});

describe('the visits', () => {
  it('are of at least 12 patients with all priorities and modalities', () => {
    expect(new Set(visits.map(({ patient }) => patient.patientId)).size).toBeGreaterThanOrEqual(12);
    const orders = visits.flatMap(visit => visit.orders);
    expect(new Set(orders.map(({ priority }) => priority))).toEqual(new Set(['stat', 'urgent', 'routine']));
    expect(new Set(orders.map(({ modality }) => modality))).toEqual(new Set(['CT', 'MR', 'CR', 'US']));
    expect(new Set(orders.map(({ placerNumber }) => placerNumber)).size).toBe(orders.length);
  });

  it('have studies after their orders and before the department was opened', () => {
    for (const { orders, study, priors } of visits) {
      for (const prior of priors)
        expect(madeAt(prior, opened).getTime()).toBeLessThan(opened.getTime() - 180 * 86_400_000);
      if (!study) continue;
      const made = madeAt(study, opened).getTime();
      expect(made).toBeLessThan(opened.getTime());
      for (const order of orders) expect(opened.getTime() - order.orderedMinutesAgo * 60_000).toBeLessThan(made);
    }
  });

  it('have studies with UIDs of their own, and others for another opening', () => {
    const studies = visits.flatMap(({ study, priors }) => [...(study ? [study] : []), ...priors]);
    const uids = studies.map(study => studyUidOf(study, opened));
    expect(new Set(uids).size).toBe(studies.length);
    expect(uids).not.toContain(studyUidOf(studies[0]!, new Date(opened.getTime() + 1000)));
  });
});
