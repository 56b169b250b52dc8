export { englishDay, englishYearInHalves } from './english.ts';
export { cardinals, isJoinedByPoint, isNumberWord, keysFrom, numberAt, type SpokenNumber } from './spoken-number.ts';
