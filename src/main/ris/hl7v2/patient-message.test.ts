import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Order } from '../../../contract/index.ts';
import { Inbox } from './inbox.ts';
import { parseMessage } from './message.ts';
import { openOrders } from './order-book.ts';
import { isUnderstood, readMessage } from './patient-message.ts';

const header = (type: string, id: string) =>
  `MSH|^~\\&|RIS|SITE|VIGIE|SITE|20261122083000||${type}|${id}|P|2.5.1|||||FRA|UNICODE UTF-8`;
const pid = (patientId: string, name = 'INCONNU^X', birth = '', issuer = 'HOSP') =>
  `PID|||${patientId}^^^${issuer}^PI||${name}||${birth}|F`;
const order = (key: string, patientId: string, control = 'NW') =>
  [header('ORM^O01^ORM_O01', `O${key}`), pid(patientId), `ORC|${control}|${key}`, `OBR|1|${key}||CT^Scanner`].join(
    '\r',
  );
const update = (patientId: string, name: string, birth = '') =>
  [header('ADT^A08^ADT_A01', `U${patientId}`), 'EVN||20261122083000', pid(patientId, name, birth)].join('\r');
const merge = (former: string, patientId: string, name: string) =>
  [
    header('ADT^A40^ADT_A39', `M${former}`),
    'EVN||20261122083000',
    pid(patientId, name),
    `MRG|${former}^^^HOSP^PI`,
  ].join('\r');

function changesOf(text: string) {
  const message = parseMessage(text);
  const changes = message.ok ? readMessage(message.value, 'hospital') : message;
  if (!changes.ok) throw new Error(JSON.stringify(changes.failure));
  return changes.value;
}
const ordersAfter = (...texts: string[]) => [...openOrders(texts.flatMap(changesOf)).values()];
const patients = (orders: readonly Order[]) => orders.map(({ key, patient }) => [key, patient.patientId]);

describe('ADT A08', () => {
  it('updates all orders of that patient and no other', () => {
    const orders = ordersAfter(
      order('1', 'P1'),
      order('2', 'P2'),
      order('3', 'P1'),
      update('P1', 'MOREAU^LISE', '19620409'),
    );
    expect(orders.map(({ patient }) => [patient.patientId, patient.familyName, patient.birthDate])).toEqual([
      ['P1', 'MOREAU', '1962-04-09'],
      ['P2', 'INCONNU', null],
      ['P1', 'MOREAU', '1962-04-09'],
    ]);
  });

  it('leaves what it does not state as it was', () => {
    const [kept] = ordersAfter(order('1', 'P1'), update('P1', 'MOREAU^LISE', '19620409'), update('P1', ''));
    expect(kept?.patient).toMatchObject({ familyName: 'MOREAU', givenName: 'LISE', birthDate: '1962-04-09' });
  });

  it('is not taken for a patient of the same number at another authority', () => {
    const other = update('P1', 'MOREAU^LISE').replace('^^^HOSP^PI', '^^^CLINIC^PI');
    expect(ordersAfter(order('1', 'P1'), other)[0]?.patient.familyName).toBe('INCONNU');
  });
});

describe('ADT A40', () => {
  it('makes the orders the surviving patient’s, who remembers the former identifier', () => {
    const orders = ordersAfter(order('1', 'P1'), order('2', 'P2'), merge('P1', 'P2', 'MOREAU^LISE'));
    expect(patients(orders)).toEqual([
      ['1', 'P2'],
      ['2', 'P2'],
    ]);
    for (const { patient } of orders) expect(patient.former).toEqual([{ patientId: 'P1', issuer: 'HOSP' }]);
    expect(orders[0]?.patient.familyName).toBe('MOREAU');
  });

  it('is followed through several merges, an update, and an order placed again', () => {
    const orders = ordersAfter(
      order('1', 'P1'),
      merge('P1', 'P2', 'MOREAU^LISE'),
      merge('P2', 'P3', 'MOREAU^LISE'),
      update('P3', 'MOREAU^ELISE', '19620409'),
      order('1', 'P3', 'XO'),
    );
    expect(orders[0]?.patient).toMatchObject({
      patientId: 'P3',
      former: [{ patientId: 'P2' }],
    });
    // An order that still names the first identifier is the surviving patient's, too.
    expect(patients(ordersAfter(merge('P1', 'P2', 'MOREAU^LISE'), order('4', 'P1')))).toEqual([['4', 'P2']]);
  });

  it('without the former identifier, or of another kind, is not taken', () => {
    const message = parseMessage(merge('', 'P2', 'X^Y'));
    expect(message.ok && readMessage(message.value, 'hospital')).toMatchObject({
      failure: { code: 'order-unreadable', params: { segment: 'MRG', field: 'MRG-1', reason: 'missing' } },
    });
    const unmerge = parseMessage(merge('P1', 'P2', 'X^Y').replace('ADT^A40', 'ADT^A37'));
    expect(unmerge.ok && isUnderstood(unmerge.value)).toBe(false);
  });
});

describe('the inbox', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'inbox-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const kept = async (...texts: string[]) => {
    const inbox = new Inbox(folder, 'hospital');
    await inbox.open();
    for (const text of texts) await inbox.keep(new TextEncoder().encode(text), changesOf(text));
    const again = new Inbox(folder, 'hospital');
    await again.open();
    expect(again.orders()).toEqual(inbox.orders());
    return { orders: inbox.orders(), files: readdirSync(folder).length };
  };

  it('has a merge after a restart, also behind an order that was placed again', async () => {
    const { orders } = await kept(order('1', 'P1'), merge('P1', 'P2', 'MOREAU^LISE'), order('1', 'P2', 'XO'));
    expect(orders[0]?.patient).toMatchObject({ patientId: 'P2', former: [{ patientId: 'P1' }] });
  });

  it('keeps nothing about patients of whom there is no order', async () => {
    const unknown = Array.from({ length: 5 }, (_, index) => update(`X${index}`, 'A^B'));
    const merges = Array.from({ length: 5 }, (_, index) => merge(`Y${index}`, `Z${index}`, 'A^B'));
    const { files } = await kept(order('1', 'P1'), ...unknown, ...merges, update('P1', 'MOREAU^LISE'));
    expect(files).toBe(2);
    expect((await kept(order('1', 'P1', 'CA'), order('2', 'P2'))).files).toBe(1);
  });
});
