import { type NationalIdentity, type Outcome, type Patient, succeed } from '../../../contract/index.ts';
import type { FhirClient } from './fhir-client.ts';
import { patientOf } from './order-mapping.ts';
import { bundleSchema, patientResourceSchema } from './resources.ts';

/**
 * The patients whom a FHIR R4 server knows under a national identity (search by `identifier`, as in IHE PDQm ITI-78), each
 * as the server states it; whether that identity is qualified there, too, is for the caller to judge.
 */
export async function findPatientsByIns(
  client: FhirClient,
  { oid, matricule }: Pick<NationalIdentity, 'oid' | 'matricule'>,
): Promise<Outcome<Patient[]>> {
  const token = encodeURIComponent(`urn:oid:${oid}|${matricule}`);
  const answer = await client.request({ method: 'GET', path: `Patient?identifier=${token}&_count=20` });
  const bundle = answer.kind === 'answered' && answer.status === 200 ? bundleSchema.safeParse(answer.body) : null;
  if (!bundle?.success) return { ok: false, failure: client.failureOf(answer) };
  const patients = (bundle.data.entry ?? []).flatMap(({ resource }) => {
    const parsed = patientResourceSchema.safeParse(resource);
    const patient = parsed.success ? patientOf(parsed.data) : null;
    // A server that does not know the key answers with everybody.
    return patient?.ins?.oid === oid && patient.ins.matricule === matricule ? [patient] : [];
  });
  return succeed(patients);
}
