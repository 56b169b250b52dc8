import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AmendmentKind, Failure, Reading, ReportView, SealedVersion } from '../../../contract/index.ts';
import { Button, FailureNotice, SignedIcon } from '../../ui/components/index.ts';
import { formatInstant } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';
import { ReasonForm } from './reason-form.tsx';
import { SignedText } from './signed-text.tsx';

/** Remarks that the signed text does not answer. */
const afterSignature: ReadonlySet<Failure['code']> = new Set([
  'order-after-signature',
  'images-after-signature',
  'images-changed-after-signature',
]);

interface SignedReportProps {
  version: SealedVersion;
  reading: Reading;
  /** The report has a new draft or a new version. */
  onChanged: () => void;
  onVerify: () => void;
}

/** A signed version as it is, and what may still be done with it: add, correct, take back, check. */
export function SignedReport({ version, reading, onChanged, onVerify }: SignedReportProps) {
  const { t } = useTranslation('desk');
  const language = useLanguage();
  const api = useApi();
  const [asking, setAsking] = useState<'correction' | 'withdrawal' | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { signer, reportId } = version;
  const late = reading.remarks.filter(({ code }) => afterSignature.has(code));

  const report = async (request: Promise<{ ok: true } | { ok: false; failure: Failure }>) => {
    const outcome = await request;
    setFailure(outcome.ok ? null : outcome.failure);
    if (!outcome.ok) return;
    setAsking(null);
    onChanged();
  };
  const amend = (kind: AmendmentKind, reason?: string) =>
    report(outcomeOf<ReportView>(api.reports.amend({ reportId, kind, ...(reason ? { reason } : {}) })));
  const withdraw = (reason: string) => {
    const { patientId } = reading.patient;
    return report(outcomeOf(api.reports.withdraw({ reportId, version: version.version, reason, patientId })));
  };

  return (
    <article
      className="signed-report"
      data-testid="signed-report"
      data-version={version.version}
      data-status={version.status}
    >
      <header className="signature">
        <SignedIcon />
        <div>
          <strong>{t(`amend.status.${version.status}`, { version: version.version })}</strong>
          <p>
            {t('report.signedBy', {
              name: signer.name,
              identifier: signer.identifier,
              date: formatInstant(version.signedAt, language),
            })}
          </p>
          {signer.demonstration && <p className="signature-demo">{t('report.demonstrationKey')}</p>}
          <p className="weak signature-hash" title={version.hashes.content}>
            {t('report.hash')} {version.hashes.content.slice(0, 16)}…
          </p>
        </div>
        <Button data-testid="verify-report" onClick={onVerify}>
          {t('verify.open')}
        </Button>
        <a
          className="button"
          href={`/reports/${reportId}/${version.version}.pdf`}
          target="_blank"
          rel="noopener"
          data-testid="open-pdf"
        >
          {t('report.openPdf')}
        </a>
      </header>
      {version.status !== 'withdrawn' && (
        <div className="report-toolbar" role="toolbar" aria-label={t('amend.label')}>
          <Button data-testid="amend-addendum" onClick={() => void amend('addendum')}>
            {t('amend.add')}
          </Button>
          <Button data-testid="amend-correction" onClick={() => setAsking('correction')}>
            {t('amend.correct')}
          </Button>
          <Button kind="quiet" data-testid="amend-withdraw" onClick={() => setAsking('withdrawal')}>
            {t('amend.withdraw')}
          </Button>
        </div>
      )}
      {late.map(remark => (
        <FailureNotice key={remark.code} failure={remark} />
      ))}
      {failure && <FailureNotice failure={failure} />}
      {asking && (
        <ReasonForm
          key={asking}
          purpose={asking}
          onReason={reason => void (asking === 'correction' ? amend('correction', reason) : withdraw(reason))}
          onCancel={() => setAsking(null)}
        />
      )}
      <div className="report-scroller">
        <SignedText content={version.content} />
      </div>
    </article>
  );
}
