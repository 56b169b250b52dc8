export { dateText, instantText, localDateTimeText } from '../../report/text/index.ts';
export { derivedUuid, documentOid, oidOfUuid, patientRoot, siteOid } from './derived-uuid.ts';
export { inlineText } from './inline-text.ts';
export { measurementText } from './quantity-text.ts';
export { type ReportedOrder, reportedOrders } from './reported-order.ts';
export { type ResultStatus, resultStatusOf } from './result-status.ts';
export { addendumLoinc, criticalLoinc, sectionLoinc } from './section-codes.ts';
export { type Wording, wordingOf } from './wording.ts';
