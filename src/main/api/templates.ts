import { fail, succeed } from '../../contract/index.ts';
import { fillTemplate } from '../../report/templates/index.ts';
import type { Services } from '../services.ts';
import { procedures } from './procedures.ts';

/** Templates and macros, and a report's text made anew with one of them. */
export function templateProcedures({ templates, reportContext, readingCase }: Services) {
  return {
    list: procedures.templates.list.handler(() => templates.load()),
    save: procedures.templates.save.handler(({ input }) => templates.save(input)),
    remove: procedures.templates.remove.handler(({ input: { kind, language, id } }) =>
      templates.remove(kind, language, id),
    ),
    fill: procedures.templates.fill.handler(async ({ input: { readingId, language, id } }) => {
      const { reading } = readingCase.current.value;
      if (reading?.id !== readingId) return fail('reading-unknown', { reading: readingId });
      const found = templates.catalogue.templates.find(
        ({ template }) => template.language === language && template.id === id,
      );
      if (!found) return fail('input-invalid', { field: 'template', reason: 'unknown' });
      const { merge } = await reportContext.of(reading, language);
      return succeed(fillTemplate(found.template, merge, merge.procedure ?? found.template.name));
    }),
  };
}
