import type { TFunction } from 'i18next';
import { type CheckRule, type DismissalReason, dismissalReasons, type Language } from '../../../contract/index.ts';
import type { CheckFinding } from '../../../report/checks/index.ts';
import { formatDate } from '../../ui/format/index.ts';

/** What a reader may answer to a warning: only a critical result can have been told already. */
export function reasonsFor(rule: CheckRule): readonly DismissalReason[] {
  return dismissalReasons.filter(reason => reason !== 'communicated' || rule === 'critical-result');
}

/** What a warning is called in the margin. */
export function checkName(finding: CheckFinding, t: TFunction<'checks'>): string {
  return t(`name.${finding.rule}`);
}

/** What a warning saw and why it asks, in the language of the screen. */
export function checkSentence({ rule, params }: CheckFinding, t: TFunction<'checks'>, language: Language): string {
  switch (rule) {
    case 'laterality-order':
      return t('sentence.laterality-order', { stated: params.stated, ordered: params.ordered });
    case 'laterality-sections':
      return t('sentence.laterality-sections', { stated: params.stated, described: params.described });
    case 'sex':
      return t(params.sex === 'F' ? 'sentence.sexFemale' : 'sentence.sexMale', { stated: params.stated });
    case 'empty-section':
      return t(params.section === 'findings' ? 'sentence.emptyFindings' : 'sentence.emptyConclusion');
    case 'unfilled-field':
      return t('sentence.unfilled-field', { label: params.label });
    case 'unit-slip':
      return t('sentence.unit-slip', { stated: params.stated, measured: params.measured });
    case 'measurement-changed':
      return t(params.fault === 'deleted' ? 'sentence.measurementDeleted' : 'sentence.measurementChanged');
    case 'comparison-date':
      return params.fault === 'later'
        ? t('sentence.comparisonLater', { stated: params.stated, date: formatDate(params.studyDate ?? '', language) })
        : t('sentence.comparisonUnknown', {
            stated: params.stated,
            priors: (params.priors ?? '')
              .split(' ')
              .map(date => formatDate(date, language))
              .join(', '),
          });
    case 'contrast':
      return t(params.stated === 'given' ? 'sentence.contrastNotGiven' : 'sentence.contrastGiven');
    case 'other-patient':
      return t('sentence.other-patient', { stated: params.stated });
    case 'critical-result':
      return t('sentence.critical-result', { stated: params.stated });
  }
}
