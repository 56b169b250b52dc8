import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { outcomeSchema } from './failure.ts';
import { keyImageSelectionSchema, keyObjectTitleSchema } from './key-image.ts';
import { imageReferenceSchema } from './measurement.ts';

const nothing = z.object({});
/** Of the case that was on screen: what arrives late from a former one is refused. */
const shownCase = z.object({ epoch: z.number().int() });

/** The key images of the open case. */
export const keyImagesApi = {
  watch: oc.output(eventIterator(shownCase.extend({ selection: keyImageSelectionSchema }))),
  /** Marks an image of the study that is read, or takes its mark away. Durable when it is answered. */
  toggle: oc.input(shownCase.extend({ image: imageReferenceSchema })).output(outcomeSchema(nothing)),
  setTitle: oc.input(shownCase.extend({ title: keyObjectTitleSchema })).output(outcomeSchema(nothing)),
};
