import { useTranslation } from 'react-i18next';
import { type KeyImage, type KeyObjectTitle, keyObjectTitles } from '../../../contract/index.ts';
import { useViewer } from '../viewer-context.ts';

/** The key images of the study: goes to one of them, and says what they were chosen for. */
export function KeyImageChoice() {
  const { t } = useTranslation('viewer');
  const { keyImages, showImage, displaySets } = useViewer();
  const { images, title } = keyImages.selection;
  const label = t('keyImages.list', { count: images.length });
  const nameOf = ({ seriesUid, imageNumber, imageCount }: KeyImage) => {
    const set = displaySets.find(each => each.seriesUid === seriesUid);
    return `★ ${[set?.seriesNumber, set?.description].filter(Boolean).join(' ')}  ${imageNumber}/${imageCount}`;
  };
  const choose = (value: string) => {
    const [kind, rest = ''] = value.split(' ');
    if (kind === 'title') void keyImages.setTitle(rest as KeyObjectTitle);
    const image = kind === 'image' ? images[Number(rest)] : undefined;
    if (image) showImage(image);
  };
  return (
    <select
      className="key-image-choice"
      aria-label={label}
      title={label}
      data-testid="key-image-choice"
      data-count={images.length}
      data-title={title}
      value=""
      onChange={event => choose(event.target.value)}
    >
      <option value="" disabled>
        {`★ ${images.length}`}
      </option>
      {images.length > 0 && (
        <optgroup label={t('keyImages.show')}>
          {images.map((image, index) => (
            <option key={`${image.sopInstanceUid}/${image.frameNumber}`} value={`image ${index}`}>
              {nameOf(image)}
            </option>
          ))}
        </optgroup>
      )}
      <optgroup label={t('keyImages.purpose')}>
        {keyObjectTitles.map(each => (
          <option key={each} value={`title ${each}`}>
            {`${each === title ? '✓' : '\u2003'} ${t(`keyImages.titles.${each}`)}`}
          </option>
        ))}
      </optgroup>
    </select>
  );
}
