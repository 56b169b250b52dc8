import { createContext, useContext } from 'react';

/** Opens the sheet of critical results; `finding` is what is to be recorded, in the words of the report. */
export type OpenCritical = (finding?: string) => void;

export const CriticalContext = createContext<OpenCritical>(() => {});

export function useOpenCritical(): OpenCritical {
  return useContext(CriticalContext);
}
