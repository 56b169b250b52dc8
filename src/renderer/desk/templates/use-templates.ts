import { useCallback, useEffect, useState } from 'react';
import type { Failure, Outcome, TemplateCatalogue, TemplateFile } from '../../../contract/index.ts';
import { outcomeOf, useApi, useConnectionGeneration } from '../../ui/transport/index.ts';

export interface Templates {
  readonly catalogue: TemplateCatalogue | null;
  save(file: TemplateFile): Promise<Failure | null>;
  remove(file: TemplateFile): Promise<Failure | null>;
}

/** All templates and macros of this reader, asked for once and kept as they are changed here. */
export function useTemplates(): Templates {
  const api = useApi();
  const generation = useConnectionGeneration();
  const [catalogue, setCatalogue] = useState<TemplateCatalogue | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `generation` asks again after a lost connection.
  useEffect(() => {
    let isCurrent = true;
    api.templates.list().then(
      list => {
        if (isCurrent) setCatalogue(list);
      },
      () => {},
    );
    return () => {
      isCurrent = false;
    };
  }, [api, generation]);

  const take = useCallback(async (answer: Promise<Outcome<TemplateCatalogue>>): Promise<Failure | null> => {
    const outcome = await outcomeOf(answer);
    if (outcome.ok) setCatalogue(outcome.value);
    return outcome.ok ? null : outcome.failure;
  }, []);

  return {
    catalogue,
    save: useCallback(file => take(api.templates.save(file)), [api, take]),
    remove: useCallback(({ kind, language, id }) => take(api.templates.remove({ kind, language, id })), [api, take]),
  };
}
