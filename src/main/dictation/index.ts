export type { AsrProvider } from './asr-provider.ts';
export { answerDictationRequest } from './dictation-request.ts';
export { type DictationOptions, DictationService, modelVariables } from './dictation-service.ts';
