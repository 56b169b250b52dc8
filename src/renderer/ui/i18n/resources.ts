import { checksEn } from './checks.en.ts';
import { checksFr } from './checks.fr.ts';
import { commonEn } from './common.en.ts';
import { commonFr } from './common.fr.ts';
import { criticalEn } from './critical.en.ts';
import { criticalFr } from './critical.fr.ts';
import { deskEn } from './desk.en.ts';
import { deskFr } from './desk.fr.ts';
import { dictationEn } from './dictation.en.ts';
import { dictationFr } from './dictation.fr.ts';
import { distributionEn } from './distribution.en.ts';
import { distributionFr } from './distribution.fr.ts';
import { exchangeEn } from './exchange.en.ts';
import { exchangeFr } from './exchange.fr.ts';
import { failuresEn } from './failures.en.ts';
import { failuresFr } from './failures.fr.ts';
import { patientsEn } from './patients.en.ts';
import { patientsFr } from './patients.fr.ts';
import { storageEn } from './storage.en.ts';
import { storageFr } from './storage.fr.ts';
import { templatesEn } from './templates.en.ts';
import { templatesFr } from './templates.fr.ts';
import { viewerEn } from './viewer.en.ts';
import { viewerFr } from './viewer.fr.ts';

/** Every text of the screens, by language and namespace. */
export const resources = {
  fr: {
    common: commonFr,
    failures: failuresFr,
    desk: deskFr,
    storage: storageFr,
    viewer: viewerFr,
    checks: checksFr,
    critical: criticalFr,
    dictation: dictationFr,
    distribution: distributionFr,
    exchange: exchangeFr,
    patients: patientsFr,
    templates: templatesFr,
  },
  en: {
    common: commonEn,
    failures: failuresEn,
    desk: deskEn,
    storage: storageEn,
    viewer: viewerEn,
    checks: checksEn,
    critical: criticalEn,
    dictation: dictationEn,
    distribution: distributionEn,
    exchange: exchangeEn,
    patients: patientsEn,
    templates: templatesEn,
  },
} as const;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: (typeof resources)['fr'];
  }
}
