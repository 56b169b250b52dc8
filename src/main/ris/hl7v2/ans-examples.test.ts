import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseMessage } from './message.ts';
import { openOrders } from './order-book.ts';
import { readOrderMessage } from './order-message.ts';

/** Public examples without a stated licence: read from outside, where there are any. */
const samples = join(process.env.VIGIE_SAMPLES ?? resolve('..', 'shared', 'data'), 'ans');
const guide = join(samples, 'teleradiology', 'exemples.md');
const documents = join(samples, 'hl7v2-cda', 'Trans_Doc-CDA-HL7V2', 'MDM');

describe.runIf(existsSync(guide))('the examples of the French teleradiology guide', () => {
  const messages = existsSync(guide)
    ? [...readFileSync(guide, 'utf8').matchAll(/```\n(MSH[\s\S]*?)```/g)].map(([, text = '']) => text.trim())
    : [];
  const changesOf = (index: number) => {
    const message = parseMessage(messages[index] ?? '');
    const changes = message.ok ? readOrderMessage(message.value, 'hospital') : message;
    if (!changes.ok) throw new Error(JSON.stringify(changes.failure));
    return changes.value;
  };

  it('flow 1 places the order, with the national identity as it was sent', () => {
    const [order] = [...openOrders(changesOf(0)).values()];
    expect(order).toMatchObject({ placerNumber: 'OPN101', modality: 'MR', bodyPart: 'tête et/ou cou' });
    expect(order?.indication).toContain('JustificationDemande');
    expect(order?.patient.ins).toEqual({
      matricule: '279035121518989',
      oid: '1.2.250.1.213.1.4.10',
      qualified: true,
      status: 'VALI',
      birthFamilyName: 'PAT-TROIS',
      birthGivenNames: 'DOMINIQUE',
      birthPlace: '63220',
    });
  });

  it('flow 2 cancels it, flow 4 completes it with accession and study', () => {
    expect([...openOrders([...changesOf(0), ...changesOf(1)]).values()]).toEqual([]);
    const [order] = [...openOrders([...changesOf(0), ...changesOf(3)]).values()];
    expect(order).toMatchObject({ accession: 'ACN101', studyUid: '1.2.250.1.213.4.5.2.1.101', placerNumber: 'OPN101' });
  });

  it('flow 3 is an answer of ours, not an order', () => {
    const message = parseMessage(messages[2] ?? '');
    expect(message.ok && readOrderMessage(message.value, 'hospital').ok).toBe(false);
  });
});

describe.runIf(existsSync(documents))('the examples of the CDA volet', () => {
  const files = existsSync(documents)
    ? readdirSync(documents, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.er7'))
    : [];
  it.each(files)('%s parses', name => {
    const message = parseMessage(readFileSync(join(documents, name), 'utf8'));
    expect(message.ok && message.value.segments[0]?.name).toBe('MSH');
  });
});
