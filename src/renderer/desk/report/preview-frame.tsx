import { useTranslation } from 'react-i18next';

/** The page in a dim room: paper of a quiet grey, never white. Prepended, so that it holds while the page's own style loads. */
const dimPaper =
  '<style>:root{color-scheme:dark!important}html,body{background:#1c1c20!important;color:#dcdce2!important}' +
  'body{margin:0!important;max-width:none!important;padding:18px 26px!important;font-size:14px!important}</style>';

interface PreviewFrameProps {
  html: string;
  pdfPath: string;
}

/** The rendered report in a frame without scripts, and the PDF that will be signed one click away. */
export function PreviewFrame({ html, pdfPath }: PreviewFrameProps) {
  const { t } = useTranslation('desk');
  const isLocalPath = pdfPath.startsWith('/') && !pdfPath.startsWith('//');
  return (
    <div className="preview-frame">
      <header>
        <h3>{t('sign.preview')}</h3>
        {isLocalPath && (
          <a href={pdfPath} target="_blank" rel="noopener">
            {t('sign.pdf')}
          </a>
        )}
      </header>
      <iframe
        title={t('sign.previewFrame')}
        data-testid="report-preview"
        sandbox=""
        srcDoc={html.replace('</head>', () => `${dimPaper}</head>`)}
      />
    </div>
  );
}
