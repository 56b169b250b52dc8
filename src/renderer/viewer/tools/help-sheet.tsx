import { useTranslation } from 'react-i18next';
import { Sheet } from '../../ui/components/index.ts';
import { windowLabel, windowPresets } from '../interaction/presets.ts';

/** Rows of the help: keys as they are printed on keyboards or the name of their text, and the key of the text that says what they do. */
const rows = [
  ['W', 'window'],
  ['Z', 'zoom'],
  ['G', 'pan'],
  ['S', 'scroll'],
  ['X', 'locate'],
  ['L', 'length'],
  ['E', 'ellipse'],
  ['Y', 'polygon'],
  ['D', 'point'],
  ['A', 'angle'],
  ['B', 'cobb'],
  ['J', 'calibrate'],
  ['↵', 'insert'],
  ['K', 'keyImage'],
  ['delete', 'delete'],
  ['R', 'reset'],
  ['I', 'invert'],
  ['F', 'fit'],
  ['N', 'pixels'],
  ['0', 'ownVoi'],
  ['H', 'overlays'],
  ['U', 'shutter'],
  ['O', 'oneUp'],
  ['M', 'mpr'],
  ['V', 'volume'],
  ['T', 'slab'],
  ['P', 'prior'],
  ['C', 'link'],
  ['↑ ↓', 'slice'],
  ['ends', 'ends'],
  ['series', 'series'],
  ['Tab', 'pane'],
  ['F4', 'dictate'],
  ['F6', 'tools'],
  ['cancel', 'cancel'],
  ['?', 'help'],
] as const;

const mouse = ['wheel', 'left', 'middle', 'right', 'both', 'doubleClick'] as const;

/** Every key and button of the mouse, in one sheet. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('viewer');
  const caps = {
    delete: t('keyCap.delete'),
    ends: t('keyCap.ends'),
    series: t('keyCap.series'),
    cancel: t('keyCap.cancel'),
  };
  return (
    <Sheet title={t('help')} onClose={onClose} testId="help-sheet">
      <dl className="help">
        {rows.map(([key, name]) => (
          <div key={name}>
            <dt>
              <kbd>{key in caps ? caps[key as keyof typeof caps] : key}</kbd>
            </dt>
            <dd>{t(`keys.${name}`)}</dd>
          </div>
        ))}
        {windowPresets.map(({ name, window }, index) => (
          <div key={name}>
            <dt>
              <kbd>{index + 1}</kbd>
            </dt>
            <dd>
              {t(`preset.${name}`)} {windowLabel(window)}
            </dd>
          </div>
        ))}
        {mouse.map(name => (
          <div key={name}>
            <dt>{t(`mouse.${name}`)}</dt>
            <dd>{t(`mouseDoes.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
