export { ProvisionalPictures } from './provisional-pictures.ts';
export { answerProvisionalRequest } from './provisional-request.ts';
