import type { failuresFr } from './failures.fr.ts';
import type { Translation } from './translation.ts';

export const failuresEn: Translation<typeof failuresFr> = {
  sentence: {
    'pacs-unreachable': 'PACS unreachable. Images already received stay readable; resuming automatically.',
    'pacs-credentials-refused':
      'The PACS refuses Vigie’s credentials. Images already received stay readable; the administrator must correct the access.',
    'pacs-tls-error': 'The PACS certificate is not valid: nothing was sent to it. The administrator must check it.',
    'pacs-server-error':
      'The PACS answered with an error. Images already received stay readable; trying again automatically.',
    'pacs-answer-unreadable':
      'The answer of the PACS is unreadable and was discarded. Images already received stay readable; trying again automatically.',
    'study-not-found': 'The PACS does not find this study. The order stays in the worklist.',
    'study-incomplete':
      'The study is not complete here. The images received are readable; the others are still missing.',
    'instance-unreadable': 'One image is unreadable and is not shown. The other images of the study are intact.',
    'transfer-syntax-unsupported':
      'The compression format of an image is not supported. The original is kept, but it is not shown.',
    'ris-unreachable': 'RIS unreachable. Signed reports are kept here and will be delivered as soon as it is back.',
    'ris-credentials-refused':
      'The RIS refuses Vigie’s credentials. Signed reports are kept here; the administrator must correct the access.',
    'ris-tls-error': 'The RIS certificate is not valid: nothing was sent to it. The administrator must check it.',
    'ris-server-error': 'The RIS answered with an error. Signed reports are kept here; trying again automatically.',
    'ris-answer-unreadable':
      'The answer of the RIS is unreadable and was discarded. Signed reports are kept here; trying again automatically.',
    'ris-refused':
      'The RIS refused the report. It stays signed and kept here; it is sent again only when you ask for it.',
    'order-unreadable': 'An order is unreadable and was set aside. The other orders are taken in.',
    'order-claimed-by-other': 'This study is already being read by another reader. Nothing was changed.',
    'order-folder-unusable':
      'The folder of orders cannot be read or written. Orders already read stay in the list; trying again automatically.',
    'order-without-accession':
      'The order has no accession number; patient and date decide which images belong to it. Check the identity.',
    'order-match-ambiguous': 'Several studies fit this order, so none was chosen. Look for its images in the list.',
    'cache-damaged':
      'Data in the local cache is damaged and was discarded. The original is intact on the PACS; it will be fetched again.',
    'cache-full':
      'The local cache is full: fetching is paused. Studies already here stay readable; free some disk space.',
    'store-unusable':
      'The local store cannot be opened or written. Nothing was lost; check the disk, then start Vigie again.',
    'key-unavailable':
      'The key of the local data is not available. The data stays encrypted and intact; unlock the keychain, then start Vigie again.',
    'reading-unknown': 'This study is no longer in the worklist. Choose another one.',
    'report-unknown': 'This report no longer exists here. Open the study again.',
    'report-already-signed': 'This report is already signed: it can no longer be changed. The signed version is shown.',
    'draft-outdated': 'A newer version of this draft exists. Your text stays on screen; choose which one to keep.',
    'identity-mismatch':
      'The patient’s identity differs between order, images and report. The report was not signed; check the identity.',
    'measurement-of-other-patient': 'This measurement belongs to another patient. It was not added to the report.',
    'signing-key-unusable': 'The signing key cannot be used. The draft is kept; the report was not signed.',
    'rendering-failed': 'The layout of the report failed. The draft is kept; nothing was signed.',
    'input-invalid': 'The value received is not valid and was refused. Nothing was changed.',
    cancelled: 'Stopped at your request. What has been received is kept.',
    unexpected: 'An unexpected error interrupted this action. Your texts are kept; you can try again.',
  },
  words: 'The server’s answer: “{{words}}”',
  count: '{{done}} of {{total}} images are here.',
  detail: {
    site: 'site',
    file: 'file',
    path: 'file',
    folder: 'folder',
    field: 'field',
    status: 'response code',
    reason: 'cause',
    url: 'address',
    what: 'item',
    segment: 'segment',
    by: 'by',
    missing: 'missing',
    accession: 'accession number',
    transferSyntax: 'transfer syntax',
    expected: 'expected',
    found: 'found',
  },
  reason: {
    missing: 'missing',
    malformed: 'malformed',
    'not-a-segment': 'not a segment',
    'not-hl7': 'not an HL7 message',
    'message-type': 'not an order message',
    'character-set': 'unknown character set',
    'not-understood': 'not understood',
    'too-long': 'too long',
    'connection-closed': 'connection closed',
    'answer-unreadable': 'unreadable answer',
    'patient-differs': 'the patient differs',
    timeout: 'timed out',
    refused: 'connection refused',
    'name-not-found': 'unknown host name',
    'no-accession': 'order without accession number',
  },
};
