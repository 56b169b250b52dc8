import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure, VersionCheck } from '../../../contract/index.ts';
import { CheckIcon, FailureNotice, Sheet, WarningIcon } from '../../ui/components/index.ts';
import { formatInstant } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';

/** The versions of a report checked anew: intact or not, with every hash and signature, and what that proves. */
export function VerificationSheet({ reportId, onClose }: { reportId: string; onClose: () => void }) {
  const { t } = useTranslation('desk');
  const api = useApi();
  const [checks, setChecks] = useState<readonly VersionCheck[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);

  useEffect(() => {
    let isCurrent = true;
    void outcomeOf(api.reports.verify({ reportId })).then(outcome => {
      if (!isCurrent) return;
      if (outcome.ok) setChecks(outcome.value);
      else setFailure(outcome.failure);
    });
    return () => {
      isCurrent = false;
    };
  }, [api, reportId]);

  const isIntact = checks?.every(({ faults }) => faults.length === 0);
  return (
    <Sheet title={t('verify.title')} wide onClose={onClose} testId="verification-sheet">
      {failure && <FailureNotice failure={failure} />}
      {!checks && !failure && <p className="weak">{t('verify.checking')}</p>}
      {checks && (
        <>
          <p className="verify-verdict" role="status" data-testid="verify-verdict" data-intact={isIntact}>
            {isIntact ? <CheckIcon /> : <WarningIcon />}
            {t(isIntact ? 'verify.intact' : 'verify.broken', { count: checks.length })}
          </p>
          <p>{t('verify.notQualified')}</p>
          <ol className="verify-versions">
            {checks.map(check => (
              <VersionItem key={check.line.version} check={check} />
            ))}
          </ol>
        </>
      )}
    </Sheet>
  );
}

function VersionItem({ check }: { check: VersionCheck }) {
  const { t } = useTranslation('desk');
  const language = useLanguage();
  const { line, hashes, previousHash, keyId, signature, faults } = check;
  const broken = (name: (typeof faults)[number]) => faults.includes(name);
  return (
    <li data-testid="verify-version" data-intact={faults.length === 0}>
      <h3>
        {faults.length === 0 ? <CheckIcon width={14} height={14} /> : <WarningIcon width={14} height={14} />}
        {t(`amend.status.${line.status}`, { version: line.version })}
      </h3>
      <p>
        {t('report.signedBy', {
          name: line.signer.name,
          identifier: line.signer.identifier,
          date: formatInstant(line.signedAt, language),
        })}
      </p>
      {check.recalled && <p className="verify-recalled">{t('recall.kept')}</p>}
      {line.signer.demonstration && <p className="signature-demo">{t('report.demonstrationKey')}</p>}
      {faults.map(fault => (
        <p key={fault} className="verify-fault">
          {t(`verify.fault.${fault}`)}
        </p>
      ))}
      <table className="verify-hashes">
        <caption>{t('verify.hashes')}</caption>
        <tbody>
          {hashes.map(({ of, sha256 }) => (
            <tr key={of} data-intact={!broken(of)}>
              <th scope="row">{t(`verify.of.${of}`)}</th>
              <td>{t(broken(of) ? 'verify.differs' : 'verify.agrees')}</td>
              <td>
                <code>{sha256}</code>
              </td>
            </tr>
          ))}
          <tr data-intact={!broken('chain') && !broken('history')}>
            <th scope="row">{t('verify.previous')}</th>
            <td>{t(broken('chain') || broken('history') ? 'verify.differs' : 'verify.agrees')}</td>
            <td>{previousHash ? <code>{previousHash}</code> : t('verify.first')}</td>
          </tr>
          <tr data-intact={!broken('signature') && !broken('unknown-key')}>
            <th scope="row">{t('verify.signature')}</th>
            <td>{t(broken('signature') || broken('unknown-key') ? 'verify.differs' : 'verify.agrees')}</td>
            <td>
              <code title={signature}>{t('verify.key', { key: keyId ?? '?' })}</code>
            </td>
          </tr>
        </tbody>
      </table>
    </li>
  );
}
