import { createHash } from 'node:crypto';

/** A UUID that follows from another one and a name (RFC 9562 version 5), so that a second rendering has the same ones. */
export function derivedUuid(uuid: string, name: string): string {
  const namespace = Buffer.from(uuid.replaceAll('-', ''), 'hex');
  const hash = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The OID of a UUID (ITU-T X.667): valid in HL7, CDA and, being at most 44 characters, in DICOM (PS3.5 B.2). */
export function oidOfUuid(uuid: string): string {
  return `2.25.${BigInt(`0x${uuid.replaceAll('-', '')}`)}`;
}

/** The namespace of names of sites; made once at random. */
const siteNamespace = '3a6f4c0e-8f0b-4f0e-9a3d-52f1c6d0b7e4';

/** An OID for an authority of a site that states none of its own: the same for the same site and name, for ever. */
export function siteOid(site: string, name: string): string {
  return oidOfUuid(derivedUuid(siteNamespace, `${site}\n${name}`));
}

/** The identifier of one version of a report as a document (CDA ClinicalDocument.id, TXA-12). */
export function documentOid(reportId: string, version: number): string {
  return oidOfUuid(derivedUuid(reportId, `document ${version}`));
}

/**
 * The OID under which a patient's local identifier is known: the issuer's own where it is one, else the one that the site
 * states for its patients, else one that follows from the site.
 */
export function patientRoot(site: string, issuer: string | null, patientsOid?: string): string {
  if (issuer !== null && /^[0-2](\.(0|[1-9]\d*))+$/.test(issuer)) return issuer;
  return patientsOid ?? siteOid(site, `patients ${issuer ?? ''}`);
}
