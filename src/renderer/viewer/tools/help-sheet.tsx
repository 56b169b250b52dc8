import { useTranslation } from 'react-i18next';
import { Sheet } from '../../ui/components/index.ts';
import { windowPresets } from '../interaction/presets.ts';

/** Rows of the help: keys as they are printed on keyboards, and the key of the text that says what they do. */
const rows = [
  ['W', 'window'],
  ['Z', 'zoom'],
  ['G', 'pan'],
  ['S', 'scroll'],
  ['L', 'length'],
  ['E', 'ellipse'],
  ['↵', 'insert'],
  ['Del', 'delete'],
  ['R', 'reset'],
  ['I', 'invert'],
  ['F', 'fit'],
  ['O', 'oneUp'],
  ['M', 'mpr'],
  ['V', 'volume'],
  ['T', 'slab'],
  ['P', 'prior'],
  ['↑ ↓', 'slice'],
  ['Home  End', 'ends'],
  ['PgUp  PgDn', 'series'],
  ['Tab', 'pane'],
  ['F6', 'tools'],
  ['Esc', 'cancel'],
  ['?', 'help'],
] as const;

const mouse = ['wheel', 'left', 'middle', 'right', 'both', 'doubleClick'] as const;

/** Every key and button of the mouse, in one sheet. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('viewer');
  return (
    <Sheet title={t('help')} onClose={onClose} testId="help-sheet">
      <dl className="help">
        {rows.map(([key, name]) => (
          <div key={name}>
            <dt>
              <kbd>{key}</kbd>
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
              {t(`preset.${name}`)} {window.width}/{window.center}
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
