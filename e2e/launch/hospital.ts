import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from '../../src/contract/index.ts';
import type { SyntheticPatient, SyntheticStudy } from '../../src/dicom/synthetic/builder.ts';
import { chestCt, currentChest, priorChest } from '../../src/dicom/synthetic/phantom/chest-ct.ts';
import { syntheticUid } from '../../src/dicom/synthetic/uid.ts';
import { type FhirServer, startFhirServer } from '../peers/fhir-server.ts';
import { placeFhirOrder } from '../peers/orders.ts';
import { type Orthanc, startOrthanc } from '../peers/orthanc.ts';

/** A hospital of real servers: Orthanc as its PACS (with a password), a FHIR R4 server (with a token) as its RIS. */
export interface Hospital {
  readonly pacs: Orthanc;
  readonly ris: FhirServer;
  readonly patient: SyntheticPatient;
  readonly accession: string;
  readonly studyUid: string;
  readonly priorUid: string;
  readonly serviceRequestId: string;
  readonly taskId: string;
  /** The configuration's site and the environment that holds its secrets. */
  readonly site: Configuration['sites'][number];
  readonly environment: NodeJS.ProcessEnv;
  /** Writes a configuration file of this and further sites and gives its path. */
  configure(...further: Configuration['sites']): Promise<string>;
  stop(): Promise<void>;
}

const password = 'orthanc-secret';
const token = 'fhir-token';

/** Starts both servers and gives them one patient: today's chest CT with its order, and the prior of eight months ago. */
export async function openHospital(): Promise<Hospital> {
  const folder = await mkdtemp(join(tmpdir(), 'vigie-hospital-'));
  const [pacs, ris] = await Promise.all([
    startOrthanc({ user: { name: 'vigie', password } }),
    startFhirServer({ credentials: { kind: 'bearer', token } }),
  ]);
  const patient: SyntheticPatient = {
    patientId: 'HOP-2211',
    name: 'LE GOFF^Maëlle',
    birthDate: '19680314',
    sex: 'F',
  };
  const accession = 'HOP26112201';
  const current = study('current', accession, new Date());
  const prior = study('prior', 'HOP26032201', new Date(Date.now() - 245 * 86_400_000));
  const anatomySeed = 'hospital';
  const series = [
    chestCt({ patient, study: current, anatomySeed }, currentChest, 'TAP injecté'),
    chestCt({ patient, study: prior, anatomySeed }, priorChest, 'TAP injecté'),
  ];
  for (const { instances } of series) await pacs.upload([...instances()]);

  const { serviceRequestId, taskId } = await placeFhirOrder(ris, {
    patient,
    accession,
    description: 'Scanner thoracique injecté',
  });

  const site: Configuration['sites'][number] = {
    id: 'hospital',
    name: 'Hôpital des Abers',
    dicomweb: { url: pacs.dicomWebUrl, auth: { kind: 'basic', user: 'vigie', secretEnv: 'HOSPITAL_PACS' } },
    ris: { kind: 'fhir', url: ris.url, auth: { kind: 'bearer', secretEnv: 'HOSPITAL_RIS' } },
  };
  return {
    pacs,
    ris,
    patient,
    accession,
    studyUid: current.studyUid,
    priorUid: prior.studyUid,
    serviceRequestId,
    taskId,
    site,
    environment: { HOSPITAL_PACS: password, HOSPITAL_RIS: token },
    async configure(...further) {
      const file = join(folder, 'sites.json');
      await writeFile(file, JSON.stringify({ sites: [site, ...further] }));
      return file;
    },
    async stop() {
      await Promise.all([pacs.stop(), ris.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function study(role: string, accession: string, at: Date): SyntheticStudy {
  const digits = (value: number) => String(value).padStart(2, '0');
  return {
    studyUid: syntheticUid('hospital', role),
    studyId: role,
    accession,
    description: 'Scanner thoracique injecté',
    date: `${at.getFullYear()}${digits(at.getMonth() + 1)}${digits(at.getDate())}`,
    time: `${digits(at.getHours())}${digits(at.getMinutes())}00`,
  };
}
