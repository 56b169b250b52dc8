import type { ReactNode } from 'react';
import type { Failure } from '../../../contract/index.ts';
import { failureText, useLanguage } from '../i18n/index.ts';
import { WarningIcon } from './icons.tsx';

/** A failure where the user looks: what happened, what is safe, what happens next, and the peer's own words. */
export function FailureNotice({ failure, children }: { failure: Failure; children?: ReactNode }) {
  const { sentence, details, words } = failureText(failure, useLanguage());
  return (
    <div className="failure-notice" role="alert" data-failure={failure.code}>
      <WarningIcon />
      <div className="failure-text">
        <p>{sentence}</p>
        {details && <p className="failure-details">{details}</p>}
        {words && <p className="failure-words">{words}</p>}
      </div>
      {children}
    </div>
  );
}
