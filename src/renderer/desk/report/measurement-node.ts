import { Node } from '@tiptap/core';
import { type Language, type Measurement, measurementSchema } from '../../../contract/index.ts';
import { measurementText } from './measurement-text.ts';

export interface MeasurementOptions {
  language: Language;
  /** The report's patient: a pasted measurement of another one is refused. */
  patientId: string;
  describe: (measurement: Measurement, text: string) => string;
  onShow: (measurement: Measurement) => void;
}

/** A measurement in the text: one chip that keeps its link to the image, moved and deleted as a whole. */
export const MeasurementNode = Node.create<MeasurementOptions>({
  name: 'measurement',
  group: 'inline',
  inline: true,
  atom: true,
  marks: '',
  addOptions: () => ({ language: 'fr', patientId: '', describe: (_, text) => text, onShow: () => {} }),
  addAttributes() {
    return {
      measurement: {
        default: null,
        parseHTML: element => measurementOf(element.dataset.measurement, this.options.patientId),
        renderHTML: ({ measurement }) => ({ 'data-measurement': JSON.stringify(measurement) }),
      },
    };
  },
  parseHTML() {
    return [
      {
        tag: 'span[data-measurement]',
        getAttrs: element =>
          measurementOf(element.dataset.measurement, this.options.patientId) === null ? false : null,
      },
    ];
  },
  renderHTML({ node, HTMLAttributes }) {
    return [
      'span',
      HTMLAttributes,
      this.options.describe(node.attrs.measurement, textOf(node.attrs.measurement, this.options.language)),
    ];
  },
  renderText({ node }) {
    return textOf(node.attrs.measurement, this.options.language);
  },
  addNodeView() {
    return ({ node }) => {
      const measurement: Measurement = node.attrs.measurement;
      const text = measurementText(measurement, this.options.language);
      const chip = document.createElement('span');
      chip.className = 'measurement-chip';
      chip.dataset.testid = 'measurement-chip';
      chip.dataset.measurementId = measurement.id;
      chip.contentEditable = 'false';
      chip.textContent = text;
      chip.title = this.options.describe(measurement, text);
      chip.setAttribute('role', 'button');
      chip.setAttribute('aria-label', chip.title);
      chip.addEventListener('click', () => this.options.onShow(measurement));
      return { dom: chip };
    };
  },
});

function textOf(measurement: Measurement | null, language: Language): string {
  return measurement === null ? '' : measurementText(measurement, language);
}

function measurementOf(json: string | undefined, patientId: string): Measurement | null {
  try {
    const parsed = measurementSchema.safeParse(JSON.parse(json ?? ''));
    return parsed.success && parsed.data.image.patientId === patientId ? parsed.data : null;
  } catch {
    return null;
  }
}
